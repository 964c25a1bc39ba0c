"""The office's list of delegates: each row registers one person, through the same rule as the public form."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from eventapp import clock, names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import delegations_of
from eventapp.directory import people
from eventapp.errors import N_, DomainError
from eventapp.events.categories import by_word, categories_of, usual
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.importing import content
from eventapp.importing.reports import Outcome
from eventapp.importing.rows import Importer
from eventapp.questions.asking import Circumstances
from eventapp.registration import enrolment, known, letters, seats
from eventapp.registration.answer_columns import AnswerColumns
from eventapp.registration.categorising import recategorise
from eventapp.registration.delegate_rows import HEADINGS, DelegateRowShape
from eventapp.registration.forecast import Forecast
from eventapp.registration.models import Registration, Status
from eventapp.registration.rank_columns import RankColumns
from eventapp.registration.transfer import transfer
from eventapp.shapes import Fault, Shape
from eventapp.shapes.faults import MISSING
from eventapp.spreadsheets import Cell

UNKNOWN_DELEGATION = N_("%(label)s is unknown: %(given)s. This event has no delegation with that code.")
UNKNOWN_SITE = N_("%(label)s is unknown: %(given)s. This event has no bridge point of that name.")
UNKNOWN_CATEGORY = N_("%(label)s is unknown: %(given)s. This event has no category of that name.")
AWAITS = N_("The organiser decides on whoever attends so: the delegate awaits approval.")
WAITS = N_("No seat is left for this form of attendance: the delegate is on the waiting list.")
NOTED = {Status.WAITLISTED: WAITS, Status.PENDING: AWAITS}
NAMESAKE = N_("Perhaps registered already as %(email)s: the same name and organisation.")
OTHER_ORGANISATION = N_("%(label)s: the code belongs to “%(name)s”, and so does the delegate now.")


class NoLongerRegistered(DomainError):
    """The person was registered once; a list does not bring back who has cancelled or was replaced."""

    code = "cancelled"
    message = N_("%(name)s has cancelled or was replaced. A list does not bring anyone back: register the person anew.")


class DelegateImporter(Importer):
    """Rows of delegates; a person is the same by folded e-mail and search key of the name.

    With `sends_letters` everyone in the list who has not had it yet gets the letter with the ticket; without, nobody.
    Rows are taken in while the event's modes are held: other imports wait for the end of the transaction.
    """

    shape = DelegateRowShape
    foretells = True
    needed = ("full_name", "email")
    key_field = "email"
    blamed: ClassVar[Mapping[str, str]] = {
        "quota_exhausted": "delegation",
        "full": "mode",
        "mode_not_offered": "mode",
        "site_needed": "site",
        "already_registered": "email",
        "cancelled": "full_name",
    }
    headings = HEADINGS

    def __init__(self, event: Event, *, by: Actor, sends_letters: bool = False) -> None:
        self.event, self.by, self.sends_letters = event, by, sends_letters
        self.delegations = {delegation.code.upper(): delegation for delegation in delegations_of(event)}
        self.sites = {site.key: site for site in sites_of(event, Mode.BRIDGE)}
        categories = categories_of(event)
        self.categories, self.usual_category = by_word(categories), usual(categories)
        self.known: set[Hashable] = set()
        self.registered: dict[Hashable | None, Registration] = {}
        self.standing: dict[Hashable | None, Status] = {}  # how those of the rows stand, or would
        self.namesakes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.sheet = AnswerColumns(event)
        self.ranks = RankColumns(event)
        self._shape = self.sheet.shape_with(DelegateRowShape)

    def whole_shape(self) -> Shape:
        """A row also answers the organiser's questions."""
        return self._shape

    def whole_headings(self) -> Mapping[str, Sequence[str]]:
        """What every event asks comes first where a question bears the same name."""
        return {**self.sheet.headings, **self.headings}

    @cached_property
    def forecast(self) -> Forecast:
        """What is left of seats and quotas, for a rehearsal."""
        return Forecast(self.event)

    def prepare(self, rows: Sequence[Mapping[str, Any]], *, is_rehearsal: bool) -> None:
        """Hold the event's seats, and read who of these rows is registered, and who bears their names."""
        if not is_rehearsal:
            seats.hold(self.event.id)
            self.namesakes.clear()  # who went in before is read from the database
        emails = {row["email"] for row in rows if row.get("email")}
        keys = {names.search_key(row["full_name"]) for row in rows if row.get("full_name")}
        self.known = known.people_of(self.event, emails)
        self.registered = known.registrations_of(self.event, emails)
        self.standing = {key: each.status for key, each in self.registered.items()}
        for key, organisation, email in known.namesakes_of(self.event, keys):
            self.namesakes[key, names.fold(organisation)].add(email)

    def tests(self) -> Mapping[str, Callable[[str], bool]]:
        """Addresses, telephone numbers, forms of attendance, the codes of this event and Vietnamese names are known."""
        return {
            "email": content.is_address,
            "delegation": lambda text: text.upper() in self.delegations,
            "category": lambda text: names.search_key(text) in self.categories,
            "mode": content.is_word_of(DelegateRowShape, "mode"),
            "phone": content.is_telephone,
            "full_name": content.is_vietnamese_name,
        }

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """A person is known by e-mail and name."""
        if not (values.get("email") and values.get("full_name")):
            return None
        return values["email"], names.search_key(values["full_name"])

    def words(self, cells: Mapping[str, Cell]) -> str:
        """The office knows its delegates by name."""
        cell = cells.get("full_name")
        return names.clean_line(cell)[:120] if isinstance(cell, str) else ""

    def faults(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """What is named must be the event's, and someone must say how the person attends."""
        code, site, category = values.get("delegation"), values.get("site"), values.get("category")
        delegation = self.delegations.get(code.upper()) if code else None
        if code and delegation is None:
            yield Fault("delegation", "unknown", UNKNOWN_DELEGATION, {"label": N_("Delegation"), "given": code})
        yield from self.ranks.faults(values)
        if site and values.get("mode") is Mode.BRIDGE and names.search_key(site) not in self.sites:
            yield Fault("site", "unknown", UNKNOWN_SITE, {"label": N_("Bridge point"), "given": site})
        if category and names.search_key(category) not in self.categories:
            yield Fault("category", "unknown", UNKNOWN_CATEGORY, {"label": N_("Category"), "given": category})
        elif "mode" in values and values["mode"] is None and not code and self._category(values).mode is None:
            yield Fault("mode", "missing", MISSING, {"label": N_("Attendance")})

    def notes(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Say who has to wait, and where the sheet's organisation is not the one its code stands for."""
        standing = self.standing.get(self.key(values))
        if standing in NOTED:
            yield Fault("mode", standing.value, NOTED[standing])
        delegation, organisation = self._delegation(values), values["organisation"]
        if delegation and organisation and names.search_key(organisation) != delegation.organisation.key:
            words = {"label": N_("Organisation"), "name": delegation.organisation.name}
            yield Fault("organisation", "note", OTHER_ORGANISATION, words)
        yield from self._namesake(values, delegation.organisation.name if delegation else organisation or "")

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Register the person, or bring what is known up to date."""
        registration = self.registered.get(self.key(values))
        if registration is None:
            registration = self._register(values)
            self.ranks.correct(registration, values, by=self.by)
            self.standing[self.key(values)] = registration.status
            return Outcome.CREATED
        if not registration.status.is_live:
            raise NoLongerRegistered(name=registration.person.full_name)
        is_changed = self._transfer(registration, values)
        if values["category"]:
            is_changed |= recategorise(registration, self._category(values), by=self.by)
        is_changed |= self._revise(registration, values)
        is_changed |= self.ranks.correct(registration, values, by=self.by)
        is_changed |= self.sheet.correct(registration, values, by=self.by)
        outcome = Outcome.UPDATED if is_changed else Outcome.UNCHANGED
        if self.sends_letters:
            letters.registered(registration)  # whoever has had it gets no second one
        return outcome

    def foretell(self, values: Mapping[str, Any]) -> Outcome:
        """Say whether the person would be registered, or what is known brought up to date."""
        registration = self.registered.get(self.key(values))
        if registration is None:
            place = (self._mode(values), self._site(values), self._delegation(values))
            self.standing[self.key(values)] = self.forecast.register(*place, self._category(values))
            return Outcome.CREATED
        if not registration.status.is_live:
            raise NoLongerRegistered(name=registration.person.full_name)
        is_changed = self._is_elsewhere(registration, values) and self.forecast.transfer(
            registration, *self._place(registration, values)
        )
        is_changed |= bool(values["category"]) and self._category(values) is not registration.category
        is_changed |= bool(self._changes(registration, values))
        is_changed |= self.ranks.would_correct(registration.person, values)
        is_changed |= self.sheet.would_correct(registration, values)
        return Outcome.UPDATED if is_changed else Outcome.UNCHANGED

    def _namesake(self, values: Mapping[str, Any], organisation: str) -> Iterator[Fault]:
        """Say who bears the same name in the same organisation under another address."""
        if not organisation:
            return
        addresses = self.namesakes[names.search_key(values["full_name"]), names.fold(organisation)]
        if others := sorted(addresses - {values["email"]}):
            yield Fault("full_name", "possible_duplicate", NAMESAKE, {"email": others[0]})
        addresses.add(values["email"])

    def _register(self, values: Mapping[str, Any]) -> Registration:
        delegation = self._delegation(values)
        return enrolment.register(
            self.event,
            full_name=values["full_name"],
            email=values["email"],
            mode=self._mode(values),
            delegation=delegation,
            organisation=None if delegation else values["organisation"],
            site=self._site(values),
            category=self._category(values),
            by=self.by,
            is_office=True,
            is_approved=not self.event.office_needs_approval,
            sends_letter=self.sends_letters,
            is_new=self.key(values) not in self.known,
            note=values["note"] or "",
            answers=self.sheet.answers(values, Circumstances(self._mode(values), self._category(values).ref)),
            phone=values["phone"],
            position=values["position"],
            salutation=values["salutation"],
        )

    def _changes(self, registration: Registration, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the sheet says otherwise than what is known; an empty cell says nothing."""
        person, delegation = registration.person, self._delegation(values) or registration.delegation
        said = {name: values[name] for name in ("phone", "position", "salutation") if values[name]}
        said["organisation_name"] = delegation.organisation.name if delegation else values["organisation"]
        changed = {name: value for name, value in said.items() if value and getattr(person, name) != value}
        if values["note"] and values["note"] != registration.note:
            changed["note"] = values["note"]
        if values["full_name"].casefold() != person.full_name.casefold():  # the accents were put right
            changed["full_name"] = values["full_name"]
        return changed

    def _revise(self, registration: Registration, values: Mapping[str, Any]) -> bool:
        """Write down what the sheet says otherwise."""
        changed = self._changes(registration, values)
        if not changed:
            return False
        person, delegation = registration.person, registration.delegation
        if "note" in changed:
            registration.note = changed["note"]
        if "full_name" in changed:
            people.rename(person, changed["full_name"])
        details = {name: value for name, value in changed.items() if name not in ("note", "full_name")}
        people.describe(person, delegation.organisation if delegation else None, details)
        registration.changed_at = clock.now()
        subject = f"registrations/{registration.ref}"
        trail.record("edited", subject, by=self.by, event_id=self.event.id, fields=sorted(changed))
        return True

    def _transfer(self, registration: Registration, values: Mapping[str, Any]) -> bool:
        """Let the delegate attend as the sheet says now."""
        if not self._is_elsewhere(registration, values):
            return False
        mode, site, delegation = self._place(registration, values)
        return transfer(registration, mode=mode, site=site, delegation=delegation, by=self.by, sends_letter=False)

    def _is_elsewhere(self, registration: Registration, values: Mapping[str, Any]) -> bool:
        mode, site, delegation = self._place(registration, values)
        known = (
            (registration.mode, registration.site),
            (registration.wished_mode, registration.wished_site),  # he waits for it, and attends online meanwhile
        )
        return delegation is not registration.delegation or (mode, site) not in known

    def _place(
        self, registration: Registration, values: Mapping[str, Any]
    ) -> tuple[Mode, Site | None, Delegation | None]:
        """Return how the delegate attends by this row; an empty cell says nothing."""
        mode: Mode = values["mode"] or registration.mode
        delegation = self._delegation(values) or registration.delegation
        site = self._site(values)
        if site is None and mode is registration.mode and delegation is registration.delegation:
            site = registration.site
        return mode, site, delegation

    def _delegation(self, values: Mapping[str, Any]) -> Delegation | None:
        return self.delegations.get(values["delegation"].upper()) if values["delegation"] else None

    def _category(self, values: Mapping[str, Any]) -> Category:
        """Return the category that the row names, or the event's default one."""
        given = values.get("category")
        return self.categories.get(names.search_key(given), self.usual_category) if given else self.usual_category

    def _mode(self, values: Mapping[str, Any]) -> Mode:
        delegation = self._delegation(values)
        mode: Mode | None = values["mode"] or (delegation.mode if delegation else self._category(values).mode)
        assert mode is not None  # noqa: S101 - `faults` has asked
        return mode

    def _site(self, values: Mapping[str, Any]) -> Site | None:
        return self.sites.get(names.search_key(values["site"])) if values["site"] else None
