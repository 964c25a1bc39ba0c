"""The order of precedence of an event: /manage/events/<slug>/precedence."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.directory import precedence as order
from eventapp.directory import ranks
from eventapp.directory.models import Rank, Tie
from eventapp.directory.shapes import RankShape
from eventapp.directory.views import bp
from eventapp.directory.words import BLOCK_WORDS, TIE_WORDS
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

SAID = ("name", "name_en", "spellings")


@bp.get("/manage/events/<slug>/precedence")
@staff(Role.ORGANISER)
@with_event
def precedence(event: Event) -> ResponseReturnValue:
    """Show the blocks, what decides within them, and the ranks."""
    return _page(event, Form(RankShape))


@bp.post("/manage/events/<slug>/precedence")
@staff(Role.ORGANISER)
@with_event
def arrange(event: Event) -> ResponseReturnValue:
    """Move a block or a tie one step, or let a tie count or not."""
    given = request.form
    with transaction():
        standing = order.find_precedence(event)
        blocks = _stepped(standing.blocks, given.get("block", ""), given.get("to", ""))
        ties = _stepped(standing.ties, given.get("tie", ""), given.get("to", ""))
        known = [Tie(word) for word in ties if word in set(Tie)]
        order.arrange(event, blocks=blocks, ties=known, by=actor())
    return redirect(url_for(".precedence", slug=event.slug), 303)


@bp.post("/manage/events/<slug>/precedence/ranks")
@staff(Role.ORGANISER)
@with_event
def add_rank(event: Event) -> ResponseReturnValue:
    """Add a rank, below the others or in the place it is given."""
    form = Form(RankShape, request.form)
    if form.ok:
        try:
            with transaction():
                rank = ranks.add_rank(event, by=actor(), **{name: form.values[name] for name in SAID})
                _put(event, rank, form)
            flash(_("“%(name)s” is added.", name=rank.name))
            return redirect(url_for(".precedence", slug=event.slug, _anchor=f"rank-{rank.ref}"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.get("/manage/events/<slug>/precedence/ranks/<ref>")
@staff(Role.ORGANISER)
@with_event
def rank(event: Event, ref: str) -> ResponseReturnValue:
    """Show one rank to be changed."""
    found = get_rank(event, ref)
    start = {**{name: getattr(found, name) for name in SAID}, "place": list(order.ranks_of(event)).index(found) + 1}
    return _rank_page(event, found, Form(RankShape, start=start))


@bp.post("/manage/events/<slug>/precedence/ranks/<ref>")
@staff(Role.ORGANISER)
@with_event
def save_rank(event: Event, ref: str) -> ResponseReturnValue:
    """Change a rank, its spellings and its place; everyone is recognised anew."""
    found, form = get_rank(event, ref), Form(RankShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = ranks.edit_rank(event, found, by=actor(), **{name: form.values[name] for name in SAID})
                is_changed |= _put(event, found, form)
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".precedence", slug=event.slug, _anchor=f"rank-{found.ref}"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _rank_page(event, found, form)


@bp.post("/manage/events/<slug>/precedence/ranks/<ref>/position")
@staff(Role.ORGANISER)
@with_event
def move_rank(event: Event, ref: str) -> ResponseReturnValue:
    """Let a rank change places with the one above or below it."""
    found = get_rank(event, ref)
    with transaction():
        place = list(order.ranks_of(event)).index(found) + 1
        ranks.move_rank(event, found, to=place - 1 if request.form.get("to") == "up" else place + 1, by=actor())
    return redirect(url_for(".precedence", slug=event.slug, _anchor=f"rank-{found.ref}"), 303)


@bp.get("/manage/events/<slug>/precedence/ranks/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def ask_rank_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say whom it concerns, and ask."""
    found = get_rank(event, ref)
    number = ranks.numbers_by_rank(event).get(found.id, 0)
    return render_template("directory/rank_removal.html", event=event, rank=found, number=number)


@bp.post("/manage/events/<slug>/precedence/ranks/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove_rank(event: Event, ref: str) -> ResponseReturnValue:
    """Remove a rank; its people are of the rank that their positions say now."""
    found = get_rank(event, ref)
    name = found.name
    with transaction():
        ranks.remove_rank(event, found, by=actor())
    flash(_("“%(name)s” is removed.", name=name))
    return redirect(url_for(".precedence", slug=event.slug), 303)


def get_rank(event: Event, ref: str) -> Rank:
    """Return the event's rank with that reference, or answer 404."""
    return ranks.find_rank(event, ref) or abort(404)


def _put(event: Event, rank: Rank, form: Form) -> bool:
    place = form.values["place"]
    return place is not None and ranks.move_rank(event, rank, to=place, by=actor())


def _stepped(words: Sequence[str], word: str, to: str) -> list[str]:
    """Return the words with one of them a step up or down, taken out, or put at the end."""
    if word not in words:
        return [*words, word] if word and to == "in" else list(words)
    at = words.index(word)
    rest = [each for each in words if each != word]
    if to == "out":
        return rest
    place = max(0, at - 1) if to == "up" else at + 1 if to == "down" else at
    return [*rest[:place], word, *rest[place:]]


def _page(event: Event, form: Form) -> ResponseReturnValue:
    standing = order.find_precedence(event)
    page = render_template(
        "directory/precedence.html",
        event=event,
        form=form,
        blocks=standing.blocks,
        ties=standing.ties,
        unused=[tie.value for tie in Tie if tie.value not in standing.ties],
        block_words=BLOCK_WORDS,
        tie_words=TIE_WORDS,
        ranks=order.ranks_of(event),
        numbers=ranks.numbers_by_rank(event),
    )
    return page, form.status


def _rank_page(event: Event, found: Rank, form: Form) -> ResponseReturnValue:
    number = ranks.numbers_by_rank(event).get(found.id, 0)
    return render_template("directory/rank.html", event=event, rank=found, form=form, number=number), form.status
