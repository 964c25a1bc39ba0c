"""What came of an import: how many rows were taken, and what is wrong with the others, in words for the office."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from eventapp.importing.columns import Unused
from eventapp.shapes import Fault


class Outcome(StrEnum):
    """What a row did. Held back is a good row of a file of which nothing was to be kept unless all of it is good;
    skipped is a row of the sheet that is none of its list; absent is what the event has and the file has not.
    """

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD_BACK = "held_back"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    ABSENT = "absent"


@dataclass(frozen=True)
class Remark:
    """One fault of a row, or one note about a row that was taken. `column` is the heading as the sheet has it."""

    row: int
    column: str
    fault: Fault

    def told(self, translate: Callable[[str], str], locale: str = "en") -> dict[str, Any]:
        """Return the remark as the command and the API give it, its sentence as `translate` (gettext) has it."""
        return {
            "row": self.row,
            "column": self.column,
            "code": self.fault.code,
            "message": self.fault.sentence(translate, locale),
        }


@dataclass(frozen=True)
class Verdict:
    """What one row of the sheet did; `words` are what the office knows the row by, such as the name in it."""

    row: int
    words: str
    outcome: Outcome


@dataclass
class Report:
    """The outcome of a whole file, in the order of its rows. `is_kept` is False when nothing of it stayed."""

    verdicts: list[Verdict] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    absent: list[tuple[str, Fault]] = field(default_factory=list)  # in words, and what is said of it
    unused: list[Unused] = field(default_factory=list)  # columns that nobody understood
    is_kept: bool = True

    def count(self, outcome: Outcome) -> int:
        """Return how many rows had that outcome."""
        return sum(verdict.outcome is outcome for verdict in self.verdicts)

    def hold_back(self) -> None:
        """Note that nothing was kept because some row was rejected."""
        self.verdicts = [
            replace(each, outcome=Outcome.HELD_BACK) if each.outcome in (Outcome.CREATED, Outcome.UPDATED) else each
            for each in self.verdicts
        ]

    def told(self, translate: Callable[[str], str], locale: str = "en") -> dict[str, Any]:
        """Return the report as the command prints it with --json."""
        counted = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.HELD_BACK)
        counts = {each.value: self.count(each) for each in counted}
        return {
            **counts,
            "rejected": [remark.told(translate, locale) for remark in self.rejected],
            "notes": [remark.told(translate, locale) for remark in self.notes],
            "skipped": [remark.told(translate, locale) for remark in self.skipped],
            "absent": [
                {"what": words, "code": fault.code, "message": fault.sentence(translate, locale)}
                for words, fault in self.absent
            ],
            "unused": [{"column": each.heading, "sample": each.sample} for each in self.unused],
        }
