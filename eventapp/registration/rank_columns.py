"""The columns of a list of delegates that decide a place in the order of precedence."""

from collections.abc import Iterator, Mapping
from typing import Any

from eventapp import names
from eventapp.audit.trail import Actor
from eventapp.directory.models import Person, Rank
from eventapp.directory.precedence import ranks_of
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.registration import ranking
from eventapp.registration.models import Registration
from eventapp.shapes import Fault

UNKNOWN_RANK = N_("%(label)s is unknown: %(given)s. The event's order of precedence has no such rank.")
NONE = {"none", "khong", "khong co"}
FIELDS = ("rank", "in_post_since", "birth_year")


class RankColumns:
    """Rank, in the post since, year of birth. An empty cell says nothing; a rank that is known already sets nothing."""

    def __init__(self, event: Event) -> None:
        self.ranks: dict[str, Rank] = {}
        for rank in reversed(ranks_of(event)):
            for spelling in (rank.ref, *rank.spellings.split("\n"), rank.name_en, rank.name):
                self.ranks[names.fold(spelling)] = rank

    def faults(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """The rank must be one of the event's."""
        given = values.get("rank")
        if given and names.fold(given) not in NONE and names.fold(given) not in self.ranks:
            yield Fault("rank", "unknown", UNKNOWN_RANK, {"label": N_("Rank"), "given": given})

    def would_correct(self, person: Person, values: Mapping[str, Any]) -> bool:
        """Return whether the row says otherwise than is known."""
        said = self._said(person, values)
        rank_id = said["rank"].id if said["rank"] else None
        known = (person.is_rank_set, person.in_post_since, person.birth_year)
        return known != (said["is_rank_set"], said["in_post_since"], said["birth_year"]) or rank_id != person.rank_id

    def correct(self, registration: Registration, values: Mapping[str, Any], *, by: Actor) -> bool:
        """Write down what the row says; return whether anything was different."""
        if not any(values.get(name) for name in FIELDS):
            return False
        return ranking.rank(registration, by=by, **self._said(registration.person, values))

    def _said(self, person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {
            "rank": next((each for each in self.ranks.values() if each.id == person.rank_id), None),
            "is_rank_set": person.is_rank_set,
            "in_post_since": values.get("in_post_since") or person.in_post_since,
            "birth_year": values.get("birth_year") or person.birth_year,
        }
        if given := values.get("rank"):
            wanted = None if names.fold(given) in NONE else self.ranks[names.fold(given)]
            if (wanted.id if wanted else None) != person.rank_id:
                said |= {"rank": wanted, "is_rank_set": True}
        return said
