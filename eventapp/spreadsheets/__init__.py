"""Spreadsheets as offices send and want them: XLSX and CSV, in with care and out without formulas."""

from eventapp.spreadsheets.reading import Judge, read_table
from eventapp.spreadsheets.tables import (
    BrokenSheet,
    Cell,
    EmptySheet,
    Formula,
    Header,
    LockedSheet,
    NoHeader,
    NoSuchSheet,
    OversizedSheet,
    Row,
    Table,
    UnreadableSheet,
    UnsupportedSheet,
    find_header,
    likely_header,
    records,
)
from eventapp.spreadsheets.writing import write_csv, write_xlsx

__all__ = [
    "BrokenSheet",
    "Cell",
    "EmptySheet",
    "Formula",
    "Header",
    "Judge",
    "LockedSheet",
    "NoHeader",
    "NoSuchSheet",
    "OversizedSheet",
    "Row",
    "Table",
    "UnreadableSheet",
    "UnsupportedSheet",
    "find_header",
    "likely_header",
    "read_table",
    "records",
    "write_csv",
    "write_xlsx",
]
