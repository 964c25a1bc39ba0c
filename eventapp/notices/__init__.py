"""Whoever a changed session concerns is told: how many they are, the letter with the change for their calendar."""
