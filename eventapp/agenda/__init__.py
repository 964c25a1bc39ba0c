"""A delegate's own programme: places in sessions, their waiting lists, and stars."""
