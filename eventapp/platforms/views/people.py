"""Who stands in a report: searched, filtered, confirmed many at once, taken along as a sheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.platforms import deciding, queries
from eventapp.platforms.models import PlatformPerson, PlatformReport, Standing, Way
from eventapp.platforms.shapes import PeopleShape
from eventapp.platforms.views import bp
from eventapp.platforms.views.reports import REPORTS, get_report
from eventapp.platforms.words import PLATFORM_WORDS, STANDING_TONES, STANDING_WORDS, WAY_WORDS
from eventapp.references import show_reference
from eventapp.shapes import read
from eventapp.spreadsheets.writing import Value
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import sentence

LARGEST_PAGE = 200


@bp.get(f"{REPORTS}/<ref>")
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show what a report says and whom it means."""
    report, asked = get_report(event, ref), _asked()
    values = read(PeopleShape, request.args).values
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    people, figures, number = queries.page_of_people(report, **asked, per_page=per_page, number=values.get("page") or 1)
    total = sum(figures.values()) if asked["standing"] is None else figures.get(asked["standing"], 0)
    return render_template(
        "platforms/show.html",
        event=event,
        report=report,
        has_file=queries.has_file(report),
        people=people,
        figures=figures,
        asked=asked,
        total=total,
        page=number,
        per_page=per_page,
        standings=[(each.value, _(word), figures.get(each, 0), None) for each, word in STANDING_WORDS.items()],
        words={each: _(word) for each, word in STANDING_WORDS.items()},
        tones=STANDING_TONES,
        ways={each: _(word) for each, word in WAY_WORDS.items()},
        platform=_(PLATFORM_WORDS[report.platform]),
        unread=[(row, _(message, given=given)) for row, message, given in report.unread],
        is_elsewhere=_is_elsewhere(event, report),
        by=who(report.by),
        Standing=Standing,
        sure=Way.NAME_AND_ORGANISATION,
    )


@bp.post(f"{REPORTS}/<ref>/people")
@staff(Role.ORGANISER)
@with_event
def decide(event: Event, ref: str) -> ResponseReturnValue:
    """Confirm those who are ticked as who is proposed, or say that they are nobody of ours."""
    report = get_report(event, ref)
    numbers = [
        int(each) for each in request.form.getlist("person")[:LARGEST_PAGE] if each.isdecimal() and len(each) < 8
    ]
    people = queries.people_of(report, numbers)
    try:
        with transaction():
            if request.form.get("decision") == "pass":
                done = deciding.pass_over(event, people, by=actor())
            else:
                done = deciding.confirm(event, people, by=actor())
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    else:
        flash(ngettext("%(num)d person was decided on.", "%(num)d people were decided on.", done))
    kept = {name: value for name in ("q", "standing", "sort") if (value := request.form.get(name))}
    return redirect(url_for(".show", slug=event.slug, ref=ref, **kept), 303)  # type: ignore[arg-type]


@bp.get(f"{REPORTS}/<ref>/people.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export(event: Event, ref: str, form: str) -> ResponseReturnValue:
    """Hand out the people wanted as a sheet."""
    report = get_report(event, ref)
    name = downloads.dated(event, f"platform-report-{report.ref.lower()}")
    rows = _rows(event, db.session.scalars(queries.listed(report, **_asked())))
    return downloads.commas(name, _heading(), rows) if form == "csv" else downloads.workbook(name, _heading(), rows)


def _asked() -> dict[str, Any]:
    values = read(PeopleShape, request.args).values
    return {"q": values.get("q") or "", "standing": values.get("standing"), "sort": values.get("sort") or ""}


def _is_elsewhere(event: Event, report: PlatformReport) -> bool:
    """Is nothing in it from when the event or the session was? Then its zone or its dates were read wrongly."""
    about = report.session or event
    if report.starts_at is None or report.ends_at is None:
        return False
    return report.ends_at <= about.starts_at or about.ends_at <= report.starts_at


def _heading() -> Sequence[str]:
    return [
        _("Row"), _("Name in the report"), _("E-mail"), _("Minutes"), _("State"), _("Known by"), _("Full name"),
        _("Organisation"), _("Registration code"),
    ]  # fmt: skip


def _rows(event: Event, people: Any) -> Iterator[Sequence[Value]]:
    for each in people:
        assert isinstance(each, PlatformPerson)  # noqa: S101 - what was asked for
        registration = each.registration
        yield [
            each.number,
            each.name,
            each.email,
            each.minutes,
            _(STANDING_WORDS[each.standing]),
            _(WAY_WORDS[each.way]) if each.way else "",
            registration.person.full_name if registration else "",
            registration.person.organisation_name if registration else "",
            show_reference(registration.ref) if registration else "",
        ]
