"""`eventapp import` and `eventapp sample`: what offices send as a sheet, and the conference to look around in."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from functools import partial
from typing import Any

import click
from flask_babel import force_locale, gettext

from eventapp import sample
from eventapp.audit import trail
from eventapp.cli.running import COMMAND, Refused, event_of, in_app, tell
from eventapp.config import ROOT
from eventapp.database import transaction
from eventapp.delegations.importing import DelegationImporter
from eventapp.directory.importing import READY_LISTS, OrganisationImporter, ready_list, record
from eventapp.events.models import Event
from eventapp.importing.reports import Outcome, Report
from eventapp.importing.rows import Importer, take_in
from eventapp.programme.importing import ProgrammeImporter
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.shapes import Language
from eventapp.schedules.reading import read_programme
from eventapp.spreadsheets import Table, read_table

LANGUAGES = [each.value for each in Language]


@click.group("import")
def import_group() -> None:
    """Take in a sheet (XLSX or CSV) or a schedule; running it twice creates nothing new."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb what all of them take."""
    for option in (
        click.argument("file"),
        click.option("--event", "slug", required=True),
        click.option("--dry-run", is_flag=True, help="Do everything, report on every row, and keep nothing."),
        click.option("--all-or-nothing", is_flag=True, help="Keep nothing when a row is rejected."),
        click.option(
            "--locale",
            type=click.Choice(LANGUAGES),
            default="en",
            help="The language of the report.",
        ),
        click.option("--json", "as_json", is_flag=True),
    ):
        command = option(command)
    return command


@import_group.command("delegations")
@_options
@in_app
def import_delegations(slug: str, **options: Any) -> None:
    """Organisations with their sites and the seats allotted to them."""
    event = event_of(slug)
    _import(event, lambda: DelegationImporter(event, by=COMMAND), what="delegations", **options)


@import_group.command("delegates")
@_options
@click.option("--letters", is_flag=True, help="Send everyone who has not had it the letter with the ticket.")
@in_app
def import_delegates(slug: str, letters: bool, **options: Any) -> None:
    """Delegates; each row registers one person."""
    event = event_of(slug)
    _import(event, lambda: DelegateImporter(event, by=COMMAND, sends_letters=letters), what="delegates", **options)


@import_group.command("programme")
@_options
@in_app
def import_programme(slug: str, **options: Any) -> None:
    """Sessions, published at once: a sheet, or the schedule of other software (schedule.xml, schedule.json, ICS)."""
    event = event_of(slug)
    read = partial(read_programme, zone=event.zone)
    _import(event, lambda: ProgrammeImporter(event, by=COMMAND), what="programme", read=read, **options)


@import_group.command("organisations")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Do everything, report on every row, and keep nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Keep nothing when a row is rejected.")
@click.option("--locale", type=click.Choice(LANGUAGES), default="en", help="The language of the report.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def import_organisations(file: str, dry_run: bool, all_or_nothing: bool, locale: str, as_json: bool) -> None:
    """The register of organisations: a sheet, or a list that comes along by its name (provinces-2025)."""
    table = read_table(ready_list(file)) if file in READY_LISTS else _opened(file)
    with transaction():
        importer = OrganisationImporter(by=COMMAND)
        report = take_in(table, importer, all_or_nothing=all_or_nothing, is_rehearsal=dry_run)
        if report.is_kept:
            record(table.name, {each.value: report.count(each) for each in Outcome}, by=COMMAND)
    with force_locale(locale):
        tell(report.told(gettext), _words(report, dry_run), as_json)


@click.group("sample")
def sample_group() -> None:
    """The sample conference."""


@sample_group.command("load")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day it is held; by default 30 days from now.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def sample_load(on: datetime | None, as_json: bool) -> None:
    """Load the sample conference; a second time changes nothing."""
    day: date | None = on.date() if on else None
    with transaction():
        loaded = sample.load(ROOT / "sample", by=COMMAND, on=day)
    reports = {name: report.told(gettext) for name, report in loaded.reports.items()}
    words = "\n".join(f"{name}: {_counts(report)}" for name, report in loaded.reports.items())
    tell(
        {"slug": sample.SLUG, "created": bool(reports), **reports},
        words or f"The sample conference {sample.SLUG} is there already.",
        as_json,
    )


def _import(
    event: Event,
    importer: Callable[[], Importer],
    *,
    what: str,
    read: Callable[[str], Table] = read_table,
    file: str,
    dry_run: bool,
    all_or_nothing: bool,
    locale: str,
    as_json: bool,
) -> None:
    table = _opened(file, read)
    taker = importer()
    with nullcontext() if dry_run and taker.foretells else transaction():  # what is foretold keeps nobody waiting
        report = take_in(table, taker, all_or_nothing=all_or_nothing, is_rehearsal=dry_run)
        if report.is_kept:
            counts = {each.value: report.count(each) for each in Outcome}
            trail.record(f"{what}_imported", event, by=COMMAND, event_id=event.id, file=table.name, **counts)
    with force_locale(locale):
        tell(report.told(gettext), _words(report, dry_run), as_json)


def _opened(file: str, read: Callable[[str], Table] = read_table) -> Table:
    try:
        return read(file)
    except OSError as error:
        raise Refused(f"{file} cannot be opened: {error.strerror}.") from None


def _words(report: Report, is_rehearsal: bool) -> str:
    lines = [_counts(report)]
    lines += [f"  row {each.row}, {each.column}: {each.fault.sentence(gettext)}" for each in report.rejected]
    if report.notes:
        lines.append("Notes about rows that were taken:")
        lines += [f"  row {each.row}, {each.column}: {each.fault.sentence(gettext)}" for each in report.notes]
    if report.absent:
        lines.append("Sessions of the event that are not in the file, and stay:")
        lines += [f"  {words}" for words, _fault in report.absent]
    if is_rehearsal:
        lines.append("This was a dry run: nothing was kept.")
    elif not report.is_kept:
        lines.append("Nothing was kept, because rows were rejected.")
    return "\n".join(lines)


def _counts(report: Report) -> str:
    held = f", {report.count(Outcome.HELD_BACK)} held back" if report.count(Outcome.HELD_BACK) else ""
    return (
        f"{report.count(Outcome.CREATED)} created, {report.count(Outcome.UPDATED)} updated, "
        f"{report.count(Outcome.UNCHANGED)} unchanged{held}, {report.count(Outcome.REJECTED)} rejected."
    )
