"""What became of the programme's sessions, and who was told: /manage/events/<slug>/programme/changes."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices import letter_writing, listing, telling
from eventapp.notices.concerned import count, is_awaited
from eventapp.notices.listing import Told, Wanted
from eventapp.notices.shapes import ChangesShape
from eventapp.notices.views import bp
from eventapp.notices.words import KIND_TONES, KIND_WORDS
from eventapp.programme.models import Change
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.session_changes import differences
from eventapp.web.telling import said_in

LARGEST_PAGE = 200


@bp.get("/manage/events/<slug>/programme/changes")
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show one page of the changes wanted, the newest first."""
    wanted, values = _asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    found, total, number = listing.page(event, wanted, per_page=per_page, number=values.get("page") or 1)
    return render_template(
        "notices/changes.html",
        event=event,
        wanted=wanted,
        changes=found,
        differences={each.ref: differences(event, each.before, each.after) for each in found},
        sent=listing.sent_of(found),
        may_tell={each.ref for each in found if _may_be_told(event, each)},
        total=total,
        page=number,
        per_page=per_page,
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
        told=Told,
        who=who,
    )


@bp.get("/manage/events/<slug>/programme/changes.xlsx")
@staff(Role.ORGANISER)
@with_event
def export_xlsx(event: Event) -> Response:
    """Return what is filtered as a workbook."""
    name, title = downloads.dated(event, "changes"), _("Changes of the programme")
    return downloads.workbook(name, _heading(), _rows(event), title=title)


@bp.get("/manage/events/<slug>/programme/changes.csv")
@staff(Role.ORGANISER)
@with_event
def export_csv(event: Event) -> Response:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "changes"), _heading(), _rows(event))


@bp.get("/manage/events/<slug>/programme/changes/<change>")
@staff(Role.ORGANISER)
@with_event
def ask(event: Event, change: str) -> ResponseReturnValue:
    """Say whom the change concerns and what they would read, and ask whether they are to be told."""
    found = listing.find_change(event, change) or abort(404)
    first = letter_writing.first_addressee(found) if _may_be_told(event, found) else None
    return render_template(
        "notices/change.html",
        event=event,
        change=found,
        differences=differences(event, found.before, found.after),
        people=said_in(count(found.session, telling.platform_of(found))) if _may_be_told(event, found) else "",
        letter=letter_writing.written(found, *first, language()) if first else None,
        sent=listing.sent_of([found]).get(found.ref),
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
    )


@bp.post("/manage/events/<slug>/programme/changes/<change>/letters")
@staff(Role.ORGANISER)
@with_event
def tell(event: Event, change: str) -> ResponseReturnValue:
    """Tell everyone whom the change concerns."""
    found = listing.find_change(event, change) or abort(404)
    try:
        with transaction():
            told = telling.tell(event, found, by=actor())
        flash(_("They are being told: %(people)s.", people=said_in(told)))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".listed", slug=event.slug), 303)


def _may_be_told(event: Event, change: Change) -> bool:
    is_to_come = is_awaited(event, change.session.ends_at, now=clock.now())
    return change.kind.concerns_people and change.told_at is None and is_to_come


def _asked() -> tuple[Wanted, dict[str, Any]]:
    values = read(ChangesShape, request.args).values
    return Wanted(values.get("q") or "", values.get("kind"), values.get("told")), values


def _heading() -> list[str]:
    words = (_("When"), _("Who"), _("Session"), _("What"), _("Before"), _("After"), _("Told"), _("Reason"))
    return [str(word) for word in words]


def _rows(event: Event) -> Any:
    found, _total, _number = listing.page(event, _asked()[0], per_page=None)
    for each in found:
        different = differences(event, each.before, each.after)
        yield [
            f"{each.at.astimezone(event.tz):%d/%m/%Y %H:%M}",
            who(each.by),
            each.session.title_in(language()),
            _(KIND_WORDS[each.kind]),
            "; ".join(f"{field}: {before}" for field, before, _after in different),
            "; ".join(f"{field}: {after}" for field, _before, after in different),
            sum(each.told.values()) - each.told["sites"] if each.told else "",
            each.reason,
        ]
