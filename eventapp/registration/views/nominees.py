"""The rows of people a focal point types or pastes, as a form with numbered fields: what was typed, what came of it."""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventapp import names
from eventapp.errors import DomainError
from eventapp.events.models import Mode, Site
from eventapp.registration.models import Status
from eventapp.registration.nomination import Nomination
from eventapp.registration.pasting import FIELDS, MOST_ROWS, Block, NobodyNamed
from eventapp.web.forms import complaint, sentence

_NAME = re.compile(r"full_name-([0-9]{1,3})")


@dataclass
class Row:
    """One person as typed, and what came of it or would come of it."""

    number: int
    typed: Mapping[str, str]
    nomination: Nomination | None = None

    @property
    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by field, in the visitor's language; "" names the whole row."""
        found: dict[str, list[str]] = {}
        for fault in self.nomination.faults if self.nomination else ():
            found.setdefault(fault.field, []).append(complaint(fault))
        return found

    @property
    def words(self) -> str:
        """What was typed, in one line; the language of the letters is chosen, not typed."""
        return ", ".join(cell for name, cell in self.typed.items() if cell and name != "locale")

    @property
    def leading_salutation(self) -> str:
        """The form of address that the name seems to begin with."""
        return "" if self.typed.get("salutation") else names.leading_salutation(self.typed.get("full_name", ""))

    @property
    def place(self) -> tuple[Mode, Site | None] | None:
        """In which mode and where the person would attend."""
        return self.nomination.place if self.nomination else None

    @property
    def is_wrong(self) -> bool:
        """Whether the row cannot be nominated as it is."""
        return self.nomination is not None and bool(self.nomination.faults)

    @property
    def waits(self) -> bool:
        """Whether the person would join the waiting list."""
        return self.nomination is not None and self.nomination.status is Status.WAITLISTED

    @property
    def awaits_approval(self) -> bool:
        """Whether the organiser would decide on the person first."""
        return self.nomination is not None and self.nomination.status is Status.PENDING


@dataclass
class Nominees:
    """The form: it answers `value` and `faults` for names such as "email-3", as templates/macros/forms.html asks."""

    rows: list[Row] = field(default_factory=list)
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    pasted: str = ""
    skipped: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    refusal: str | None = None
    status: int = 200
    is_stale: bool = False

    @classmethod
    def submitted(cls, form: Mapping[str, str]) -> "Nominees":
        """Return what a page sent: every row but those that were to be left out."""
        numbers = sorted(int(found[1]) for name in form if (found := _NAME.fullmatch(name)))[:MOST_ROWS]
        rows = [Row(each, _typed(form, each)) for each in numbers if not form.get(f"skip-{each}")]
        key = form.get("form_key", "")[:64]
        nominees = cls([row for row in rows if any(row.typed.values())])
        nominees.form_key = key or nominees.form_key
        return nominees

    @classmethod
    def pasted_rows(cls, block: Block, pasted: str) -> "Nominees":
        """Return the rows of a pasted block, and what of it was left aside."""
        rows = [Row(number, row) for number, row in enumerate(block.people)]
        return cls(rows, pasted=pasted, skipped=block.skipped, unused=block.unused)

    @property
    def good(self) -> list[Row]:
        """The rows that can be nominated."""
        return [row for row in self.rows if not row.is_wrong]

    @property
    def wrong(self) -> list[Row]:
        """The rows that need another look."""
        return [row for row in self.rows if row.is_wrong]

    @property
    def content(self) -> dict[str, Any]:
        """What makes two submissions the same."""
        return {str(row.number): dict(row.typed) for row in self.rows}

    @property
    def typed(self) -> list[Mapping[str, str]]:
        """The rows for the rule."""
        return [row.typed for row in self.rows]

    def check(self) -> None:
        """Raise NobodyNamed where there is no row."""
        if not self.rows:
            raise NobodyNamed

    def judged(self, nominations: Iterable[Nomination]) -> None:
        """Keep with each row what came of it."""
        for row, nomination in zip(self.rows, nominations, strict=True):
            row.nomination = nomination

    def leave(self, done: Collection[Row]) -> None:
        """Leave what is not done, as another form; 409 where the rules refused, 422 for bad input."""
        self.rows = [row for row in self.rows if row not in done]
        refused = any(row.nomination and row.nomination.is_refused for row in self.rows)
        self.status = (409 if refused else 422) if self.rows else 200
        self.form_key = secrets.token_urlsafe(24)

    def refuse(self, refusal: DomainError) -> None:
        """Say that the rules refused all of it; everything typed stays."""
        self.refusal, self.status = sentence(refusal), refusal.status
        self.is_stale = refusal.code == "list_changed"
        if refusal.code == "key_reused":
            self.form_key = secrets.token_urlsafe(24)

    def value(self, name: str) -> str:
        """Return what was typed into a numbered field, or pasted."""
        if name == "block":
            return self.pasted
        field_name, _hyphen, number = name.rpartition("-")
        row = next((row for row in self.rows if str(row.number) == number), None)
        return row.typed.get(field_name, "") if row else ""

    def faults(self, name: str) -> list[str]:
        """Return the sentences about a numbered field."""
        field_name, _hyphen, number = name.rpartition("-")
        row = next((row for row in self.rows if str(row.number) == number), None)
        return row.faults.get(field_name, []) if row else []


def _typed(form: Mapping[str, str], number: int) -> dict[str, str]:
    return {name: form.get(f"{name}-{number}", "") for name in FIELDS}
