"""eventapp: a platform for hybrid conferences of delegations, on your own server."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: dict[str, Any] | None = None) -> "Flask":
    """Build the application. Here so that `flask --app eventapp` finds it."""
    from eventapp.app import build_app  # the one deferred import: keeps `import eventapp.clock` light

    return build_app(config)
