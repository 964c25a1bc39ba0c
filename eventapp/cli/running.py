"""How every verb of the command runs: in the application, with one sentence for a person where it is refused."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError, ProgrammingError

from eventapp import create_app
from eventapp.audit.trail import Actor
from eventapp.config import Misconfigured
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.queries import find_event
from eventapp.shapes import Shape, read
from eventapp.web.forms import sentence

COMMAND = Actor("command line")


class Refused(click.ClickException):
    """What is printed for a person, with exit code 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True)


@contextmanager
def application() -> Iterator[Flask]:
    """Run what is inside in the app's context; say every refusal in one sentence."""
    try:
        app = create_app()
        with app.test_request_context(base_url=app.config["EXTERNAL_URL"]), force_locale("en"):
            yield app
    except DomainError as refusal:
        with app.test_request_context(), force_locale("en"):
            raise Refused(sentence(refusal)) from None
    except Misconfigured as fault:
        raise Refused(str(fault)) from None
    except (OperationalError, ProgrammingError) as error:
        raise Refused(f"The database is not ready ({error.orig}). Run `eventapp db upgrade` first.") from None


def in_app(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the application."""

    @wraps(command)
    def wrapped(**options: Any) -> None:
        with application():
            command(**options)

    return wrapped


def event_of(slug: str) -> Event:
    """Return the event, or refuse."""
    slug = slug.encode("utf-8", "replace").decode()
    found = find_event(slug)
    if found is None:
        raise Refused(f"There is no event “{slug}”.")
    return found


def typed_values(shape: type[Shape], typed: dict[str, str]) -> dict[str, Any]:
    """Return what was typed, read as a form would be, or refuse."""
    reading = read(shape, {name: value.encode("utf-8", "replace").decode() for name, value in typed.items() if value})
    if reading.faults:
        raise Refused(" ".join(fault.sentence() for fault in reading.faults))
    return dict(reading.values)


def tell(answer: dict[str, Any], words: str, as_json: bool) -> None:
    """Print one JSON object, or words."""
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else words)
