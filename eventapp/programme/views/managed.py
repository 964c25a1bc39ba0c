"""The organiser's programme: all sessions by day, as they would stand with what is drafted, or as published."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda.expecting import expected_in
from eventapp.agenda.queries import offers_of
from eventapp.events.models import Event
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.notices.words import KIND_TONES, KIND_WORDS
from eventapp.programme import timetable, wording
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import by_session
from eventapp.programme.views.drafted import looked_at
from eventapp.versions.foreseeing import clashes_in
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/programme")
@staff(Role.ORGANISER)
@with_event
def managed(event: Event) -> ResponseReturnValue:
    """Show the sessions, by day, each with a way to correct it; all of them, or those that are looked for."""
    programme, number_drafted = looked_at(event)
    found = clashes_in(event, programme, expected_in(event))
    asked = {name: request.args.get(name, "")[:200] for name in ("kind", "room", "track")}
    wanted = {"words": request.args.get("q", "")[:200], **asked}
    shown = timetable.chosen(programme.sessions, **wanted)
    return render_template(
        "programme/managed.html",
        event=event,
        days=timetable.days_of(event, shown),
        clashes=by_session(event, found),
        number=len(found),
        total=len(programme.all),
        count=len(shown),
        wanted=wanted,
        choices=_choices(event),
        offers=offers_of(event),
        modes=list(modes_of(event)),
        words=wording,
        drafted={each.shown.id: each for each in programme.drafts},
        number_drafted=number_drafted,
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
    )


def _choices(event: Event) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what sessions are filtered by: a name, its word, and options."""
    rooms, tracks = ([(each.ref, each.name_in(language())) for each in found(event)] for found in (rooms_of, tracks_of))
    kinds = [(kind.value, _(word)) for kind, word in wording.KINDS.items()]
    return [("kind", _("Kind"), kinds), ("room", _("Room"), rooms), ("track", _("Track"), tracks)]
