"""The office's list of delegates: each row registers one person, through the same rule as the public form."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from eventapp import names
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.organisations import language_of
from eventapp.errors import N_, DomainError
from eventapp.events.models import Category, Event, Mode
from eventapp.importing import content
from eventapp.importing.divided import with_whole_names
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome
from eventapp.registration import answering, approval, enrolment, known, letters, seats
from eventapp.registration.advance import Advance, Wanted
from eventapp.registration.answer_columns import AnswerColumns
from eventapp.registration.categorising import recategorise
from eventapp.registration.delegate_rows import HEADINGS, DelegateRowShape
from eventapp.registration.forecast import Forecast
from eventapp.registration.models import Registration, Status
from eventapp.registration.rank_columns import RankColumns
from eventapp.registration.row_changes import Changes
from eventapp.registration.row_places import Named
from eventapp.registration.row_remarks import Remarks
from eventapp.registration.shapes import Language
from eventapp.shapes import Fault, Shape
from eventapp.spreadsheets import Cell, Table


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
    defaultable = ("mode", "site", "delegation", "category", "locale")
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
        self.named = Named(event)
        self.known: set[Hashable] = set()
        self.registered: dict[Hashable | None, Registration] = {}
        self.entered: list[tuple[Registration, Mapping[str, Any]]] = []  # registered, and not written down yet
        self.standing: dict[Hashable | None, Status] = {}  # how those of the rows stand, or would
        self.sheet = AnswerColumns(event)
        self.ranks = RankColumns(event)
        self.remarks = Remarks(self.named, self.ranks)
        self.changes = Changes(self.named, by=by)
        self.advance = Advance(event)
        self._shape = self.sheet.shape_with(DelegateRowShape)

    def prepared(self, table: Table) -> Table:
        """Join names that the sheet has in two columns."""
        return with_whole_names(table)

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
            self.remarks.namesakes.clear()  # who went in before is read from the database
            self.entered.clear()
        emails = {row["email"] for row in rows if row.get("email")}
        keys = {names.search_key(row["full_name"]) for row in rows if row.get("full_name")}
        self.known = known.people_of(self.event, emails)
        self.registered = known.registrations_of(self.event, emails)
        self.standing = {key: each.status for key, each in self.registered.items()}
        self.remarks.know(known.namesakes_of(self.event, keys))
        self.advance.forget()

    def tests(self) -> Mapping[str, Callable[[str], bool]]:
        """Addresses, telephone numbers, forms of attendance, the codes of this event and Vietnamese names are known."""
        return {
            "email": content.is_address,
            "delegation": lambda text: text.upper() in self.named.delegations,
            "category": lambda text: names.search_key(text) in self.named.categories,
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
        return self.remarks.faults(values, is_registered=self.key(values) in self.registered)

    def default_faults(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """What is named for all rows must be the event's; a bridge point is used where a row's delegate is at one."""
        yield from self.faults({**values, "mode": values.get("mode") or Mode.BRIDGE})

    def notes(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Say who has to wait, and where the sheet's organisation is not the one its code stands for."""
        return self.remarks.notes(values, standing=self.standing.get(self.key(values)))

    def foresee(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take at once the seats that whoever is new among these rows needs."""
        new = dict[Hashable, Wanted]()  # a repeated row is rejected
        for values in rows:
            if (registration := self.registered.get(self.key(values))) is not None:
                if registration.status.is_live and self.changes.is_elsewhere(registration, values):
                    return  # who moves takes seats in the order of the rows
            elif not any(self.faults(values)):
                mode = self.named.mode(values)
                place = mode, self.named.site(values, mode), self.named.delegation(values)
                wanted = Wanted(*place, self._needs_no_approval(mode, self.named.category(values)))
                new.setdefault(self.key(values), wanted)
        self.advance.take(list(new.values()))

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Register the person, or bring what is known up to date."""
        registration = self.registered.get(self.key(values))
        if registration is None:
            registration = self._register(values)
            self.entered.append((registration, values))
            self.standing[self.key(values)] = registration.status
            return Outcome.CREATED
        if not registration.status.is_live:
            raise NoLongerRegistered(name=registration.person.full_name)
        is_changed = self.changes.transfer(registration, values)
        if values["category"]:
            is_changed |= recategorise(registration, self.named.category(values), by=self.by)
        is_changed |= self.changes.revise(registration, values)
        is_changed |= self.ranks.correct(registration, values, by=self.by)
        is_changed |= self.sheet.correct(registration, values, by=self.by)
        outcome = Outcome.UPDATED if is_changed else Outcome.UNCHANGED
        if self.sends_letters:
            letters.registered(registration)  # whoever has had it gets no second one
        return outcome

    def settle(self) -> None:
        """Write down who was registered, all at once, and then what else their rows say."""
        entered, self.entered = self.entered, []
        self.advance.give_back()
        if not entered:
            return
        registrations = [registration for registration, _values in entered]
        enrolment.write_down(self.event, registrations, name=entered[-1][1]["full_name"], by=self.by)
        for registration, values in entered:
            circumstances = answering.circumstances_of(registration)
            answering.give(registration, self.sheet.answers(values, circumstances))
            self.ranks.correct(registration, values, by=self.by)
            if self.sends_letters:
                letters.registered(registration)

    def foretell(self, values: Mapping[str, Any]) -> Outcome:
        """Say whether the person would be registered, or what is known brought up to date."""
        registration = self.registered.get(self.key(values))
        if registration is None:
            mode = self.named.mode(values)
            place = (mode, self.named.site(values, mode), self.named.delegation(values))
            self.standing[self.key(values)] = self.forecast.register(*place, self.named.category(values))
            return Outcome.CREATED
        if not registration.status.is_live:
            raise NoLongerRegistered(name=registration.person.full_name)
        is_changed = self.changes.is_elsewhere(registration, values) and self.forecast.transfer(
            registration, *self.named.place(registration, values)
        )
        is_changed |= bool(values["category"]) and self.named.category(values) is not registration.category
        is_changed |= bool(self.changes.differences(registration, values))
        is_changed |= self.ranks.would_correct(registration.person, values)
        is_changed |= self.sheet.would_correct(registration, values)
        return Outcome.UPDATED if is_changed else Outcome.UNCHANGED

    def _register(self, values: Mapping[str, Any]) -> Registration:
        """Register someone who waits to be written down: neither seats nor quotas ask who else does."""
        delegation = self.named.delegation(values)
        with db.session.no_autoflush:
            return enrolment.register(
                self.event,
                full_name=values["full_name"],
                email=values["email"],
                mode=self.named.mode(values),
                delegation=delegation,
                organisation=None if delegation else values["organisation"],
                site=self.named.site(values, self.named.mode(values)),
                category=self.named.category(values),
                by=self.by,
                is_office=True,
                is_approved=not self.event.office_needs_approval,
                is_new=self.key(values) not in self.known,
                note=values["note"] or "",
                locale=values["locale"] or self._language(delegation),
                waits=True,
                advance=self.advance,
                phone=values["phone"],
                position=values["position"],
                salutation=values["salutation"],
            )

    def _needs_no_approval(self, mode: Mode, category: Category) -> bool:
        return not (self.event.office_needs_approval and approval.is_needed(self.event, mode, category))

    def _language(self, delegation: Delegation | None) -> str:
        """Return in which language someone is written to of whom the sheet does not say it."""
        return language_of(delegation.organisation) if delegation else Language.VI.value
