"""Events: what is held, where, by which team, and how it goes from draft to archive."""
