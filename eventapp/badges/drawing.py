"""Draw badges: gathers what they show of their bearers, their pictures, and the codes of their tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventapp import files
from eventapp.badges.faces import Face, badge_picture, badges_pdf, embedded, face_of
from eventapp.badges.models import BadgeDesign
from eventapp.badges.photographs import photographs_of
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Registration, Status
from eventapp.tickets.codes import LENGTH, qr_payload
from eventapp.tickets.issuing import code_of

TRIAL = "0" * LENGTH  # no ticket has this code
HAS_BADGE = (
    (Registration.status == Status.CONFIRMED) & Registration.ticket_id.is_not(None) & (Registration.mode != Mode.ONLINE)
)


@dataclass(frozen=True)
class Press:
    """What badges are drawn with: the address in the QR, the folder of uploads, the words on the paper."""

    external_url: str
    uploads: Path
    words: Mapping[str, str]

    @property
    def logos(self) -> Path:
        """Where logos lie."""
        return self.uploads / "logos"


def bearers() -> Select[Registration]:
    """Return the registrations that have a badge, joined with their people, with all that a badge shows."""
    return (
        select(Registration)
        .join(Registration.person)
        .where(HAS_BADGE)
        .options(
            contains_eager(Registration.person).joinedload(Person.organisation),
            joinedload(Registration.category),
            joinedload(Registration.site),
            joinedload(Registration.ticket),
        )
    )


def find_bearer(event: Event, ref: str) -> Registration | None:
    """Return who has that registration code, if there is a badge for him."""
    return db.session.scalar(bearers().where(Registration.event_id == event.id, Registration.ref == ref))


def longest_named(event: Event) -> Registration | None:
    """Return who has the longest name of the event: the one to try a design with."""
    longest = (func.length(Person.full_name).desc(), Registration.id)
    return db.session.scalar(bearers().where(Registration.event_id == event.id).order_by(*longest).limit(1))


def faces(
    design: BadgeDesign, wanted: Sequence[tuple[Registration, int]], press: Press, *, is_trial: bool = False
) -> list[Face]:
    """Return the badges of these bearers, each with the number of the print; on trial without a code."""
    photographs = photographs_of(design, [registration for registration, _number in wanted], press.uploads)
    return [
        face_of(
            registration,
            design,
            qr_payload(press.external_url, TRIAL if is_trial else _code(registration)),
            photograph=photographs.get(registration.id, ""),
            number=number,
        )
        for registration, number in wanted
    ]


def draw(event: Event, design: BadgeDesign, drawn: Sequence[Face], press: Press) -> bytes:
    """Return the badges as a PDF."""
    return badges_pdf(event, design, drawn, logo=logo_of(design, press), words=press.words)


def preview(event: Event, design: BadgeDesign, bearer: Registration, press: Press, *, side: str) -> bytes:
    """Return the badge of someone as a PNG, its "front" or its "back"."""
    [face] = faces(design, [(bearer, 1)], press, is_trial=True)
    return badge_picture(event, design, face, side=side, logo=logo_of(design, press), words=press.words)


def logo_of(design: BadgeDesign, press: Press) -> str:
    """Return the design's logo as SVG, "" where there is none."""
    content = files.find(press.logos, design.logo) if design.logo else None
    return embedded(content, files.mimetype(design.logo)) if content else ""


def _code(registration: Registration) -> str:
    if registration.ticket is None:
        raise ValueError(f"registration {registration.ref} has no ticket")
    return code_of(registration.ticket)
