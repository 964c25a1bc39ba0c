"""What stands in the programme's way: /manage/events/<slug>/programme/clashes, and a look before a session is saved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import names
from eventapp.agenda.expecting import expected_in
from eventapp.agenda.shapes import SessionWithPlacesShape
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import clash_words
from eventapp.programme.clash_values import Clash, ClashKind
from eventapp.programme.clashes import concerning
from eventapp.programme.models import Session
from eventapp.programme.planned import clashes_if, clashes_of
from eventapp.programme.programming import judge_times
from eventapp.programme.views import bp
from eventapp.programme.views.forms import form_page, planned
from eventapp.versions.foreseeing import clashes_in, held_as_drafted
from eventapp.versions.queries import drafted_programme, find_drafted
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.clash_sentences import said
from eventapp.web.forms import Form
from eventapp.web.languages import language
from eventapp.web.pages import asked_page

PER_PAGE = 50
LONGEST_QUERY = 200
FLASHED = 300  # characters: a flash travels in a cookie


@bp.get("/manage/events/<slug>/programme/clashes")
@staff(Role.ORGANISER)
@with_event
def clashes(event: Event) -> ResponseReturnValue:
    """List what is wrong, of one kind or of all, of whom and what is looked for."""
    found = clashes_in(event, drafted_programme(event), expected_in(event))
    counted = Counter(clash.kind for clash in found)
    wanted = _wanted(event, found)
    number = max(1, min(asked_page(), -(-len(wanted) // PER_PAGE)))
    return render_template(
        "programme/clashes.html",
        event=event,
        clashes=said(event, wanted[(number - 1) * PER_PAGE : number * PER_PAGE]),
        number=number,
        per_page=PER_PAGE,
        found=len(wanted),
        total=len(found),
        at_most=clash_words.AT_MOST,
        chosen=_kind_asked(),
        kinds=[(kind.value, _(clash_words.KINDS[kind]), counted[kind], None) for kind in ClashKind if counted[kind]],
    )


@bp.get("/manage/events/<slug>/programme/clashes.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export_clashes(event: Event, form: str) -> Response:
    """Return what the list shows, all pages of it, as a sheet."""
    heading = [_("Clash"), _("What is wrong"), _("What to do"), _("Sessions")]
    wanted = _wanted(event, clashes_in(event, drafted_programme(event), expected_in(event)))
    rows = [[one["word"], one["sentence"], one["way_out"], _titles(one["clash"])] for one in said(event, wanted)]
    if form == "csv":
        return downloads.commas(downloads.dated(event, "clashes"), heading, rows)
    return downloads.workbook(downloads.dated(event, "clashes"), heading, rows, title=event.title_in(language()))


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
    expected = expected_in(event)
    there = held_as_drafted(event, drafted_programme(event), expected)
    return clashes_if(event, session, words, expected, there)


def _kind_asked() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in list(ClashKind) else ""


def _wanted(event: Event, found: Sequence[Clash]) -> list[Clash]:
    kind, words = _kind_asked(), names.fold(request.args.get("q", "")[:LONGEST_QUERY]).split()
    of_kind = [clash for clash in found if kind in ("", clash.kind.value)]
    if not words:
        return of_kind
    lines = said(event, of_kind)
    return [line["clash"] for line in lines if all(word in names.fold(line["sentence"]) for word in words)]


def _titles(clash: Clash) -> str:
    return ", ".join((session.title_en if language() == "en" else "") or session.title for session in clash.sessions)


def by_session(event: Event, found: Iterable[Clash]) -> dict[int, list[dict[str, Any]]]:
    """Return what to say beside each session, by its id."""
    beside: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in said(event, (clash for clash in found if not clash.is_everywhere)):
        for session in each["clash"].sessions:
            beside[session.id].append(each)
    return beside


def warn(event: Event, session: Session) -> None:
    """Say with the next page what clashes with a session that was just saved."""
    found = said(event, concerning(clashes_of(event, expected_in(event)), session.id))
    if not found:
        return
    sentence, more = found[0]["sentence"], len(found) - 1
    short = sentence if len(sentence) <= FLASHED else f"{sentence[:FLASHED]}…"
    others = ngettext("%(num)d more thing is wrong with it.", "%(num)d more things are wrong with it.", more)
    flash(_("Look once more: %(sentence)s", sentence=short) + (f" {others}" if more else ""), "warn")
