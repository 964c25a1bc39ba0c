"""What a row of the list of delegates names of the event: delegation, category, form of attendance, bridge point."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from eventapp import names
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import delegations_of
from eventapp.directory.organisations import key_of
from eventapp.events.categories import by_word, categories_of, usual
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.events.site_words import SiteWords
from eventapp.registration.models import Registration

Values = Mapping[str, Any]


class Named:
    """The event's delegations, categories and bridge points, by how rows name them; an empty cell says nothing."""

    def __init__(self, event: Event) -> None:
        self.delegations = {delegation.code.upper(): delegation for delegation in delegations_of(event)}
        self.sites = SiteWords(sites_of(event, Mode.BRIDGE))
        categories = categories_of(event)
        self.categories, self.usual_category = by_word(categories), usual(categories)

    @cached_property
    def invited(self) -> dict[str, Delegation]:
        """The delegations by how a sheet may call them instead of by a column of codes: their names, their code."""
        called: dict[str, Delegation] = {}
        for each in self.delegations.values():
            called |= {key_of(word): each for word in (*each.organisation.names.values(), each.code) if word}
        return called

    def delegation(self, values: Values) -> Delegation | None:
        """Return the delegation whose code stands in the row."""
        return self.delegations.get(values["delegation"].upper()) if values["delegation"] else None

    def category(self, values: Values) -> Category:
        """Return the category that the row names, or the event's default one."""
        given = values.get("category")
        return self.categories.get(names.search_key(given), self.usual_category) if given else self.usual_category

    def mode(self, values: Values) -> Mode:
        """Return how the person attends: as the row says, else as the delegation or the category does."""
        delegation = self.delegation(values)
        mode: Mode | None = values["mode"] or (delegation.mode if delegation else self.category(values).mode)
        assert mode is not None  # noqa: S101 - `DelegateImporter.faults` has asked
        return mode

    def site(self, values: Values, mode: Mode) -> Site | None:
        """Return the bridge point that the row names, for whoever attends at one."""
        return self.sites.find(values["site"]) if values["site"] and mode is Mode.BRIDGE else None

    def place(self, registration: Registration, values: Values) -> tuple[Mode, Site | None, Delegation | None]:
        """Return how a delegate who is registered attends by this row."""
        mode: Mode = values["mode"] or registration.mode
        delegation = self.delegation(values) or registration.delegation
        site = self.site(values, mode)
        if site is None and mode is registration.mode and delegation is registration.delegation:
            site = registration.site
        return mode, site, delegation
