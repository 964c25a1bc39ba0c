"""The JSON door to the same rules: /api/v1, described by OpenAPI 3.1 at /api/v1/openapi.json."""

from flask import Flask

from eventapp.api import (
    answers,
    approvals,
    attendance,
    blueprint,
    bounces,
    categories,
    delegations,
    desk,
    devices,
    documentation,
    door_lists,
    events,
    offers,
    papers,
    photographs,
    registrations,
    scans,
    sessions,
    sign_ups,
)

# Each adds its views to the blueprint when it is imported.
VIEWS = (
    events,
    categories,
    registrations,
    answers,
    offers,
    approvals,
    bounces,
    scans,
    sessions,
    sign_ups,
    papers,
    delegations,
    attendance,
    devices,
    door_lists,
    desk,
    photographs,
)


def init_app(app: Flask) -> None:
    """Add the API and its description to the application."""
    blueprint.describe(app)
    app.register_blueprint(documentation.bp)
