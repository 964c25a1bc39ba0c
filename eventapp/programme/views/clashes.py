"""What stands in the programme's way: /manage/events/<slug>/programme/clashes, and a look before a session is saved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.agenda.queries import signed_up_in
from eventapp.agenda.shapes import SessionWithPlacesShape
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import clash_words
from eventapp.programme.clashes import Clash, ClashKind, concerning
from eventapp.programme.models import Session
from eventapp.programme.planned import clashes_if, clashes_of
from eventapp.programme.programming import judge_times
from eventapp.programme.views import bp
from eventapp.programme.views.forms import form_page, planned
from eventapp.versions.foreseeing import clashes_in, held_as_drafted
from eventapp.versions.queries import drafted_programme, find_drafted
from eventapp.web.access import staff, with_event
from eventapp.web.clash_sentences import said
from eventapp.web.forms import Form

FLASHED = 300  # characters: a flash travels in a cookie


@bp.get("/manage/events/<slug>/programme/clashes")
@staff(Role.ORGANISER)
@with_event
def clashes(event: Event) -> ResponseReturnValue:
    """List what is wrong, of one kind or of all."""
    found = clashes_in(event, drafted_programme(event), signed_up_in(event))
    chosen = request.args.get("kind", "")
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
    drafted = (find_drafted(event, ref) or abort(404)) if ref else None
    form = Form(SessionWithPlacesShape, request.form)
    found = None
    if form.ok:
        try:
            words = planned(event, form)
            judge_times(words["starts_at"], words["ends_at"])
            found = said(event, foretold(event, drafted.shown if drafted else None, words))
        except DomainError as refusal:
            form.refuse(refusal)
    return form_page(event, form, drafted, found)


def foretold(event: Event, session: Session | None, words: Mapping[str, Any]) -> list[Clash]:
    """Return what would be wrong about a session that said so, among all that is drafted."""
    signed_up = signed_up_in(event)
    there = held_as_drafted(event, drafted_programme(event), signed_up)
    return clashes_if(event, session, words, signed_up, there)


def by_session(event: Event, found: Iterable[Clash]) -> dict[int, list[dict[str, Any]]]:
    """Return what to say beside each session, by its id."""
    beside: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in said(event, found):
        for session in each["clash"].sessions:
            beside[session.id].append(each)
    return beside


def warn(event: Event, session: Session) -> None:
    """Say with the next page what clashes with a session that was just saved."""
    found = said(event, concerning(clashes_of(event, signed_up_in(event)), session.id))
    if not found:
        return
    sentence, more = found[0]["sentence"], len(found) - 1
    short = sentence if len(sentence) <= FLASHED else f"{sentence[:FLASHED]}…"
    others = ngettext("%(num)d more thing is wrong with it.", "%(num)d more things are wrong with it.", more)
    flash(_("Look once more: %(sentence)s", sentence=short) + (f" {others}" if more else ""), "warn")
