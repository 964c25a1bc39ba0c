"""Reads XLS (Excel 5 to 2003) without trusting it: its records are counted first, and what was counted is what is read.

A record says that a cell is computed, so no formula is taken for a value. What the formula is stays unsaid.
"""

import io
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eventapp.spreadsheets import compound
from eventapp.spreadsheets.tables import (
    SHARED_LIMIT,
    TEXT_LIMIT,
    BrokenSheet,
    EmptySheet,
    LockedSheet,
    OversizedSheet,
    Row,
    UnsupportedSheet,
    check_extent,
)
from eventapp.spreadsheets.values import rows_of, values_of

_BEGIN, _END = 0x0809, 0x000A
_SHEET, _LOCKED, _STRINGS, _CONTINUED = 0x0085, 0x002F, 0x00FC, 0x003C
_FORMULA, _SHARED_STRING, _SEVERAL_NUMBERS = 0x0006, 0x00FD, 0x00BD
# NUMBER, LABEL, BOOLERR, RK, RSTRING; blank cells are only decoration
_CELLS = {0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, _FORMULA, _SHARED_STRING, _SEVERAL_NUMBERS}
_KEPT = _CELLS | {_BEGIN, 0x0207}  # 0x0207: the text of the formula before it
_EXCEL_97, _EXCEL_5 = 0x0600, 0x0500
_VISIBLE, _WORKSHEET = 0, 0
Record = tuple[int, bytes]


class OldWorkbook:
    """An XLS file; `names` are its visible sheets in their order.

    Raises UnsupportedSheet for other compound files, LockedSheet behind a password, BrokenSheet, EmptySheet.
    """

    def __init__(self, content: bytes) -> None:
        found = {name.casefold(): stream for name, stream in compound.streams(content).items()}
        if "encryptedpackage" in found:  # an XLSX behind a password
            raise LockedSheet
        stream = found.get("workbook", found.get("book"))
        if stream is None:
            raise UnsupportedSheet
        self._stream = stream
        self._globals = list(_records(stream, 0))
        if any(kind == _LOCKED for kind, _content in self._globals):
            raise LockedSheet
        (self._version,) = struct.unpack_from("<H", self._globals[0][1])
        if self._version not in (_EXCEL_97, _EXCEL_5):
            raise UnsupportedSheet
        self._sheets = dict(self._visible())
        if not self._sheets:
            raise EmptySheet
        self.names = list(self._sheets)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a sheet, computed cells as Formula. Raises OversizedSheet, BrokenSheet, EmptySheet."""
        kept = [_bare(each) for each in _outer(_records(self._stream, self._sheets[name])) if each[0] in _KEPT]
        survey = _survey(kept)
        if not survey.rows:
            raise EmptySheet
        self._check_texts(survey.shared)
        formulas = dict.fromkeys(survey.formulas, "")
        return rows_of(values_of(io.BytesIO(self._repacked(kept))), survey.rows, formulas)

    def _visible(self) -> Iterator[tuple[str, int]]:
        for kind, content in self._globals:
            if kind == _SHEET and len(content) > 7 and (content[4] & 3, content[5]) == (_VISIBLE, _WORKSHEET):
                yield self._name(content), struct.unpack_from("<I", content)[0]

    def _name(self, content: bytes) -> str:
        if self._version == _EXCEL_5:
            return content[7 : 7 + content[6]].decode("cp1258", "replace")
        wide = content[7] & 1
        return content[8 : 8 + content[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")

    def _check_texts(self, shared: Counter[int]) -> None:
        """Raise OversizedSheet where few texts, said in many cells, would become far too much."""
        lengths = _lengths(self._globals)
        if any(each >= len(lengths) for each in shared):
            raise BrokenSheet
        if sum(lengths[each] * cells for each, cells in shared.items()) > TEXT_LIMIT:
            raise OversizedSheet

    def _repacked(self, kept: Sequence[Record]) -> bytes:
        """Return a workbook of this sheet alone, with what its cells mean and nothing else."""
        begin, *others = [each for each in self._globals if each[0] not in (_SHEET, _END)]
        name = b"\1\0S" if self._version == _EXCEL_97 else b"\1S"
        sheet = _written((_SHEET, bytes(6) + name))
        before = sum(len(_written(each)) for each in (begin, *others, (_END, b""))) + len(sheet)
        sheet = _written((_SHEET, struct.pack("<I", before) + bytes(2) + name))
        body = b"".join(map(_written, [*others, (_END, b""), *kept, (_END, b"")]))
        return compound.packed("Workbook" if self._version == _EXCEL_97 else "Book", _written(begin) + sheet + body)


def _bare(record: Record) -> Record:
    """Return a computed cell with its result and without its formula, which nobody reads and much can be wrong with."""
    kind, content = record
    return (kind, content[:20] + b"\0\0") if kind == _FORMULA else record


def _written(record: Record) -> bytes:
    kind, content = record
    return struct.pack("<2H", kind, len(content)) + content


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of one part of the stream, up to the end of it. Raises BrokenSheet."""
    depth = 0
    while True:
        try:
            kind, length = struct.unpack_from("<2H", stream, at)
        except struct.error:
            raise BrokenSheet from None
        content = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if len(content) < length or (depth == 0 and (kind != _BEGIN or length < 4)):
            raise BrokenSheet
        depth += (kind == _BEGIN) - (kind == _END)
        yield kind, content
        if not depth:
            return


