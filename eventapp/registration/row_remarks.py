"""What is said about a row of the list of delegates: what leads nowhere, and what the office may wish to know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eventapp import names
from eventapp.directory.organisations import is_called, key_of
from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.registration.models import Status
from eventapp.registration.rank_columns import RankColumns
from eventapp.registration.row_places import Named
from eventapp.shapes import Fault
from eventapp.shapes.faults import MISSING

UNKNOWN_DELEGATION = N_("%(label)s is unknown: %(given)s. This event has no delegation with that code.")
UNKNOWN_SITE = N_("%(label)s is unknown: %(given)s. This event has no bridge point of that name.")
UNKNOWN_CATEGORY = N_("%(label)s is unknown: %(given)s. This event has no category of that name.")
AWAITS = N_("The organiser decides on whoever attends so: the delegate awaits approval.")
WAITS = N_("No seat is left for this form of attendance: the delegate is on the waiting list.")
NOTED = {Status.WAITLISTED: WAITS, Status.PENDING: AWAITS}
NAMESAKE = N_("Perhaps registered already as %(email)s: the same name and organisation.")
OUTSIDE_DELEGATION = N_(
    "%(label)s: “%(name)s” has been invited as a delegation (%(code)s). This row stands outside of it and of its seats;"
    " to count it there, write the code into a column “Delegation code”."
)
PERHAPS_SALUTATION = N_(
    "“%(word)s” at the beginning of the name looks like a form of address. If it is one, put it into a column of its"
    " own."
)
OTHER_ORGANISATION = N_("%(label)s: the code belongs to “%(name)s”, and so does the delegate now.")

Values = Mapping[str, Any]


class Remarks:
    """The remarks on the rows of one sheet; whom it has named so far is known by name and organisation."""

    def __init__(self, named: Named, ranks: RankColumns) -> None:
        self.named, self.ranks = named, ranks
        self.namesakes: dict[tuple[str, str], set[str]] = defaultdict(set)

    def know(self, people: Iterable[tuple[str, str, str]]) -> None:
        """Note who bears which name in which organisation: search key, organisation, address."""
        for key, organisation, email in people:
            self.namesakes[key, names.fold(organisation)].add(email)

    def faults(self, values: Values, *, is_registered: bool) -> Iterator[Fault]:
        """What is named must be the event's, and someone must say how the person attends, who is registered or not."""
        code, site, category = values.get("delegation"), values.get("site"), values.get("category")
        delegation = self.named.delegations.get(code.upper()) if code else None
        if code and delegation is None:
            yield Fault("delegation", "unknown", UNKNOWN_DELEGATION, {"label": N_("Delegation"), "given": code})
        yield from self.ranks.faults(values)
        if site and values.get("mode") is Mode.BRIDGE and self.named.sites.find(site) is None:
            yield Fault("site", "unknown", UNKNOWN_SITE, {"label": N_("Bridge point"), "given": site})
        if category and names.search_key(category) not in self.named.categories:
            yield Fault("category", "unknown", UNKNOWN_CATEGORY, {"label": N_("Category"), "given": category})
        elif "mode" in values and not (values["mode"] or code or is_registered or self.named.category(values).mode):
            yield Fault("mode", "missing", MISSING, {"label": N_("Attendance")})

    def notes(self, values: Values, *, standing: Status | None) -> Iterator[Fault]:
        """Say who has to wait, and where the sheet's organisation is not the one its code stands for."""
        if standing in NOTED:
            yield Fault("mode", standing.value, NOTED[standing])
        delegation, organisation = self.named.delegation(values), values["organisation"]
        if delegation and organisation and not is_called(delegation.organisation, organisation):
            words = {"label": N_("Organisation"), "name": delegation.organisation.names}
            yield Fault("organisation", "note", OTHER_ORGANISATION, words)
        invited = self.named.invited.get(key_of(organisation)) if organisation and not delegation else None
        if invited:
            words = {"label": N_("Organisation"), "name": invited.organisation.names, "code": invited.code}
            yield Fault("organisation", "note", OUTSIDE_DELEGATION, words)
        if not values["salutation"] and (leading := names.leading_salutation(values["full_name"])):
            yield Fault("full_name", "note", PERHAPS_SALUTATION, {"word": leading})
        yield from self._namesake(values, delegation.organisation.name if delegation else organisation or "")

    def _namesake(self, values: Values, organisation: str) -> Iterator[Fault]:
        """Say who bears the same name in the same organisation under another address."""
        if not organisation:
            return
        addresses = self.namesakes[names.search_key(values["full_name"]), names.fold(organisation)]
        if others := sorted(addresses - {values["email"]}):
            yield Fault("full_name", "possible_duplicate", NAMESAKE, {"email": others[0]})
        addresses.add(values["email"])
