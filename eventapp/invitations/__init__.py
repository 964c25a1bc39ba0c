"""Invitations: delegations are asked for their delegates, and reminded; the letter, on paper and by mail."""
