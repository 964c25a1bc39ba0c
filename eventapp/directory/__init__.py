"""Directory: organisations (one register for the site) and people (of one event)."""
