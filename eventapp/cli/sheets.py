"""`eventapp import` and `eventapp sample`: what offices send as a sheet, and the conference to look around in."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale, gettext

from eventapp import sample
from eventapp.agenda.importing import ProgrammeWithPlacesImporter
from eventapp.audit import trail
from eventapp.cli.running import COMMAND, Refused, event_of, in_app, tell
from eventapp.config import ROOT
from eventapp.database import transaction
from eventapp.delegations.importing import DelegationImporter
from eventapp.directory.importing import READY_LISTS, OrganisationImporter, ready_list, record
from eventapp.events.models import Event
from eventapp.importing.defaults import faults_of, field_called
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome, Report
from eventapp.importing.rows import suits, take_in
from eventapp.papers.retention import folder_of
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.shapes import Language
from eventapp.sample_papers import add_papers
from eventapp.schedules.reading import read_programme
from eventapp.spreadsheets import Table, read_table

LANGUAGES = [each.value for each in Language]


@click.group("import")
def import_group() -> None:
    """Take in a sheet (XLSX, XLS or CSV) or a schedule; running it twice creates nothing new."""


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
        click.option("--sheet", help="The sheet of a workbook; by default the one with the headings."),
        click.option(
            "--default",
            "given",
            multiple=True,
            metavar="FIELD=VALUE",
            help="A value for every row whose own cell is empty, such as mode=online.",
        ),
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
    _import(event, lambda: ProgrammeWithPlacesImporter(event, by=COMMAND), what="programme", read=read, **options)


@import_group.command("organisations")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Do everything, report on every row, and keep nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Keep nothing when a row is rejected.")
@click.option("--locale", type=click.Choice(LANGUAGES), default="en", help="The language of the report.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def import_organisations(file: str, dry_run: bool, all_or_nothing: bool, locale: str, as_json: bool) -> None:
    """The register of organisations: a sheet, or a list that comes along by its name (provinces-2025)."""
    importer = OrganisationImporter(by=COMMAND)
    is_ready = file in READY_LISTS
    table = read_table(ready_list(file)) if is_ready else _opened(file, partial(read_table, judge=suits(importer)))
    with transaction():
        report = take_in(table, importer, all_or_nothing=all_or_nothing, is_rehearsal=dry_run)
        if report.is_kept:
            record(table.name, {each.value: report.count(each) for each in Outcome}, by=COMMAND)
    with force_locale(locale):
        tell(_told(report, table, locale), _words(report, table, dry_run), as_json)


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
        if loaded.reports:
            add_papers(loaded.event, folder_of(Path(current_app.config["INSTANCE"])), by=COMMAND)
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
    read: Callable[..., Table] = read_table,
    file: str,
    sheet: str | None,
    given: Sequence[str],
    dry_run: bool,
    all_or_nothing: bool,
    locale: str,
    as_json: bool,
) -> None:
    taker = importer()
    table = taker.prepared(_opened(file, partial(read, sheet=sheet, judge=suits(taker))))
    defaults = _defaults(taker, given, locale)
    with nullcontext() if dry_run and taker.foretells else transaction():  # what is foretold keeps nobody waiting
        report = take_in(table, taker, all_or_nothing=all_or_nothing, is_rehearsal=dry_run, defaults=defaults)
        if report.is_kept:
            counts = {each.value: report.count(each) for each in Outcome}
            trail.record(f"{what}_imported", event, by=COMMAND, event_id=event.id, file=table.name, **counts)
    with force_locale(locale):
        tell(_told(report, table, locale), _words(report, table, dry_run), as_json)


def _defaults(importer: Importer, given: Sequence[str], locale: str) -> dict[str, str]:
    """Return the values for all rows as they were given, by field."""
    defaults: dict[str, str] = {}
    for each in given:
        word, _sign, value = each.partition("=")
        field = field_called(importer, word)
        if field is None or not value.strip():
            raise Refused(f"--default {each}: write FIELD=VALUE, the field one of {', '.join(importer.defaultable)}.")
        defaults[field] = value
    with force_locale(locale):
        for fault in faults_of(importer, defaults):
            raise Refused(f"--default {fault.field}={defaults[fault.field]}: {fault.sentence(gettext, locale)}")
    return defaults


def _opened(file: str, read: Callable[[str], Table] = read_table) -> Table:
    try:
        return read(file)
    except OSError as error:
        raise Refused(f"{file} cannot be opened: {error.strerror}.") from None


def _told(report: Report, table: Table, locale: str) -> dict[str, Any]:
    told = report.told(gettext, locale)
    return told | ({"sheet": table.sheet, "sheets": list(table.sheets)} if table.sheet else {})


def _words(report: Report, table: Table, is_rehearsal: bool) -> str:
    lines = [_counts(report)]
    if len(table.sheets) > 1:
        others = ", ".join(each for each in table.sheets if each != table.sheet)
        lines.append(f"The sheet “{table.sheet}” was read; the file also has: {others}.")
    if report.unused:
        lines.append("Columns that were not used:")
        lines += [f"  {each.heading}" + (f" (such as: {each.sample})" if each.sample else "") for each in report.unused]
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
