"""What would change: the draft against what is public, and its publication: …/programme/draft."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.agenda.expecting import expected_in
from eventapp.database import transaction
from eventapp.directory.models import Person
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices import telling
from eventapp.notices.concerned import NOBODY, Concerned, count, count_each, is_awaited
from eventapp.notices.shapes import Manner
from eventapp.notices.words import KIND_TONES, KIND_WORDS
from eventapp.programme.clashes import concerning
from eventapp.programme.models import Change, Session
from eventapp.versions import drafting, publishing
from eventapp.versions.foreseeing import clashes_in
from eventapp.versions.queries import Drafted, Programme, drafted_programme, find_drafted, find_last_version
from eventapp.versions.shapes import PublicationShape
from eventapp.versions.views import bp
from eventapp.web.access import actor, staff, with_event
from eventapp.web.clash_sentences import said
from eventapp.web.deeds import who
from eventapp.web.forms import Form
from eventapp.web.languages import language
from eventapp.web.session_changes import differences
from eventapp.web.telling import said_in


@dataclass(frozen=True)
class Foreseen:
    """One session of the draft: what would be different, in words, whom it concerns, and what would clash."""

    drafted: Drafted
    differences: list[tuple[str, str, str]]
    concerned: Concerned
    clashes: list[dict[str, Any]]


@bp.get("/manage/events/<slug>/programme/draft")
@staff(Role.ORGANISER)
@with_event
def draft(event: Event) -> ResponseReturnValue:
    """Show, session by session, what the next version would change."""
    return _page(event, Form(PublicationShape))


@bp.post("/manage/events/<slug>/programme/draft/publication")
@staff(Role.ORGANISER)
@with_event
def publish(event: Event) -> ResponseReturnValue:
    """Publish what was looked at as the next version; those it concerns are told, or are not and it is said why."""
    form = Form(PublicationShape, request.form)
    if form.ok:
        try:
            with transaction():
                version, changes = publishing.publish(
                    event, seen=form.values["seen"], note=form.values["note"], by=actor()
                )
                _follow(event, changes, form)
            flash(_("Version %(number)s of the programme is public.", number=version.number))
            return redirect(url_for(".listed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.post("/manage/events/<slug>/programme/draft/removal")
@staff(Role.ORGANISER)
@with_event
def remove_all(event: Event) -> ResponseReturnValue:
    """Throw the whole draft away; what is public stays."""
    with transaction():
        drafting.drop_all(event, by=actor())
    flash(_("The draft is thrown away. What is public stays as it is."))
    return redirect(url_for("programme.managed", slug=event.slug), 303)


@bp.post("/manage/events/<slug>/programme/<ref>/draft/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Throw the draft of one session away."""
    found = find_drafted(event, ref) or abort(404)
    with transaction():
        drafting.drop(event, found, by=actor())
    flash(_("The draft of “%(title)s” is thrown away.", title=found.shown.title_in(language())))
    return redirect(url_for(".draft", slug=event.slug), 303)


def _page(event: Event, form: Form) -> ResponseReturnValue:
    programme = drafted_programme(event)
    foreseen, in_all = _foreseen(event, programme)
    last = find_last_version(event)
    is_first = last is None and all(each.session is None for each in programme.all)
    page = render_template(
        "versions/draft.html",
        event=event,
        form=form,
        digest=programme.digest,
        foreseen=foreseen,
        people=said_in(in_all),
        number=last.number + 1 if last else 1 if is_first else 2,
        last=last,
        said_in=said_in,
        who=who,
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
    )
    return page, form.status


def _foreseen(event: Event, programme: Programme) -> tuple[list[Foreseen], Concerned]:
    clashes = said(event, clashes_in(event, programme, expected_in(event)))
    now = clock.now()
    moving = {
        each.session: _platform(each)
        for each in programme.drafts
        if each.session is not None
        and each.kind.concerns_people
        and is_awaited(event, each.session.ends_at, each.shown.ends_at, now=now)
    }
    found, in_all = count_each(event, moving) if moving else ([], NOBODY)
    concerned = dict(zip(moving, found, strict=True))
    rows = [
        Foreseen(
            each,
            differences(event, *each.divided),
            concerned.get(each.session, NOBODY) if each.session else NOBODY,
            [one for one in clashes if concerning([one["clash"]], each.shown.id)],
        )
        for each in programme.drafts
    ]
    return rows, in_all


def _platform(drafted: Drafted) -> list[Person]:
    sessions: list[Session] = [each for each in (drafted.session, drafted.shown) if each is not None]
    people = [seat.person for session in sessions for seat in session.platform if seat.person.ref]
    return list(dict.fromkeys(people))


def _follow(event: Event, changes: list[Change], form: Form) -> None:
    """Tell people of each change, or keep why they are not, as was said. Raises ReasonNeeded."""
    manner = form.values.get("manner")
    if manner is None:
        return
    for each in changes:
        awaited = is_awaited(event, each.session.ends_at, now=clock.now())
        if not (each.kind.concerns_people and awaited and count(each.session, telling.platform_of(each)).anyone):
            continue
        if manner is Manner.SILENT:
            telling.keep_silent(event, each, form.values["silent_reason"], by=actor())
        else:
            telling.tell(event, each, by=actor())
