"""The API's blueprint, and the OpenAPI description that flask-smorest makes of its views."""

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint as FlaskBlueprint
from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields

bp: FlaskBlueprint = Blueprint(
    "api", __name__, url_prefix="/api/v1", description="Everything an event's programs may do."
)


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class Description(Api):  # type: ignore[misc]  # flask-smorest is not typed
    """flask-smorest's description alone: errors are answered by web/errors.py, pages by documentation.py."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to the application."""


def describe(app: Flask) -> None:
    """Register the blueprint and describe it."""
    options = {"API_TITLE": "eventapp", "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0", "OPENAPI_URL_PREFIX": None}
    app.config.update(options)
    description = Description(
        app,
        spec_kwargs={
            "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name),
            "security": [{"token": []}],
            "servers": [{"url": app.config["EXTERNAL_URL"]}],
        },
    )
    description.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    description.register_blueprint(bp)
    app.extensions["openapi"] = description.spec


def _name(schema: Any) -> str:
    """Return the name of a schema in the description: its class's, and Patch where every field may be left out."""
    kind = schema if isinstance(schema, type) else type(schema)
    name = kind.__name__.removesuffix("Shape")
    return f"{name}Patch" if getattr(schema, "partial", None) else name
