"""Pictures that people send are drawn anew: what comes out holds pixels, and nothing else that was in the file."""

import io
import struct

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
FORMATS = {"PNG": "png", "JPEG": "jpg"}
PORTRAIT = 640  # pixels, either way
_BROKEN = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


class NotAPicture(Exception):
    """Damaged, cut, too large to draw, or neither PNG nor JPEG."""


def redrawn(content: bytes) -> tuple[str, bytes]:
    """Return the picture's ending ("png", "jpg") and the picture, upright, without its camera's notes."""
    form, picture = _drawn(content)
    return FORMATS[form], _written(picture, form)


def portrait(content: bytes) -> bytes:
    """Return the middle of the picture as a square JPEG, PORTRAIT pixels wide at most."""
    _form, picture = _drawn(content)
    side = min(PORTRAIT, *picture.size)
    square = ImageOps.fit(_flat(picture), (side, side), centering=(0.5, 0.3))  # faces are above the middle
    return _written(square, "JPEG")


def passport(content: bytes, size: tuple[int, int]) -> bytes:
    """Return the upper middle of the picture as a JPEG of that many pixels across and down. Raises NotAPicture."""
    _form, picture = _drawn(content)
    return _written(ImageOps.fit(_flat(picture), size, centering=(0.5, 0.3)), "JPEG")


def _drawn(content: bytes) -> tuple[str, Image.Image]:
    try:
        picture = Image.open(io.BytesIO(content), formats=tuple(FORMATS))
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAPicture
        picture.load()
        return str(picture.format), ImageOps.exif_transpose(picture)
    except _BROKEN:
        raise NotAPicture from None


def _written(picture: Image.Image, form: str) -> bytes:
    """Return the file's bytes; of what came with the pixels only the transparent colour stays."""
    target = io.BytesIO()
    kept = {"transparency"} if form == "PNG" else set()
    picture.info = {name: value for name, value in picture.info.items() if name in kept}
    if form == "JPEG":
        picture, quality = _flat(picture), {"quality": 88, "progressive": True}
    else:
        quality = {}
    picture.save(target, form, optimize=True, exif=b"", **quality)
    return target.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture as JPEG can have it: what is transparent is white."""
    if picture.mode in ("L", "RGB"):
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