def _outer(records: Iterator[Record]) -> Iterator[Record]:
    """Yield the records that are not those of a chart within the sheet."""
    depth = 0
    for kind, content in records:
        depth += kind == _BEGIN
        if depth == 1:
            yield kind, content
        depth -= kind == _END


@dataclass
class _Survey:
    """How far a sheet reaches, where its formulas are, and how many cells say which shared text."""

    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    shared: Counter[int] = field(default_factory=Counter)


def _survey(records: Sequence[Record]) -> _Survey:
    """Return the extent of a sheet; raises OversizedSheet at the first cell that lies too far out."""
    survey = _Survey()
    try:
        for kind, content in records:
            if kind not in _CELLS:
                continue
            row, column = struct.unpack_from("<2H", content)
            last = struct.unpack("<H", content[-2:])[0] if kind == _SEVERAL_NUMBERS else column
            survey.rows, survey.columns = max(survey.rows, row + 1), max(survey.columns, last + 1)
            check_extent(survey.rows, survey.columns)
            if kind == _FORMULA:
                survey.formulas.append((row, column))
            elif kind == _SHARED_STRING:
                survey.shared[struct.unpack_from("<I", content, 6)[0]] += 1
    except struct.error:
        raise BrokenSheet from None
    return survey


def _lengths(records: Sequence[Record]) -> list[int]:
    """Return how many characters each shared text has. Raises OversizedSheet, BrokenSheet."""
    at = next((at for at, (kind, _content) in enumerate(records) if kind == _STRINGS), None)
    if at is None:
        return []
    pieces = [records[at][1]]
    for kind, content in records[at + 1 :]:
        if kind != _CONTINUED:
            break
        pieces.append(content)
    try:
        (count,) = struct.unpack_from("<I", pieces[0], 4)
        if count > SHARED_LIMIT:
            raise OversizedSheet
        texts = _Texts(pieces)
        return [texts.length() for _each in range(count)]
    except (struct.error, IndexError):
        raise BrokenSheet from None


class _Texts:
    """Walks along the shared texts, which go on from record to record."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces, self.piece, self.at = pieces, 0, 8

    def length(self) -> int:
        """Return the length of the text that begins here, and go to its end."""
        if self.at == len(self.pieces[self.piece]):
            self._go_on(0)
        length, flags = struct.unpack_from("<HB", self.pieces[self.piece], self.at)
        self.at += 3
        behind = 0
        if flags & 8:  # where its letters change
            behind += 4 * struct.unpack_from("<H", self.pieces[self.piece], self.at)[0]
            self.at += 2
        if flags & 4:  # how it is spoken
            behind += int(struct.unpack_from("<I", self.pieces[self.piece], self.at)[0])
            self.at += 4
        self._skip_letters(length, 1 + (flags & 1))
        self._skip(behind)
        return int(length)

    def _skip_letters(self, left: int, width: int) -> None:
        while True:
            fitting = min(left, (len(self.pieces[self.piece]) - self.at) // width)
            left, self.at = left - fitting, self.at + fitting * width
            if not left:
                return
            self._go_on(1)  # a piece within a text begins with the width of what follows
            width = 1 + (self.pieces[self.piece][0] & 1)

    def _skip(self, left: int) -> None:
        while left > (here := len(self.pieces[self.piece]) - self.at):
            left -= here
            self._go_on(0)
        self.at += left

    def _go_on(self, at: int) -> None:
        self.piece, self.at = self.piece + 1, at
        if self.piece == len(self.pieces):
            raise BrokenSheet
