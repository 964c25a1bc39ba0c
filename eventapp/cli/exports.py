"""`eventapp export`: what an event holds, as a file for an office or another program."""

import io
from collections.abc import Callable
from email.utils import parseaddr
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale, gettext

from eventapp import clock
from eventapp.accounts.administration import domain
from eventapp.calendar.entries import Reader
from eventapp.calendar.feeds import event_calendar
from eventapp.calendar.schedules import event_schedule
from eventapp.cli.running import Refused, event_of, in_app
from eventapp.cli.sheets import LANGUAGES
from eventapp.events.models import Event
from eventapp.reports import programme
from eventapp.spreadsheets import write_csv, write_xlsx


@click.group("export")
def export_group() -> None:
    """Write what an event holds into a file; the ending of its name says in which form."""


@export_group.command("programme")
@click.option("--event", "slug", required=True)
@click.option("--to", "file", required=True, help="A name that ends in .xml, .json, .ics, .xlsx or .csv.")
@click.option("--locale", type=click.Choice(LANGUAGES), help="The language; by default that of the instance.")
@in_app
def export_programme(slug: str, file: str, locale: str | None) -> None:
    """Write the programme: a schedule (.xml, .json), a calendar (.ics) or a sheet (.xlsx, .csv)."""
    event, path = event_of(slug), Path(file)
    write = _PROGRAMME.get(path.suffix.lower())
    if write is None:
        raise Refused(f"A programme is written as {', '.join(_PROGRAMME)}; {path.name} ends in none of these.")
    chosen = locale or current_app.config["LOCALE"]
    with force_locale(chosen):
        keep(path, write(event, chosen))


def keep(path: Path, body: bytes) -> None:
    """Write beside the place and move it there: whatever fails, no half file bears the name."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


def _schedule(event: Event, locale: str, *, form: str) -> bytes:
    return event_schedule(event, _reader(locale), form=form)


def _calendar(event: Event, locale: str) -> bytes:
    return event_calendar(event, _reader(locale), at=clock.now())


def _workbook(event: Event, locale: str) -> bytes:
    target = io.BytesIO()
    heading = [gettext(word) for word in programme.HEADING]
    write_xlsx(target, heading, programme.rows(event, translate=gettext), title=event.title_in(locale))
    return target.getvalue()


def _commas(event: Event, _locale: str) -> bytes:
    target = io.BytesIO()
    write_csv(target, [gettext(word) for word in programme.HEADING], programme.rows(event, translate=gettext))
    return target.getvalue()


def _reader(locale: str) -> Reader:
    config = current_app.config
    return Reader(locale, gettext, config["EXTERNAL_URL"], domain(), parseaddr(config["MAIL_FROM"])[1])


_PROGRAMME: dict[str, Callable[[Event, str], bytes]] = {
    ".xml": partial(_schedule, form="xml"),
    ".json": partial(_schedule, form="json"),
    ".ics": _calendar,
    ".xlsx": _workbook,
    ".csv": _commas,
}
