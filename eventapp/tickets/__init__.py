"""Tickets: the code that opens the door, its picture and its paper."""
