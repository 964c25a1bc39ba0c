"""Write PNG and JPEG pictures anew from the parts that draw them (ISO/IEC 15948, ITU-T T.81); all else is left out."""

import struct
import zlib
from collections.abc import Iterator

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_PIXELS = 40_000_000
_DRAWS = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of each pixel, by the type of colour
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended and progressive; nothing else is in use
_TABLES = {0xC4, 0xDB, 0xDD, 0xE0, 0xEE}  # Huffman, quantisation, restarts, JFIF, Adobe's colours
_PIECE = 64 * 1024


class NotAPicture(Exception):
    """Damaged, cut, too large to draw, or something else behind a picture's first bytes."""


def rewritten_png(content: bytes) -> bytes:
    """Return the picture with its drawing chunks only, each checked, its data unpacked once to see that it ends."""
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or len(chunks[0][1]) != 13:
        raise NotAPicture
    _check_pixels(chunks[0][1], b"".join(body for name, body in chunks if name == b"IDAT"))
    return PNG + b"".join(_chunk(name, body) for name, body in chunks if name in _DRAWS)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(name + body)):
            raise NotAPicture
        if name[0:1].isupper() and name not in _DRAWS:  # a chunk that must be understood
            raise NotAPicture
        yield name, body
        if name == b"IEND":  # what follows is no part of the picture
            return
        at += 12 + length
    raise NotAPicture


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))


def _check_pixels(header: bytes, packed: bytes) -> None:
    width, height, depth, colour, _packing, _filter, _interlace = struct.unpack(">IIBBBBB", header)
    if not 0 < width * height <= MOST_PIXELS or colour not in _SAMPLES or depth not in (1, 2, 4, 8, 16):
        raise NotAPicture
    most = 2 * height * (2 + (width * depth * _SAMPLES[colour] + 7) // 8)  # interlaced rows are shorter but more
    unpacker, unpacked = zlib.decompressobj(), 0
    for start in range(0, len(packed), _PIECE):
        piece = packed[start : start + _PIECE]
        while piece and not unpacker.eof:
            unpacked += len(_unpacked(unpacker, piece))
            piece = unpacker.unconsumed_tail
            if unpacked > most:
                raise NotAPicture
    if not unpacker.eof:
        raise NotAPicture


def _unpacked(unpacker: "zlib._Decompress", piece: bytes) -> bytes:
    try:
        return unpacker.decompress(piece, _PIECE * 16)
    except zlib.error:
        raise NotAPicture from None


def rewritten_jpeg(content: bytes) -> bytes:
    """Return the picture with its tables, frame and scans only, and of what its camera wrote which side is up."""
    kept, at, has_frame = [content[:2]], 2, False
    while True:
        marker, end = _segment(content, at)
        if marker == 0xD9:
            if not has_frame:
                raise NotAPicture
            return b"".join([*kept, b"\xff\xd9"])
        if marker in _FRAMES:
            _check_frame(content[at + 4 : end])
            has_frame = True
        if marker in _FRAMES | _TABLES:
            kept.append(content[at:end])
        elif marker == 0xE1:
            kept.append(_upright(content[at + 4 : end]))
        elif marker == 0xDA:
            scan_end = _end_of_scan(content, end)
            kept.append(content[at:scan_end])
            end = scan_end
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            raise NotAPicture
        at = end


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker that stands there and where its segment ends."""
    if content[at : at + 1] != b"\xff" or at + 2 > len(content):
        raise NotAPicture
    marker = content[at + 1]
    if marker == 0xD9:
        return marker, at + 2
    if at + 4 > len(content):
        raise NotAPicture
    end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
    if end < at + 4 or end > len(content):
        raise NotAPicture
    return marker, end


def _check_frame(body: bytes) -> None:
    if len(body) < 6:
        raise NotAPicture
    height, width = struct.unpack_from(">HH", body, 1)
    if not 0 < width * height <= MOST_PIXELS:
        raise NotAPicture


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the packed pixels end: at the next marker that is no restart and no stuffed byte."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotAPicture
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _upright(body: bytes) -> bytes:
    """Return an Exif segment that says which side is up and nothing else, or nothing where that is the first row."""
    turned = _orientation(body)
    if turned == 1:
        return b""
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _orientation(body: bytes) -> int:
    order = {b"MM": ">", b"II": "<"}.get(body[6:8])
    if not body.startswith(b"Exif\0\0") or order is None:
        return 1
    tiff = body[6:]
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(entries, 200)):
            tag, kind, _count, turned = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3) and 1 <= turned <= 8:
                return int(turned)
    except struct.error:
        return 1
    return 1
