"""Reads XLSX without trusting it: what is unfolded is counted first, and what was counted is what is read."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import python_calamine

from eventapp.spreadsheets.tables import (
    UNZIPPED_LIMIT,
    BrokenSheet,
    Cell,
    EmptySheet,
    Formula,
    OversizedSheet,
    Row,
    UnsupportedSheet,
    check_extent,
)

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHARED_LIMIT = 400_000  # shared strings
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_STORED = {"v", "is", "f"}


def read_workbook(content: bytes) -> list[Row]:
    """Return the rows of the first visible sheet, computed cells as Formula.

    Raises OversizedSheet before anything is unfolded that would not fit, UnsupportedSheet for other zipped files and
    encrypted ones, BrokenSheet for what cannot be parsed, EmptySheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            name, parts = _parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError):
        raise BrokenSheet from None
    survey = _survey(parts.sheet)
    if not survey.rows:
        raise EmptySheet
    return _rows(_values(parts.repacked(), name), survey)


@dataclass(frozen=True)
class _Parts:
    """The few files of a workbook that hold the values of one sheet."""

    path: str
    files: dict[str, bytes]

    @property
    def sheet(self) -> bytes:
        return self.files[self.path]

    def repacked(self) -> io.BytesIO:
        """Return them as a workbook of their own: the reader sees what was counted, whatever the original hides."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for path, content in self.files.items():
                archive.writestr(path, content)
        packed.seek(0)
        return packed


def _parts(archive: zipfile.ZipFile) -> tuple[str, _Parts]:
    listed = [each.filename for each in archive.infolist()]
    if _WORKBOOK not in listed or _RELATIONS not in listed:
        raise UnsupportedSheet
    if len(set(listed)) != len(listed):
        raise BrokenSheet
    budget = UNZIPPED_LIMIT
    files: dict[str, bytes] = {}

    def unfold(path: str) -> bytes:
        nonlocal budget
        if path not in files:
            entry = archive.getinfo(path)
            if entry.flag_bits & 0x1:
                raise UnsupportedSheet
            if entry.file_size > budget:  # zipfile reads no more than this, so a lie here is only a broken file
                raise OversizedSheet
            files[path] = archive.read(entry)
            budget -= len(files[path])
        return files[path]

    relations = _relations(unfold(_RELATIONS))
    name, path = _first_sheet(unfold(_WORKBOOK), relations)
    unfold(path)
    for other in ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml", *relations.shared):
        if other in listed:
            unfold(other)
    if sum(files[each].count(b"<si") for each in relations.shared if each in files) > _SHARED_LIMIT:
        raise OversizedSheet
    return name, _Parts(path, files)


@dataclass
class _Relations:
    sheets: dict[str, str] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)


def _relations(xml: bytes) -> _Relations:
    found = _Relations()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        path = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
        kind = attributes["Type"].rpartition("/")[2]
        if kind == "worksheet":
            found.sheets[attributes["Id"]] = path
        elif kind == "sharedStrings":
            found.shared.append(path)

    _parse(xml, start)
    return found


def _first_sheet(xml: bytes, relations: _Relations) -> tuple[str, str]:
    """Return the name and path of the first sheet that is not hidden."""
    sheets: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        identity = next((value for key, value in attributes.items() if key == "id"), "")
        if tag == "sheet" and attributes.get("state", "visible") == "visible" and identity in relations.sheets:
            sheets.append((attributes["name"], relations.sheets[identity]))

    _parse(xml, start)
    if not sheets:
        raise EmptySheet
    return sheets[0]


@dataclass
class _Survey:
    """How far a sheet reaches and where its formulas are: {(row, column) from 0: text}."""

    rows: int = 0
    columns: int = 0
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


def _survey(xml: bytes) -> _Survey:
    """Return the extent of a sheet; raises OversizedSheet at the first cell that lies too far out."""
    survey = _Survey()
    row = column = -1
    formula: list[str] | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, formula
        if tag == "c":
            reference = attributes.get("r")
            row, column = _position(reference) if reference else (row, column + 1)
        elif tag == "row":
            row, column = (int(attributes["r"]) - 1 if "r" in attributes else row + 1), -1
        elif tag in _STORED:
            survey.rows, survey.columns = max(survey.rows, row + 1), max(survey.columns, column + 1)
            check_extent(survey.rows, survey.columns)
            if tag == "f":
                formula = []

    def text(characters: str) -> None:
        if formula is not None:
            formula.append(characters)

    def end(tag: str) -> None:
        nonlocal formula
        if formula is not None and tag.rpartition(" ")[2] == "f":
            survey.formulas[row, column] = "".join(formula)
            formula = None

    _parse(xml, start, text, end)
    return survey


def _position(reference: str) -> tuple[int, int]:
    """Return row and column from 0 of a reference such as "B3"."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise BrokenSheet
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _parse(xml: bytes, start: Callable[[str, dict[str, str]], None], text: Any = None, end: Any = None) -> None:
    """Run through XML by local names; a document type, and with it any entity, is refused."""

    def refuse(*_declaration: object) -> None:
        raise BrokenSheet

    def local(tag: str, attributes: dict[str, str]) -> None:
        start(tag.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = local
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, KeyError, ValueError):
        raise BrokenSheet from None


def _values(workbook: io.BytesIO, name: str) -> list[list[Any]]:
    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(workbook).get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False)
    except Exception:
        raise BrokenSheet from None
    except BaseException as panic:  # a panic of the Rust reader is no Exception
        if type(panic).__name__ == "PanicException":
            raise BrokenSheet from None
        raise


def _rows(values: list[list[Any]], survey: _Survey) -> list[Row]:
    rows: list[list[Cell]] = values + [[] for _ in range(survey.rows - len(values))]
    for (row, column), text in survey.formulas.items():
        cells = rows[row]
        cells += [""] * (column + 1 - len(cells))
        result = cells[column]
        cells[column] = Formula(text, result if isinstance(result, str | float | bool) else None)
    return [Row(number, cells) for number, cells in enumerate(rows, start=1)]
