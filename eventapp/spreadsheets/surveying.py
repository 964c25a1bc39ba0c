"""Runs through the XML of a workbook and counts what is there before anything of it is believed."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from eventapp.spreadsheets.tables import SHARED_LIMIT, BrokenSheet, OversizedSheet, check_extent

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_STORED = {"v", "is", "f"}
_HEARD = (" v", " f")  # as the parser names them at their end: namespace, blank, name


@dataclass
class Survey:
    """How far a sheet reaches, where its formulas are, {(row, column) from 0: text}, and how many cells say which
    shared text.
    """

    rows: int = 0
    columns: int = 0
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    shared: Counter[int] = field(default_factory=Counter)


def survey(xml: bytes) -> Survey:
    """Return the extent of a sheet; raises OversizedSheet at the first cell that lies too far out."""
    surveyor = _Surveyor()
    parse(xml, surveyor.start, surveyor.text, surveyor.end)
    return surveyor.found


class _Surveyor:
    def __init__(self) -> None:
        self.found = Survey()
        self.row = self.column = -1
        self.is_shared = False
        self.heard: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            self.row, self.column = _position(reference) if reference else (self.row, self.column + 1)
            self.is_shared = attributes.get("t") == "s"
        elif tag == "row":
            self.row, self.column = (int(attributes["r"]) - 1 if "r" in attributes else self.row + 1), -1
        elif tag in _STORED:
            self.found.rows = max(self.found.rows, self.row + 1)
            self.found.columns = max(self.found.columns, self.column + 1)
            check_extent(self.found.rows, self.found.columns)
            self.heard = [] if tag == "f" or (tag == "v" and self.is_shared) else None

    def text(self, characters: str) -> None:
        if self.heard is not None:
            self.heard.append(characters)

    def end(self, tag: str) -> None:
        if self.heard is None or not tag.endswith(_HEARD):
            return
        said, self.heard = "".join(self.heard), None
        if tag.endswith("f"):
            self.found.formulas[self.row, self.column] = said
        elif said.isdecimal() and len(said) < 8:
            self.found.shared[int(said)] += 1


def lengths_of(xml: bytes) -> list[int]:
    """Return how many characters each shared text has."""
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            lengths.append(0)
            if len(lengths) > SHARED_LIMIT:
                raise OversizedSheet

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    parse(xml, start, text)
    return lengths


def _position(reference: str) -> tuple[int, int]:
    """Return row and column from 0 of a reference such as "B3"."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise BrokenSheet
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def parse(xml: bytes, start: Callable[[str, dict[str, str]], None], text: Any = None, end: Any = None) -> None:
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
