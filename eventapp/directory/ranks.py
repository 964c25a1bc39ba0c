"""The ranks of an event: added, changed, moved, removed; everyone is put in place anew. And one person's own rank."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.directory.models import Person, Precedence, Rank
from eventapp.directory.precedence import find_precedence, hold, ranks_of, rebuild
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.references import new_reference

COPIED = ("position", "name", "name_en", "key", "spellings")


class RankExists(DomainError):
    """The event has a rank of that name."""

    code = "rank_exists"
    message = N_("There is already a rank called “%(name)s”.")


class TooManyRanks(DomainError):
    """More than anybody can put in order."""

    code = "too_many_ranks"
    message = N_("There are %(most)s ranks already. Remove one first, or add a spelling to one.")


MOST_RANKS = 300


def find_rank(event: Event, ref: str) -> Rank | None:
    """Return the event's rank with that reference."""
    return db.session.scalar(select(Rank).where(Rank.event_id == event.id, Rank.ref == ref.upper()))


def numbers_by_rank(event: Event) -> dict[int | None, int]:
    """Return how many people are of each rank by its id; None is of no rank."""
    counted = select(Person.rank_id, func.count()).where(Person.event_id == event.id).group_by(Person.rank_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def add_rank(event: Event, *, name: str, by: Actor, **said: Any) -> Rank:
    """Add a rank below the others. Raises RankExists, TooManyRanks."""
    hold(event.id)
    there = ranks_of(event)
    if len(there) >= MOST_RANKS:
        raise TooManyRanks(most=MOST_RANKS)
    last = there[-1].position if there else 0
    fixed = {"event_id": event.id, "ref": new_reference(), "position": last + 1}
    rank = Rank(**fixed, name=name, key=names.search_key(name), **said)
    try:
        with db.session.begin_nested():
            db.session.add(rank)
    except IntegrityError:
        raise RankExists(name=name) from None
    _changed("rank_added", rank, event, by)
    return rank


def edit_rank(event: Event, rank: Rank, *, by: Actor, **said: str) -> bool:
    """Change a rank and the spellings it goes by; False where nothing was different. Raises RankExists."""
    hold(event.id)
    changed = {name: value for name, value in said.items() if getattr(rank, name) != value}
    if not changed:
        return False
    try:
        with db.session.begin_nested():
            for name, value in changed.items():
                setattr(rank, name, value)
            rank.key = names.search_key(rank.name)
    except IntegrityError:
        raise RankExists(name=said["name"]) from None
    _changed("rank_edited", rank, event, by)
    return True


def move_rank(event: Event, rank: Rank, *, to: int, by: Actor) -> bool:
    """Put the rank in that place, from 1 for the highest; False where it stands there already."""
    hold(event.id)
    order = list(ranks_of(event))
    at, to = order.index(rank), max(0, min(to - 1, len(order) - 1))
    if at == to:
        return False
    order.insert(to, order.pop(at))
    for position, each in enumerate(order, start=1):
        each.position = position
    _changed("rank_moved", rank, event, by)
    return True


def remove_rank(event: Event, rank: Rank, *, by: Actor) -> None:
    """Take a rank away: whoever was of it, by hand too, is of the rank that the position says now."""
    hold(event.id)
    change(update(Person).where(Person.rank_id == rank.id).values(rank_id=None, is_rank_set=False))
    change(delete(Rank).where(Rank.id == rank.id))
    db.session.expunge(rank)
    _changed("rank_removed", rank, event, by)


def describe_standing(
    person: Person, *, rank: Rank | None, is_rank_set: bool, in_post_since: date | None, birth_year: int | None
) -> set[str]:
    """Write down what decides someone's place; return the names of what was different.

    With `is_rank_set` the rank is that one, or none; else it follows from the position.
    """
    wanted: dict[str, Any] = {"in_post_since": in_post_since, "birth_year": birth_year}
    if is_rank_set != person.is_rank_set or (is_rank_set and (rank.id if rank else None) != person.rank_id):
        wanted |= {"rank_id": rank.id if rank else None, "is_rank_set": is_rank_set}
    changed = {name for name, value in wanted.items() if getattr(person, name) != value}
    for name in changed:
        setattr(person, name, wanted[name])
    db.session.flush()
    db.session.expire(person, ["rank"])
    return {"rank" if name in ("rank_id", "is_rank_set") else name for name in changed}


def copy_precedence(event: Event, copy: Event) -> None:
    """Give the copy of an event, in which nobody is yet, the event's order instead of the standard one."""
    change(delete(Rank).where(Rank.event_id == copy.id))
    mine: Precedence = find_precedence(event)
    standing = find_precedence(copy)
    standing.blocks, standing.ties = list(mine.blocks), list(mine.ties)
    said: Sequence[Rank] = ranks_of(event)
    for rank in said:
        same = {name: getattr(rank, name) for name in COPIED}
        db.session.add(Rank(event_id=copy.id, ref=new_reference(), **same))
    rebuild(copy.id)


def _changed(action: str, rank: Rank, event: Event, by: Actor) -> None:
    rebuild(event.id)
    trail.record(action, f"ranks/{rank.ref}", by=by, event_id=event.id, name=rank.names)
