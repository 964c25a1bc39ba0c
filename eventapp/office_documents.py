"""Office documents (Office Open XML, OpenDocument), judged by the directory of their archive; nothing is unpacked.

What a document says of itself is read from its smallest part alone. An archive that hides something, such as names out
of its folder, parts that share bytes, or more than it could hold, is refused whatever it is called.
"""

import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import BinaryIO, NamedTuple

MOST_PARTS = 10_000
LARGEST_DIRECTORY = 4 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 512 * 1024 * 1024  # bytes, of all parts together
GREATEST_RATIO = 200  # times as large as it is packed; of all parts together
LARGEST_DESCRIPTION = 1024 * 1024  # bytes of what a document says of itself
LONGEST_NAME = 255
_FIRST, _END, _END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_DESCRIPTION = "[Content_Types].xml"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError)


class _Kind(NamedTuple):
    """What an Office Open XML document is known by: its main part and that part's type."""

    main: str
    type: bytes


_OPEN_XML: Mapping[str, _Kind] = {
    "docx": _Kind("word/document.xml", b"wordprocessingml.document.main+xml"),
    "pptx": _Kind("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
    "xlsx": _Kind("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_OPEN_DOCUMENT: Mapping[bytes, str] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
# Programs: VBA, Excel's macro sheets, ActiveX, Basic, scripts; and documents inside that may hold such.
_PROGRAM = re.compile(
    r"(^|/)(vba(Project|Data)[^/]*|macrosheets/.*|activeX/.*|customUI/.*)$|^(Basic|Scripts)/|\.[a-z]{3}m$|"
    r"\.(exe|dll|js|vbs|bat|cmd|com|scr|ps1|hta|jar|lnk)$",
    re.IGNORECASE,
)


class NotAnOfficeDocument(Exception):
    """Damaged, another archive, or one that hides something."""


class HoldsAProgram(Exception):
    """The document holds macros or another program."""


def ending_of(stream: BinaryIO) -> str:
    """Return what the document is: "docx", "pptx", "xlsx", "odt", "odp" or "ods".

    Raises NotAnOfficeDocument, HoldsAProgram.
    """
    try:
        size = _judge_frame(stream)
        with zipfile.ZipFile(stream) as archive:
            _judge_parts(archive.infolist(), size)
            return _said(archive)
    except _DAMAGED:
        raise NotAnOfficeDocument from None


def _judge_frame(stream: BinaryIO) -> int:
    """Judge the archive's two ends before its directory is read; return how many bytes it has."""
    stream.seek(0)
    begins = stream.read(len(_FIRST))
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
    tail = stream.read()
    at = tail.rfind(_END)
    if begins != _FIRST or at < 0 or tail[at - 20 : at - 16] == _END_64:
        raise NotAnOfficeDocument
    _, disk, first_disk, here, parts, length, start, comment = struct.unpack("<4s4H2LH", tail[at : at + _END_SIZE])
    is_whole = size - len(tail) + at == start + length and at + _END_SIZE + comment == len(tail)
    if disk or first_disk or here != parts or not is_whole:
        raise NotAnOfficeDocument
    if parts > MOST_PARTS or length > LARGEST_DIRECTORY:
        raise NotAnOfficeDocument
    return size


def _judge_parts(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    names = [each.filename for each in parts]
    if len({each.casefold() for each in names}) != len(names) or not all(map(_is_inside, parts)):
        raise NotAnOfficeDocument
    packed, unpacked = sum(each.compress_size for each in parts), sum(each.file_size for each in parts)
    if packed > size or unpacked > min(LARGEST_UNPACKED, GREATEST_RATIO * size):
        raise NotAnOfficeDocument
    if any(map(_PROGRAM.search, names)):
        raise HoldsAProgram


def _is_inside(part: zipfile.ZipInfo) -> bool:
    """Is it a plain part of the archive, under a name that stays in its folder?"""
    name = part.orig_filename
    has_odd_name = (
        not 0 < len(name) <= LONGEST_NAME
        or not name.isprintable()
        or "\\" in name
        or ":" in name
        or name.startswith("/")
        or ".." in posixpath.normpath(name).split("/")
    )
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return not (has_odd_name or is_link or part.flag_bits & 0x1 or part.compress_type not in _PACKED)


def _said(archive: zipfile.ZipFile) -> str:
    """Return what the document says it is, if it has what belongs to that."""
    names = archive.namelist()
    if _DESCRIPTION in names:
        description = _read(archive, _DESCRIPTION)
        if b"macroEnabled" in description:
            raise HoldsAProgram
        for ending, kind in _OPEN_XML.items():
            if kind.main in names and kind.type in description and b"<!" not in description:
                return ending
    if names[:1] == ["mimetype"] and {"content.xml", "META-INF/manifest.xml"} <= set(names):
        ending = _OPEN_DOCUMENT.get(_read(archive, "mimetype").strip(), "")
        if ending:
            return ending
    raise NotAnOfficeDocument


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(LARGEST_DESCRIPTION + 1)
    if len(content) > LARGEST_DESCRIPTION:
        raise NotAnOfficeDocument
    return content
