"""What stands on a badge, as plain values; and the badges as a PDF or as the picture of one."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eventapp import names
from eventapp.badges.models import BadgeDesign, Part
from eventapp.events.models import Event, Mode
from eventapp.references import show_reference
from eventapp.registration.models import Registration
from eventapp.registration.papers import DYES
from eventapp.tickets.pictures import ticket_svg
from eventapp.typeset import long_pdf, pdf, picture

FEW = 30  # badges that are drawn in this process
SHARPNESS = 200  # pixels an inch of a preview
LONGEST_UNBROKEN = 8  # letters of a script without blanks that stay together
_NO_BLANKS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")  # Han, kana, hangul
_ZONES = re.compile(r"\s*[,;]\s*")


@dataclass(frozen=True)
class Face:
    """One badge. `name` is its parts, each with whether a blank stands before it; pictures are SVG."""

    name: Sequence[tuple[str, bool]]
    category: str
    colour: str
    qr: str
    category_other: str = ""
    salutation: str = ""
    position: str = ""
    organisation: str = ""
    zones: Sequence[str] = ()
    site: str = ""
    reference: str = ""
    photograph: str = ""
    number: int = 1  # of the print: more than 1 is written on it


def parts_of(full_name: str) -> list[tuple[str, bool]]:
    """Return what of a name stays unbroken: its words; of a long word without blanks, as Chinese has, its letters."""
    parts: list[tuple[str, bool]] = []
    for word in full_name.split():
        if len(word) > LONGEST_UNBROKEN and _NO_BLANKS.search(word):
            parts += [(letter, at == 0) for at, letter in enumerate(word)]
        else:
            parts.append((word, True))
    return parts


def face_of(
    registration: Registration, design: BadgeDesign, payload: str, *, photograph: str = "", number: int = 1
) -> Face:
    """Return the badge of someone: `payload` is what the QR holds, `photograph` a picture as SVG."""
    person, category = registration.person, registration.category
    has = {Part(word) for word in design.shown}
    site = registration.site if registration.mode is Mode.BRIDGE else None
    other = category.name_en if category.name and category.name_en != category.name else ""
    return Face(
        name=parts_of(person.full_name),
        category=category.name or category.name_en,
        category_other=other if Part.ENGLISH in has else "",
        colour=category.colour,
        qr=ticket_svg(payload),
        salutation=names.salutation_in(person.salutation, "vi") if Part.SALUTATION in has else "",
        position=person.position if Part.POSITION in has else "",
        organisation=organisation_of(registration) if Part.ORGANISATION in has else "",
        zones=[zone for zone in _ZONES.split(category.zones) if zone] if Part.ZONES in has else [],
        site=site.name_in("vi") if site and Part.SITE in has else "",
        reference=show_reference(registration.ref) if Part.REFERENCE in has else "",
        photograph=photograph if Part.PHOTOGRAPH in has else "",
        number=number,
    )


def organisation_of(registration: Registration) -> str:
    """Return what a badge calls the organisation: by its badge's name, else the short one, else as it was written."""
    person = registration.person
    known = person.organisation
    return (known.badge_name or known.short_name or known.name if known else "") or person.organisation_name


def badges_pdf(
    event: Event, design: BadgeDesign, faces: Sequence[Face], *, logo: str = "", words: Mapping[str, str]
) -> bytes:
    """Return the badges in their order as a PDF laid out as the design says; `logo` is SVG."""
    values = _values(event, design, faces, logo, words) | {"sheet": design.layout.is_sheet, "side": ""}
    return (pdf if len(faces) <= FEW else long_pdf)("badge", values)


def badge_picture(
    event: Event, design: BadgeDesign, face: Face, *, side: str, logo: str = "", words: Mapping[str, str]
) -> bytes:
    """Return one badge as a PNG, its "front" or its "back"."""
    values = _values(event, design, [face], logo, words) | {"sheet": False, "side": side}
    return picture("badge", values | {"has_back": side == "back"}, sharpness=SHARPNESS)


def embedded(content: bytes, mimetype: str, *, size: tuple[int, int] = (100, 100)) -> str:
    """Return a PNG or JPEG as an SVG around it: templates get pictures as text."""
    held = base64.b64encode(content).decode()
    attributes = f'width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}"'
    image = f'<image width="{size[0]}" height="{size[1]}" href="data:{mimetype};base64,{held}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{image}</svg>'


def _values(
    event: Event, design: BadgeDesign, faces: Sequence[Face], logo: str, words: Mapping[str, str]
) -> dict[str, Any]:
    has = {Part(word) for word in design.shown}
    heading = design.heading or event.title or event.title_en
    other = (design.heading_en or event.title_en) if Part.ENGLISH in has else ""
    return {
        "title": event.title_in("vi"),
        "accent": DYES.get(event.accent, event.accent),
        "format": design.layout.size,
        "has_back": design.has_back,
        "organ": event.host_in("vi") if Part.ORGAN in has else "",
        "heading": heading,
        "other": "" if other == heading else other,
        "back": [design.note, design.note_en],
        "logo": logo,
        "words": dict(words),
        "badges": [asdict(face) for face in faces],
    }
