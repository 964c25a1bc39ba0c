"""Presence: one ledger of evidence of who was where, and the attendance that follows from it."""
