"""Compound files, the small file system that Excel kept its workbooks in until 2007: read one file of it, write one."""

import struct
from collections.abc import Sequence

from eventapp.spreadsheets.tables import BrokenSheet

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_ENTRY = 128  # bytes of an entry of the directory
_IN_HEADER = 109  # sectors of the allocation table that the header names
_STREAM, _ROOT = 2, 5
_SMALL = 4096  # bytes below which a stream lies in the ministream


def streams(content: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by name, those within folders too. Raises BrokenSheet."""
    try:
        return _Compound(content).streams()
    except (struct.error, IndexError, ValueError):
        raise BrokenSheet from None


class _Compound:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift, self.small_shift = struct.unpack_from("<2H", content, 30)
        if self.shift not in (9, 12) or self.small_shift != 6:
            raise BrokenSheet
        (self.directory_at,) = struct.unpack_from("<I", content, 48)
        small_table_at, _small_tables, table_at, tables = struct.unpack_from("<4I", content, 60)
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", content, 76))
        for _each in range(tables):
            *more, table_at = _numbers(self.sector(table_at))
            listed += more
        self.table = _numbers(b"".join(self.sector(each) for each in listed if each != _FREE))
        self.small_table = _numbers(self.chain(small_table_at)) if small_table_at != _END else []

    def sector(self, number: int) -> bytes:
        start = (number + 1) << self.shift
        if start >= len(self.content):
            raise BrokenSheet
        return self.content[start : start + (1 << self.shift)].ljust(1 << self.shift, b"\0")

    def chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number != _END:
            if len(found) > len(self.table):
                raise BrokenSheet  # it bites its tail
            found.append(self.sector(number))
            number = self.table[number]
        return b"".join(found)

    def small_chain(self, number: int, ministream: bytes) -> bytes:
        found: list[bytes] = []
        while number != _END:
            if len(found) > len(self.small_table):
                raise BrokenSheet
            found.append(ministream[number << self.small_shift : (number + 1) << self.small_shift])
            number = self.small_table[number]
        return b"".join(found)

    def streams(self) -> dict[str, bytes]:
        directory = self.chain(self.directory_at)
        found: dict[str, bytes] = {}
        ministream = b""
        for at in range(0, len(directory), _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<2I", directory, at + 116)
            if kind == _ROOT:
                ministream = self.chain(start)[:size] if size else b""
            elif kind == _STREAM and length:
                name = directory[at : at + min(length, 64) - 2].decode("utf-16-le", "replace")
                whole = self.small_chain(start, ministream) if 0 < size < _SMALL else self.chain(start) if size else b""
                found.setdefault(name, whole[:size])
        return found


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content)


def packed(name: str, content: bytes) -> bytes:
    """Return a compound file that holds this one stream, zeros behind it where it is short, and an empty ministream."""
    sector = 4096
    content = content.ljust(_SMALL, b"\0")
    sectors = -(-len(content) // sector)
    tables = -(-(sectors + 2) // (sector // 4 - 1))
    chain = [*range(1, sectors), _END, _END, _END, *[_FAT] * tables]
    table = chain + [_FREE] * (tables * sector // 4 - len(chain))
    listed = [sectors + 2 + each for each in range(tables)]
    header = MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<9I", 1, tables, sectors, 0, _SMALL, _END, 0, _END, 0)
    header += struct.pack(f"<{_IN_HEADER}I", *listed, *[_FREE] * (_IN_HEADER - tables))
    directory = _entry("Root Entry", _ROOT, child=1, start=sectors + 1, size=64)
    directory += _entry(name, _STREAM, child=_NONE, start=0, size=len(content))
    body = content.ljust(sectors * sector, b"\0") + directory.ljust(2 * sector, b"\0")
    return header.ljust(sector, b"\0") + body + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    beside = struct.pack("<HBB3I", len(words), kind, 1, _NONE, _NONE, child)
    return words.ljust(64, b"\0") + beside + bytes(36) + struct.pack("<IQ", start, size)
