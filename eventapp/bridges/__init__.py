"""Bridge points as places with people: contacts, room, line, and the page of each point's secretary."""
