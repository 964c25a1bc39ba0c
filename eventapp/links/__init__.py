"""Links: where bridge points and those online join a session, on which platform, in which language. All sealed."""
