"""Joining: the page by which whoever attends online comes into the room, and what it measures of it."""
