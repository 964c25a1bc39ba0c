"""Certificates of attendance: who was there long enough by what was measured, numbered, and verified by anybody."""
