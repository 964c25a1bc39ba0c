"""Badges: how an event's look, who has one, printing them once, and the queue of the desk."""
