"""What the taking in of a table asks of those who know what its rows mean."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from eventapp.importing.reports import Outcome, Report
from eventapp.shapes import Fault, Shape
from eventapp.spreadsheets import Cell, Table

Values = Mapping[str, Any]
Act = Callable[[Values], tuple[Outcome, list[Fault]]]


class Importer(ABC):
    """What a feature says about its sheets: headings, shape, what makes two rows the same, and the rule of a row.

    `headings` are the names of each field in the languages of the offices; `needed` are the fields whose column must
    be there; `key_field` is the field under which a repeated row is reported. An importer that `foretells` can say what
    a row would do without doing it.
    """

    shape: ClassVar[type[Shape]]
    headings: ClassVar[Mapping[str, Sequence[str]]]
    needed: ClassVar[Sequence[str]]
    key_field: ClassVar[str]
    blamed: ClassVar[Mapping[str, str]] = {}  # the field each refusal's code is about
    foretells: ClassVar[bool] = False
    defaultable: ClassVar[Sequence[str]] = ()  # fields that may have a value for all rows of a sheet

    @abstractmethod
    def key(self, values: Values) -> Hashable | None:
        """Return what makes two rows of a file the same; None where the row does not say."""

    @abstractmethod
    def take(self, values: Values) -> Outcome:
        """Take in one row that has no fault. Raises DomainError; what it did until then is undone."""

    def foresee(self, rows: Sequence[Values]) -> None:  # noqa: B027 - most need nothing
        """Take at once what these rows will need together, under the savepoint under which they are taken in."""

    def settle(self) -> None:  # noqa: B027 - most leave nothing
        """Do what `take` has left to be done for several rows at once. Raises DomainError, and all is undone."""

    def prepared(self, table: Table) -> Table:
        """Return the sheet as its columns are to be found: most stay as they are."""
        return table

    def whole_shape(self) -> type[Shape] | Shape:
        """Return what a row is read through, where an event asks more than every event does."""
        return self.shape

    def whole_headings(self) -> Mapping[str, Sequence[str]]:
        """Return the headings of that."""
        return self.headings

    def foretell(self, values: Values) -> Outcome:
        """Return what `take` would do, and do nothing. Raises DomainError as `take` would."""
        raise NotImplementedError

    def prepare(self, rows: Sequence[Values], *, is_rehearsal: bool) -> None:  # noqa: B027 - most need nothing
        """Read at once what these rows will ask for; what is taken in is taken in the same transaction."""

    def tests(self) -> Mapping[str, Callable[[str], bool]]:
        """Return how some fields are told by what stands in their cells, the surest first."""
        return {}

    def faults(self, values: Values) -> Iterable[Fault]:
        """Return what is wrong with values that can be read but lead nowhere."""
        return ()

    def default_faults(self, values: Values) -> Iterable[Fault]:
        """Return what is wrong with values for all rows that can be read but lead nowhere."""
        return ()

    def notes(self, values: Values) -> Iterable[Fault]:
        """Return what the office may wish to know about a row that was taken."""
        return ()

    def absent(self, named: Collection[Hashable]) -> Iterable[tuple[str, Fault]]:
        """Return in words what the event has and the file, which names these, has not; nothing happens to it."""
        return ()

    def words(self, cells: Mapping[str, Cell]) -> str:
        """Return what the office knows a row by."""
        cell = cells.get(self.key_field)
        return " ".join(cell.split())[:120] if isinstance(cell, str) else ""

    def finish(self, report: Report) -> None:  # noqa: B027 - most have nothing to do
        """Do once what the rows together call for."""
