"""Writes old Excel files record by record, as small as they can be: what tests of reading them stand on."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

BEGIN, END, SHEET, STRINGS, CONTINUED, LOCKED = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x002F
NUMBER, FORMULA, LABEL, SHARED, TEXT, DIMENSIONS = 0x0203, 0x0006, 0x0204, 0x00FD, 0x0207, 0x0200
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
DAY_STYLE = 1


@dataclass(frozen=True)
class Computed:
    """A computed cell and its stored result."""

    result: str | float


Value = str | float | date | Computed | None


def record(kind: int, content: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<2H", kind, len(content)) + content


def begin(kind: int, version: int = 0x0600) -> bytes:
    """Return the record a part begins with; 5 are the globals, 16 is a sheet."""
    return record(BEGIN, struct.pack("<4H2I", version, kind, 0, 0, 0, 0x06))


def name_of(name: str) -> bytes:
    """Return a sheet's name."""
    return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")


def xls(
    *sheets: tuple[str, Sequence[Sequence[Value]]],
    hidden: Iterable[str] = (),
    more: bytes = b"",
    cut: int = 8000,
    behind: bytes = b"",
) -> bytes:
    """Return an Excel 97 workbook. `more` are further records of its globals, `behind` of each sheet; the shared texts
    are cut into records of this many bytes.
    """
    texts = list(dict.fromkeys(cell for _name, rows in sheets for row in rows for cell in row if isinstance(cell, str)))
    styles = record(0x00E0, bytes(20)) + record(0x00E0, struct.pack("<2H", 0, 14) + bytes(16))
    parts = [b"".join(_sheet(rows, texts)) for _name, rows in sheets]
    parts = [begin(16) + record(DIMENSIONS, struct.pack("<2I3H", 0, 2**31, 0, 256, 0)) + each for each in parts]
    parts = [each + behind + record(END) for each in parts]
    named = [(name, 1 if name in hidden else 0) for name, _rows in sheets]
    head = begin(5) + more + styles
    tail = b"".join(shared(texts, cut)) + record(END)
    listed = sum(len(record(SHEET, bytes(6) + name_of(name))) for name, _hidden in named)
    at, bound = len(head) + listed + len(tail), b""
    for (name, state), part in zip(named, parts, strict=True):
        bound += record(SHEET, struct.pack("<IBB", at, state, 0) + name_of(name))
        at += len(part)
    return compound("Workbook", head + bound + tail + b"".join(parts))


def shared(texts: Sequence[str], cut: int) -> Iterable[bytes]:
    """Yield the record of the shared texts and those that go on with it, cut in the midst of texts too."""
    kind, piece, said = (
        STRINGS,
        struct.pack("<2I", len(texts), len(texts)),
        [each.encode("utf-16-le") for each in texts],
    )
    for text in said:
        if len(piece) + 3 > cut:  # what is said about a text is not cut
            yield record(kind, piece)
            kind, piece = CONTINUED, b""
        piece += struct.pack("<HB", len(text) // 2, 1)
        while len(piece) + len(text) > cut:
            fitting = (cut - len(piece)) // 2 * 2
            yield record(kind, piece + text[:fitting])
            kind, piece, text = CONTINUED, b"\1", text[fitting:]
        piece += text
    yield record(kind, piece)


def _sheet(rows: Sequence[Sequence[Value]], texts: Sequence[str]) -> Iterable[bytes]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<2H", row, column)
            match cell:
                case str():
                    yield record(SHARED, place + struct.pack("<HI", 0, texts.index(cell)))
                case date():
                    yield record(NUMBER, place + struct.pack("<Hd", DAY_STYLE, (cell - date(1899, 12, 30)).days))
                case Computed(str() as result):
                    yield record(FORMULA, place + b"\0\0" + b"\0" * 6 + b"\xff\xff" + bytes(6) + struct.pack("<H", 0))
                    said = result.encode("utf-16-le")
                    yield record(TEXT, struct.pack("<HB", len(result), 1) + said)
                case Computed(result):
                    yield record(FORMULA, place + struct.pack("<Hd6sH", 0, result, bytes(6), 0))
                case None:
                    yield record(0x0201, place + b"\0\0")
                case _:
                    yield record(NUMBER, place + struct.pack("<Hd", 0, cell))


def compound(name: str, stream: bytes, sector: int = 512) -> bytes:
    """Return a compound file with this one stream; a short one lies in the ministream, as Excel puts it."""
    is_small = len(stream) < 4096
    small_table, held = b"", stream
    if is_small:
        count = -(-len(stream) // 64)
        small_table = struct.pack(f"<{count}I", *range(1, count), LAST).ljust(sector, b"\xff")
        held = stream.ljust(count * 64, b"\0")
    lengths = [-(-len(held) // sector), 1, len(small_table) // sector]
    starts = [0, lengths[0], lengths[0] + 1]
    chain: list[int] = []
    for start, length in zip(starts, lengths, strict=True):
        chain += [*range(start + 1, start + length), LAST] if length else []
    tables = 1
    while (len(chain) + tables) * 4 > tables * sector:
        tables += 1
    first = len(chain)
    table = struct.pack(f"<{first + tables}I", *chain, *[TABLE] * tables).ljust(tables * sector, b"\xff")
    root = _entry("Root Entry", 5, 1, 0 if is_small else LAST, len(held) if is_small else 0)
    entry = _entry(name, 2, FREE, 0, len(stream))
    header = MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    small = (starts[2], lengths[2]) if is_small else (LAST, 0)
    header += struct.pack("<9I", 0, tables, starts[1], 0, 4096, *small, LAST, 0)
    header += struct.pack("<109I", *range(first, first + tables), *[FREE] * (109 - tables))
    body = held.ljust(lengths[0] * sector, b"\0") + (root + entry).ljust(sector, b"\0") + small_table
    return header + body + table


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    beside = struct.pack("<HBB3I", len(words), kind, 1, FREE, FREE, child)
    return words.ljust(64, b"\0") + beside + bytes(36) + struct.pack("<IQ", start, size)
