"""Speakers: what they say of themselves, whether they come, and the link by which they say it."""
