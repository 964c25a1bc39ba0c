"""Accounts: who signs in, the sessions they hold, and the first administrator."""
