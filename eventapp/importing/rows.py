"""Take a table in, row by row: read through a shape, one rule each in a savepoint, and a verdict for every row."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.importing.columns import filled, find_layout, no_header, unused_columns
from eventapp.importing.importer import Act, Importer, Values
from eventapp.importing.leftovers import Record, sort_out
from eventapp.importing.reports import Outcome, Remark, Report, Verdict
from eventapp.shapes import Fault, Reading, read
from eventapp.spreadsheets import Cell, Header, Judge, Table, UnreadableSheet

REPEATED = N_("This row repeats row %(first)s.")
TOGETHER = 50  # rows under one savepoint


class NoRows(UnreadableSheet):
    """Headings, and nothing below them."""

    code = "no_rows"
    message = N_("There is no row below the headings of this file.")


@dataclass(frozen=True)
class Judgement:
    """What one row did, and what is to be said about it: faults where it was rejected, else notes."""

    number: int
    words: str
    outcome: Outcome
    remarks: Sequence[Fault] = ()


@dataclass
class Intake:
    """The rows of one sheet, taken in some at a time: a row that repeats an earlier one is known."""

    importer: Importer
    is_rehearsal: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict)
    seen: dict[Hashable, int] = field(default_factory=dict)
    refused: dict[Hashable, int] = field(default_factory=dict)  # cells of rows that were rejected: said again, repeats
    named: set[Hashable] = field(default_factory=set)  # whatever the rows are about, taken or not

    def read(self, records: Iterable[Record]) -> list[tuple[Record, Reading]]:
        """Read rows through the shape: all of it that needs no database."""
        shape = self.importer.whole_shape()
        readings = [(record, read(shape, filled(record[1], self.defaults))) for record in records]
        self.named.update(
            key for _record, reading in readings if (key := self.importer.key(reading.values)) is not None
        )
        return readings

    def remember(self, readings: Iterable[tuple[Record, Reading]]) -> None:
        """Note rows that were taken earlier."""
        for (number, _cells), reading in readings:
            if (key := self.importer.key(reading.values)) is not None:
                self.seen.setdefault(key, number)

    def take(self, readings: Sequence[tuple[Record, Reading]]) -> list[Judgement]:
        """Take these rows in, or foretell them; a rehearsal of what cannot be foretold has to be undone.

        Rows that were foretold are rarely refused: all of them go in under one savepoint, and only where the rules
        refuse one is that undone and each row given a savepoint of its own, which costs as much as the row.
        """
        judgements: list[Judgement] = []
        for start in range(0, len(readings), TOGETHER):
            part = readings[start : start + TOGETHER]
            before = dict(self.seen), dict(self.refused)
            try:
                judgements += self._take(part, is_trusting=self.importer.foretells)
            except _Refused:
                self.seen, self.refused = before
                judgements += self._take(part, is_trusting=False)
        return judgements

    def _take(self, readings: Sequence[tuple[Record, Reading]], *, is_trusting: bool) -> list[Judgement]:
        self.importer.prepare([reading.values for _record, reading in readings], is_rehearsal=self.is_rehearsal)
        if self.is_rehearsal and self.importer.foretells:
            return [self._judge(number, cells, reading, self._foretell) for (number, cells), reading in readings]
        if not is_trusting:
            return [self._judge(number, cells, reading, self._act) for (number, cells), reading in readings]
        with db.session.begin_nested():
            self.importer.foresee([reading.values for _record, reading in readings if not reading.faults])
            judgements = [self._judge(number, cells, reading, self._trust) for (number, cells), reading in readings]
            with _trusted():
                self.importer.settle()
            return judgements

    def _judge(self, number: int, cells: Mapping[str, Cell], reading: Reading, act: Act) -> Judgement:
        values, importer = reading.values, self.importer
        key, whole = importer.key(values), frozenset(cells.items())
        first = self.refused.get(whole) if key is None or key not in self.seen else self.seen[key]
        if first is not None:
            faults = [Fault(importer.key_field, "duplicate", REPEATED, {"first": first})]
        else:
            faults = [*reading.faults, *importer.faults(values)]
        outcome, notes = Outcome.REJECTED, list(reading.notes)
        if not faults:
            try:
                outcome, more = act(values)
                notes += more
            except DomainError as refusal:
                faults = [Fault(importer.blamed.get(refusal.code, ""), refusal.code, refusal.message, refusal.values)]
        if outcome is Outcome.REJECTED:
            self.refused.setdefault(whole, number)
        elif key is not None:
            self.seen[key] = number
        return Judgement(number, importer.words(cells), outcome, faults or notes)

    def _foretell(self, values: Values) -> tuple[Outcome, list[Fault]]:
        return self.importer.foretell(values), list(self.importer.notes(values))

    def _act(self, values: Values) -> tuple[Outcome, list[Fault]]:
        with db.session.begin_nested():
            judged = self.importer.take(values), list(self.importer.notes(values))
            self.importer.settle()
            return judged

    def _trust(self, values: Values) -> tuple[Outcome, list[Fault]]:
        with _trusted():
            return self.importer.take(values), list(self.importer.notes(values))


class _Refused(Exception):
    """The rules refused a row that went in together with others."""


@contextmanager
def _trusted() -> Iterator[None]:
    """Whoever is refused here, by a rule or a unique key, is refused with all that went in together."""
    try:
        yield
    except (DomainError, IntegrityError):
        raise _Refused from None


def still_needed(importer: Importer, defaults: Mapping[str, str]) -> list[str]:
    """Return the fields that every row has to say itself."""
    return [field for field in importer.needed if field not in defaults]


def suits(importer: Importer) -> Judge:
    """Return how to tell which sheet of a workbook is meant: it has all needed columns, or else the most known ones."""

    def judge(table: Table) -> tuple[bool, int]:
        try:
            layout = find_layout(table, importer.whole_headings(), importer.needed, importer.tests())
        except UnreadableSheet:
            return False, 0
        return not layout.lacking, len(layout.header.columns)

    return judge


def take_in(
    table: Table,
    importer: Importer,
    *,
    all_or_nothing: bool = False,
    is_rehearsal: bool = False,
    defaults: Mapping[str, str] | None = None,
) -> Report:
    """Take in every good row and report on all of them.

    A rehearsal keeps nothing; `all_or_nothing` keeps nothing when one row is rejected; `defaults` are values for rows
    whose own cell is empty. Must run inside a transaction, but for a rehearsal that is foretold. Raises EmptySheet,
    NoHeader or NoRows, and then nothing was done.
    """
    needed = still_needed(importer, defaults or {})
    layout = find_layout(table, importer.whole_headings(), needed, importer.tests())
    if layout.lacking:
        raise no_header(importer.whole_headings(), layout.lacking)
    sorted_out = list(sort_out(table, layout.header, needed))
    records = [record for record, reason in sorted_out if reason is None]
    if not records:
        raise NoRows
    report = Report(skipped=[Remark(record[0], "", reason) for record, reason in sorted_out if reason])
    report.unused = unused_columns(table, layout.header)
    intake = Intake(importer, is_rehearsal, defaults or {})
    if is_rehearsal and importer.foretells:
        _enter(report, layout.header, intake, records)
        report.is_kept = False
        if all_or_nothing and report.rejected:
            report.hold_back()
        return report
    try:
        with db.session.begin_nested():
            _enter(report, layout.header, intake, records)
            if all_or_nothing and report.rejected:
                report.hold_back()
                raise _Undone
            if is_rehearsal:
                raise _Undone
            importer.finish(report)
    except _Undone:
        report.is_kept = False
    return report


class _Undone(Exception):
    """Nothing of it is to be kept."""


def _enter(report: Report, header: Header, intake: Intake, records: Sequence[Record]) -> None:
    importer = intake.importer
    for each in intake.take(intake.read(records)):
        report.verdicts.append(Verdict(each.number, each.words, each.outcome))
        remarks = [Remark(each.number, heading_of(fault.field, header, importer), fault) for fault in each.remarks]
        (report.rejected if each.outcome is Outcome.REJECTED else report.notes).extend(remarks)
    report.absent = list(importer.absent(intake.named))


def heading_of(field: str, header: Header, importer: Importer) -> str:
    """Return what the sheet calls the field's column, or what it would be called where the sheet lacks it."""
    return header.headings.get(field) or next(iter(importer.whole_headings().get(field, ())), field)
