"""Rows that are background work: queued in the transaction that causes them, leased and done by a worker."""
