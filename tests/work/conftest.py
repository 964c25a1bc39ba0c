"""These floors are tested without the rest of the house."""

from tests.bare import bare, database_url

__all__ = ["bare", "database_url"]
