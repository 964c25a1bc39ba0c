"""Reads XLSX without trusting it: what is unfolded is counted first, and what was counted is what is read."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from eventapp.spreadsheets.surveying import lengths_of, parse, survey
from eventapp.spreadsheets.tables import (
    TEXT_LIMIT,
    UNZIPPED_LIMIT,
    BrokenSheet,
    EmptySheet,
    LockedSheet,
    OversizedSheet,
    Row,
    UnsupportedSheet,
)
from eventapp.spreadsheets.values import rows_of, values_of

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class Workbook:
    """An XLSX file; `names` are its visible sheets in their order. What is unfolded of all of them is counted together.

    Raises UnsupportedSheet for other zipped files, LockedSheet for encrypted ones, BrokenSheet for what cannot be
    parsed, EmptySheet.
    """

    def __init__(self, content: bytes) -> None:
        self._files: dict[str, bytes] = {}
        with _broken():
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._listed = [each.filename for each in self._archive.infolist()]
            if _WORKBOOK not in self._listed or _RELATIONS not in self._listed:
                raise UnsupportedSheet
            if len(set(self._listed)) != len(self._listed):
                raise BrokenSheet
            self._relations = _relations(self._unfold(_RELATIONS))
            self._sheets = _visible_sheets(self._unfold(_WORKBOOK), self._relations)
        self.names = list(self._sheets)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a sheet, computed cells as Formula.

        Raises OversizedSheet before anything is unfolded that would not fit, BrokenSheet, LockedSheet, EmptySheet.
        """
        with _broken():
            files = self._files_of(self._sheets[name])
        found = survey(files[self._sheets[name]])
        if not found.rows:
            raise EmptySheet
        lengths = [length for each in self._relations.shared if each in files for length in lengths_of(files[each])]
        if sum(lengths[at] * cells for at, cells in found.shared.items() if at < len(lengths)) > TEXT_LIMIT:
            raise OversizedSheet
        return rows_of(values_of(_repacked(files), name), found.rows, found.formulas)

    def _files_of(self, sheet: str) -> dict[str, bytes]:
        """Return the few files of the workbook that hold the values of one sheet."""
        others = ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml", *self._relations.shared)
        wanted = [_RELATIONS, _WORKBOOK, sheet, *(each for each in others if each in self._listed)]
        return {path: self._unfold(path) for path in wanted}

    def _unfold(self, path: str) -> bytes:
        if path not in self._files:
            entry = self._archive.getinfo(path)
            if entry.flag_bits & 0x1:
                raise LockedSheet
            # zipfile reads no more than this size, so a lie here is only a broken file
            if entry.file_size > UNZIPPED_LIMIT - sum(map(len, self._files.values())):
                raise OversizedSheet
            self._files[path] = self._archive.read(entry)
        return self._files[path]


@contextmanager
def _broken() -> Iterator[None]:
    """Say BrokenSheet for whatever an archive complains of."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError):
        raise BrokenSheet from None


def _repacked(files: Mapping[str, bytes]) -> io.BytesIO:
    """Return them as a workbook of their own: the reader sees what was counted, whatever the original hides."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    packed.seek(0)
    return packed


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

    parse(xml, start)
    return found


def _visible_sheets(xml: bytes, relations: _Relations) -> dict[str, str]:
    """Return the path of every sheet that is not hidden, by its name."""
    sheets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        identity = next((value for key, value in attributes.items() if key == "id"), "")
        if tag == "sheet" and attributes.get("state", "visible") == "visible" and identity in relations.sheets:
            sheets.setdefault(attributes["name"], relations.sheets[identity])

    parse(xml, start)
    if not sheets:
        raise EmptySheet
    return sheets
