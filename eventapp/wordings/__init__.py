"""What letters say: the standard text of every kind, and the organiser's own in its place."""
