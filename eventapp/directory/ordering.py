"""The order of precedence as a key: total, stable, and the same whether Python or the database makes it.

Digits of fixed width stand one after the other: the block, then what decides within it. The given-name key and the
person's number come after it in the index, so that no two people ever share a place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Integer, String, Table, case, extract, func, literal, select
from sqlalchemy import cast as as_type

from eventapp import names
from eventapp.directory.models import Organisation, Person, Tie
from eventapp.directory.words import KIND_ORDER, OTHER

LAST_RANK, LAST_DAY, LAST_YEAR = 999, 9999_12_31, 9999  # whoever has none, or of whom it is not known, comes last
PREFIX = 9  # digits of the block and of the organisation's place, before its name
_people, _organisations = (cast(Table, model.__table__) for model in (Person, Organisation))


class Circumstances(NamedTuple):
    """What a person's place depends on."""

    kind: str
    sort_order: int
    rank_id: int | None
    in_post_since: date | None
    birth_year: int | None


@dataclass(frozen=True)
class Rules:
    """An event's order: blocks and ties in their order, the place of each rank, and the spellings ranks go by."""

    blocks: Sequence[str] = (*KIND_ORDER, OTHER)
    ties: Sequence[Tie] = tuple(Tie)
    places: Mapping[int, int] = field(default_factory=dict)
    spellings: Mapping[str, int] = field(default_factory=dict)

    def recognise(self, position: str) -> int | None:
        """Return the rank of the longest spelling that the position begins with, whatever case and accents."""
        words = names.fold(position or "").split()
        for number in range(len(words), 0, -1):
            if (rank := self.spellings.get(" ".join(words[:number]))) is not None:
                return rank
        return None

    def block(self, kind: str) -> int:
        """Return the place of the block an organisation of that kind is in."""
        return self.blocks.index(kind if kind in self.blocks else OTHER)

    def key(self, of: Circumstances) -> str:
        """Return the key of someone in these circumstances."""
        since, place = of.in_post_since, self.places.get(of.rank_id or 0)
        parts = {
            Tie.ORGANISATION: 1_000_000 + of.sort_order,
            Tie.RANK: 1000 + (LAST_RANK if place is None else place),
            Tie.IN_POST: LAST_DAY if since is None else since.year * 10_000 + since.month * 100 + since.day,
            Tie.AGE: LAST_YEAR if of.birth_year is None else of.birth_year,
        }
        return "".join([str(10 + self.block(of.kind)), *(str(parts[tie]) for tie in self.ties)])

    def organisation_order(self, kind: str, sort_order: int, name_key: str) -> str:
        """Return the key of an organisation's people: block, place among its kind, name; nobody's come last."""
        is_named = bool(name_key)
        return f"{10 + self.block(kind) if is_named else 99}{1_000_000 + sort_order}{name_key}"

    def key_column(self) -> ColumnElement[str]:
        """Return the key of a row of people, for the database to make it."""
        since = _people.c.in_post_since
        day = _part("year", since) * 10_000 + _part("month", since) * 100 + _part("day", since)
        place = case(dict(self.places), value=_people.c.rank_id, else_=LAST_RANK) if self.places else literal(LAST_RANK)
        parts: dict[Tie, ColumnElement[Any]] = {
            Tie.ORGANISATION: 1_000_000 + func.coalesce(_of_organisation("sort_order"), 0),
            Tie.RANK: 1000 + place,
            Tie.IN_POST: func.coalesce(day, LAST_DAY),
            Tie.AGE: func.coalesce(_people.c.birth_year, LAST_YEAR),
        }
        key: ColumnElement[str] = as_type(10 + self._block_column(), String)
        for tie in self.ties:
            key = key + as_type(parts[tie], String)
        return key

    def organisation_order_column(self) -> ColumnElement[str]:
        """Return the key of the organisation of a row of people; a name outside the register stays as it was folded."""
        former = func.substr(_people.c.organisation_order, PREFIX + 1)
        name_key = func.coalesce(_of_organisation("key"), former)
        block = case((name_key == "", 99), else_=10 + self._block_column())
        place = 1_000_000 + func.coalesce(_of_organisation("sort_order"), 0)
        return as_type(block, String) + as_type(place, String) + name_key

    def _block_column(self) -> ColumnElement[int]:
        known = {kind: place for place, kind in enumerate(self.blocks) if kind != OTHER}
        kind = func.coalesce(_of_organisation("kind"), "")
        return case(known, value=kind, else_=self.blocks.index(OTHER))


def _of_organisation(name: str) -> Any:
    mine = _organisations.c.id == _people.c.organisation_id
    return select(_organisations.c[name]).where(mine).scalar_subquery()


def _part(name: str, day: ColumnElement[Any]) -> ColumnElement[int]:
    return as_type(extract(name, day), Integer)
