"""Check-in: scans at the door, their verdicts, and who is inside."""
