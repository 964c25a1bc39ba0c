"""The organiser's list of delegates: search, filter, sort, page, its columns, and acts on several at once."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.database import transaction
from eventapp.directory.organisations import called_in
from eventapp.directory.precedence import ranks_of
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.mailings.bounces import refs_that_bounce
from eventapp.questions.queries import answerable_of
from eventapp.questions.words import shown as in_words
from eventapp.registration import answering, columns, listing, search
from eventapp.registration.columns import Column, Shown
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted
from eventapp.registration.shapes import ListShape
from eventapp.registration.views import bp
from eventapp.registration.views.acts import undoable
from eventapp.registration.views.long_acts import latest
from eventapp.registration.words import STATUS_TONES, STATUS_WORDS
from eventapp.shapes import read
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language
from eventapp.web.origin import own_path

LARGEST_PAGE = 200


def asked() -> tuple[Wanted, dict[str, Any]]:
    """Return what the address asks for; what cannot be read is left out, for a link may be old or cut."""
    values = read(ListShape, request.args).values
    return search.wanted_by(values), values


@bp.get("/manage/events/<slug>/delegates")
@staff(Role.VIEWER)
@with_event
def delegates(event: Event) -> ResponseReturnValue:
    """Show one page of the delegates wanted."""
    wanted, values = asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    sort = values.get("sort") or search.Sort.NAME
    page, number = listing.page(event, wanted, sort, per_page=per_page, number=values.get("page") or 1)
    answerable, categories = answerable_of(event), categories_of(event)
    questions = columns.choosable(answerable)
    organisations = search.organisations_of(event)
    shown = columns.shown_to(event, current_user.user.id, questions)
    return render_template(
        "registration/delegates.html",
        event=event,
        wanted=wanted,
        status=wanted.status.value if wanted.status else "" if wanted.only_live else search.ALL,
        lines=page.lines,
        when=[f"{line.registered_at.astimezone(event.tz):%d/%m/%Y %H:%M}" for line in page.lines],
        may_act=may(Role.REGISTRAR, event),
        undoable=undoable(event),
        long_acts=latest(event),
        by_mode={mode: page.by_mode.get(mode, 0) for mode in Mode},
        by_status=page.by_status,
        organisations=organisations,
        called=called_in(language(), organisations),
        sites=sites_of(event, Mode.BRIDGE),
        categories=categories,
        category_names={each.id: each.name_in(language()) for each in categories},
        shown=shown,
        questions=questions,
        may_lack=any(each.is_required for each in answerable),
        column_words=columns.COLUMN_WORDS,
        rank_names=_rank_names(event, shown),
        answers=_answers(shown, page.lines),
        bouncing=refs_that_bounce(event, [line.ref for line in page.lines]),
        may_write=may(Role.ORGANISER, event),
        total=page.total,
        page=number,
        per_page=per_page,
        sort=sort,
        status_words={status: _(word) for status, word in STATUS_WORDS.items()},
        status_tones=STATUS_TONES,
        is_filtered=wanted not in (Wanted(), Wanted(only_live=True)),
    )


def _rank_names(event: Event, shown: Shown) -> dict[int, str]:
    if Column.RANK not in shown.columns:
        return {}
    return {each.id: each.name_in(language()) for each in ranks_of(event)}


def _answers(shown: Shown, lines: Any) -> dict[int, list[str]]:
    """Return the answers that have a column, in words, by the registration's number."""
    if not shown.questions:
        return {}
    given = answering.values_by_registration([line.id for line in lines])
    return {
        line.id: [
            in_words(each, given.get(line.id, {}).get(each.ref), locale=language(), translate=_)
            for each in shown.questions
        ]
        for line in lines
    }


@bp.post("/manage/events/<slug>/delegates/columns")
@staff(Role.VIEWER)
@with_event
def choose_columns(event: Event) -> ResponseReturnValue:
    """Remember which columns this user wants to see."""
    with transaction():
        columns.choose(event, current_user.user.id, request.form.getlist("column"))
    shown = url_for(".delegates", slug=event.slug)
    question = request.query_string.decode("ascii", "replace")
    return redirect(own_path(f"{shown}?{question}", shown), 303)


def name_of(registration: Registration) -> str:
    """Return the delegate's name."""
    return registration.person.full_name
