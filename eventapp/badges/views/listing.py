"""Who has a badge and how far its printing is: /manage/events/<slug>/badges; whole groups are printed from here."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.badges import making, printing, queries
from eventapp.badges.queries import Line, State
from eventapp.badges.shapes import BadgeListShape
from eventapp.badges.views import bp
from eventapp.badges.views.runs import about_words
from eventapp.badges.words import STAGE_TONES, STAGE_WORDS, STATE_TONES, STATE_WORDS
from eventapp.database import transaction
from eventapp.delegations.queries import find_delegation
from eventapp.directory.organisations import called_in
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.references import read_reference, show_reference
from eventapp.registration import search
from eventapp.registration.search import Wanted
from eventapp.registration.words import MODE_WORDS
from eventapp.shapes import read
from eventapp.spreadsheets.writing import Value
from eventapp.uploads import jobs
from eventapp.web import downloads
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language

LARGEST_PAGE = 200


def asked() -> tuple[Wanted, State | None, str, dict[str, Any]]:
    """Return whose badges the address asks for, in which state, in which order, and the rest."""
    values = read(BadgeListShape, request.args).values
    return search.wanted_by(values), values.get("state"), values.get("sort") or search.Sort.NAME, values


@bp.get("/manage/events/<slug>/badges")
@staff(Role.REGISTRAR)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show one page of those who have a badge."""
    wanted, state, sort, values = asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    page = queries.page(event, wanted, state, sort, per_page=per_page, number=values.get("page") or 1)
    categories = categories_of(event)
    return render_template(
        "badges/list.html",
        event=event,
        page=page,
        per_page=per_page,
        wanted=wanted,
        state=state,
        sort=sort,
        categories=categories,
        category_of={each.id: each for each in categories},
        organisations=(organisations := search.organisations_of(event)),
        called=called_in(language(), organisations),
        state_words={each: _(word) for each, word in STATE_WORDS.items()},
        state_tones=STATE_TONES,
        states=State,
        runs=[(run, about_words(run)) for run in queries.latest_runs(event)],
        stage_words={each: _(word) for each, word in STAGE_WORDS.items()},
        stage_tones=STAGE_TONES,
        key=secrets.token_hex(16),
        is_filtered=wanted != Wanted(only_live=True) or state is not None,
        may_design=may(Role.ORGANISER, event),
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
    )


@bp.post("/manage/events/<slug>/badges/runs")
@staff(Role.REGISTRAR)
@with_event
def print_them(event: Event) -> ResponseReturnValue:
    """Print those ticked, or all that are found and have no badge yet; pressed twice it is one run."""
    wanted, _state, sort, _values = asked()
    refs = [ref for each in request.form.getlist("ref") if (ref := read_reference(each))]
    is_all = request.form.get("all") == "yes"
    try:
        with transaction():
            chosen = queries.unprinted(event, wanted, sort) if is_all else queries.numbers_of(event, refs)
            about = _about(event, wanted) if is_all else {"kind": "selection"}
            key = request.form.get("key", "")[:64] or None
            run = printing.print_all(event, chosen, about=about, key=key, by=actor())
            work = making.begin(run)
        jobs.do(work)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".listed", slug=event.slug, **dict[str, Any](request.args)), 303)
    return redirect(url_for(".show_run", slug=event.slug, ref=run.ref), 303)


@bp.get("/manage/events/<slug>/badges.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event) -> ResponseReturnValue:
    """Return what is filtered as a workbook."""
    return downloads.workbook(
        downloads.dated(event, "badges"), _heading(), _rows(event), title=event.title_in(language())
    )


@bp.get("/manage/events/<slug>/badges.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event) -> ResponseReturnValue:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "badges"), _heading(), _rows(event))


def _about(event: Event, wanted: Wanted) -> dict[str, Any]:
    """Return whose badges these are, for the list of runs: a delegation, a category, everyone, or what was found."""
    if wanted == Wanted(only_live=True):
        return {"kind": "everyone"}
    if wanted.delegation and (found := find_delegation(event, wanted.delegation)):
        return {"kind": "delegation", "name": dict(found.organisation.names)}
    category = next((each for each in categories_of(event) if each.ref == wanted.category.upper()), None)
    return {"kind": "category", "name": dict(category.names)} if category else {"kind": "found"}


def _heading() -> Sequence[str]:
    return [
        _("No."), _("Full name"), _("Position"), _("Organisation"), _("Category"), _("Attendance"),
        _("Registration code"), _("Badge"), _("Number of the print"), _("Asked for at"), _("By"), _("Printed at"),
    ]  # fmt: skip


def _rows(event: Event) -> Iterable[Sequence[Value]]:
    wanted, state, sort, _values = asked()
    names = {each.id: each.name_in(language()) for each in categories_of(event)}
    for number, line in enumerate(queries.all_lines(event, wanted, state, sort), start=1):
        yield [number, *_row(event, line, names)]


def _row(event: Event, line: Line, names: dict[int, str]) -> list[Value]:
    registration, last = line.registration, line.last
    person = registration.person
    return [
        person.full_name,
        person.position,
        person.organisation_name,
        names[registration.category_id],
        _(MODE_WORDS[registration.mode]),
        show_reference(registration.ref),
        _(STATE_WORDS[line.state]),
        last.number if last else None,
        last.asked_at.astimezone(event.tz) if last else None,
        last.by if last else "",
        last.printed_at.astimezone(event.tz) if last and last.printed_at else None,
    ]
