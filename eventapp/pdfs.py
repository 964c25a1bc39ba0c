"""PDFs that people send: whole, and without anything that runs, opens a program or carries another file."""

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

MOST_UNPACKED = 256 * 1024 * 1024  # bytes of objects that lie packed, all together
_BEGINS, _ENDS = re.compile(rb"%PDF-[12]\.\d"), b"%%EOF"
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)(?![0-9A-Za-z_.-])")
_ESCAPED = re.compile(rb"/[!-~]{0,40}?#[0-9A-Fa-f]{2}[!-~]{0,40}")  # a name that spells a letter by its number
_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n")  # where objects are packed together


class NotAPdf(Exception):
    """Something else, cut off, or more than it could hold."""


class DoesThings(Exception):
    """The PDF holds a program, another file, or what opens one."""


def judge(file: BinaryIO) -> None:
    """Judge a file on the disk by its content, which is looked through where it lies. Raises NotAPdf, DoesThings."""
    size = file.seek(0, 2)
    file.seek(max(size - 1024, 0))
    ends = _ENDS in file.read()
    file.seek(0)
    if not (_BEGINS.match(file.read(8)) and ends):
        raise NotAPdf
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _is_active(content) or any(_is_active(each) for each in _packed(content)):
            raise DoesThings


def _is_active(content: bytes | mmap.mmap) -> bool:
    if _ACTIVE.search(content):
        return True
    return any(_ACTIVE.search(_NUMBER.sub(_letter, name.group())) for name in _ESCAPED.finditer(content))


def _letter(spelt: re.Match[bytes]) -> bytes:
    return bytes([int(spelt[1], 16)])


def _packed(content: mmap.mmap) -> Iterator[bytes]:
    """Yield the objects that lie packed; what cannot be unpacked is passed over, as readers do."""
    left = MOST_UNPACKED
    for found in _OBJECTS.finditer(content):
        ends = content.find(b"endstream", found.end())
        try:
            unpacked = zlib.decompressobj().decompress(content[found.end() : ends], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        if left <= 0:
            raise NotAPdf
        yield unpacked
