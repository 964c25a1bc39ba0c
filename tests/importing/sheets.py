"""Small sheets for tests of imports, and what a database holds before and after."""

from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome, Report
from eventapp.importing.rows import take_in
from eventapp.spreadsheets import Row, Table


def sheet(*rows: tuple[Any, ...]) -> Table:
    """Return a table of these rows, the first of them the headings."""
    return Table("sheet.csv", [Row(number, list(cells)) for number, cells in enumerate(rows, 1)])


def run(table: Table, importer: type[Importer], *given: Any, **more: Any) -> Report:
    """Take a table in, in one transaction."""
    how = {name: more.pop(name) for name in ("all_or_nothing", "is_rehearsal", "defaults") if name in more}
    with transaction():
        return take_in(table, importer(*given, **more), **how)


def counts(report: Report) -> tuple[int, int, int, int]:
    """Return how many rows were created, updated, unchanged and rejected."""
    return tuple(report.count(each) for each in (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.REJECTED))  # type: ignore[return-value]


def faults(report: Report) -> list[tuple[int, str, str]]:
    """Return row, column and code of every fault."""
    return [(each.row, each.column, each.fault.code) for each in report.rejected]


def sentences(report: Report) -> list[str]:
    """Return what the report says about the rejected rows."""
    return [each.fault.sentence(gettext) for each in report.rejected]


def row_counts() -> dict[str, int]:
    """Return how many rows every table has."""
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in db.metadata.sorted_tables
    }
