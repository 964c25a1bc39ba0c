"""What stands in the programme's way: /manage/events/<slug>/programme/clashes, and a look before a session is saved."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import clash_words
from eventapp.programme.clashes import Clash, ClashKind, Frame, concerning
from eventapp.programme.models import Session
from eventapp.programme.planned import clashes_if, clashes_of, frame_of
from eventapp.programme.programming import judge_times
from eventapp.programme.queries import find_session
from eventapp.programme.shapes import SessionShape
from eventapp.programme.views import bp
from eventapp.programme.views.forms import form_page, planned
from eventapp.web.access import staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language

FLASHED = 300  # characters: a flash travels in a cookie


@bp.get("/manage/events/<slug>/programme/clashes")
@staff(Role.ORGANISER)
@with_event
def clashes(event: Event) -> ResponseReturnValue:
    """List what is wrong, of one kind or of all."""
    found, chosen = clashes_of(event), request.args.get("kind", "")
    counted = Counter(clash.kind for clash in found)
    shown = [clash for clash in found if clash.kind.value == chosen] if chosen in list(ClashKind) else found
    return render_template(
        "programme/clashes.html",
        event=event,
        clashes=said(event, shown),
        total=len(found),
        at_most=clash_words.AT_MOST,
        chosen=chosen if chosen in list(ClashKind) else "",
        kinds=[(kind.value, _(clash_words.KINDS[kind]), counted[kind], None) for kind in ClashKind if counted[kind]],
    )


@bp.post("/manage/events/<slug>/programme/preview", defaults={"ref": ""})
@bp.post("/manage/events/<slug>/programme/<ref>/preview")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event, ref: str) -> ResponseReturnValue:
    """Show the form again, with what would clash if it were saved as it is; nothing is written."""
    session = (find_session(event, ref) or abort(404)) if ref else None
    form = Form(SessionShape, request.form)
    found = None
    if form.ok:
        try:
            words = planned(event, form)
            judge_times(words["starts_at"], words["ends_at"])
            found = said(event, clashes_if(event, session, words))
        except DomainError as refusal:
            form.refuse(refusal)
    return form_page(event, form, session, found)


def by_session(event: Event, found: Iterable[Clash]) -> dict[int, list[dict[str, Any]]]:
    """Return what to say beside each session, by its id."""
    beside: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in said(event, found):
        for session in each["clash"].sessions:
            beside[session.id].append(each)
    return beside


def said(event: Event, found: Iterable[Clash]) -> list[dict[str, Any]]:
    """Return each clash with its words in the reader's language: {"clash", "word", "sentence", "brief", "way_out"}."""
    frame, locale = frame_of(event), language()
    return [_said(clash, frame, locale) for clash in found]


def _said(clash: Clash, frame: Frame, locale: str) -> dict[str, Any]:
    sentence = clash_words.sentence(clash, zone=frame.zone, in_hall=frame.in_hall, locale=locale, translate=_)
    return {
        "clash": clash,
        "word": _(clash_words.KINDS[clash.kind]),
        "sentence": sentence,
        "brief": clash.person.name
        if clash.kind is ClashKind.UNREACHABLE and clash.person
        else sentence,  # beside each of the sessions
        "way_out": _(clash_words.WAYS_OUT[clash.kind]),
    }


def warn(event: Event, session: Session) -> None:
    """Say with the next page what clashes with a session that was just saved."""
    found = said(event, concerning(clashes_of(event), session.id))
    if not found:
        return
    sentence, more = found[0]["sentence"], len(found) - 1
    short = sentence if len(sentence) <= FLASHED else f"{sentence[:FLASHED]}…"
    others = ngettext("%(num)d more thing is wrong with it.", "%(num)d more things are wrong with it.", more)
    flash(_("Look once more: %(sentence)s", sentence=short) + (f" {others}" if more else ""), "warn")
