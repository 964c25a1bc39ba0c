"""The ticket's QR as a picture: SVG for pages and paper, PNG for letters (ISO/IEC 18004)."""

import struct
import zlib
from html import escape
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4
# Trying all eight masks takes eight times as long; phones read every ticket with this one as well.
MASK = 4


def modules(payload: str) -> list[list[bool]]:
    """Return the QR as rows of dark modules with its quiet zone, level M; raises ValueError for an empty payload.

    Capitals, digits and `$%*+-./:` make it alphanumeric: 61 characters fit version 3, 29 modules wide.
    """
    if not payload:
        raise ValueError("a QR must hold something")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def ticket_svg(payload: str, label: str = "") -> str:
    """Return a whole SVG, black on white, to serve as a file or to put inline into a page (class "qr").

    `label` is its name for those who do not see it; without one it is hidden from them.
    """
    rows = modules(payload)
    size = len(rows)
    path = "".join(_strokes(row, top) for top, row in enumerate(rows))
    name = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    drawing = f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{path}"/>'
    attributes = f'class="qr" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" {name}'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{drawing}</svg>'


def ticket_png(payload: str, scale: int = 8) -> bytes:
    """Return a black and white PNG, `scale` pixels a module; for letters, whose readers do not show SVG."""
    rows = modules(payload)
    pixels = b"".join(_scanline(row, scale) * scale for row in rows)
    size = len(rows) * scale
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)  # one bit of grey a pixel
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _strokes(row: list[bool], top: int) -> str:
    """Return one row as dashes one module thick: half the size of drawing each run as a box."""
    drawn, gap = f"M0 {top}.5", 0
    for dark, run in groupby(row):
        width = len(list(run))
        drawn += f"m{gap} 0h{width}" if dark else ""
        gap = 0 if dark else width
    return drawn if True in row else ""


def _scanline(row: list[bool], scale: int) -> bytes:
    bits = "".join(("0" if dark else "1") * scale for dark in row)
    padded = bits.ljust(-len(bits) // 8 * -8, "0")
    return b"\0" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
