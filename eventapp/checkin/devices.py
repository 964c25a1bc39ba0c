"""Telephones that are doors: paired by a code of one use, with rights of their own, until the event is over.

A device is no user: whoever finds it can do what its rights say at one event, until somebody revokes it.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin.models import Device, Right
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.references import new_reference
from eventapp.signing import new_token, token_hash

PREFIX = "dv"
PAIRING_LASTS = timedelta(minutes=10)
OUTLIVES_EVENT = timedelta(hours=24)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32
_CODE_LENGTH = 32  # 160 bits
_BY_TOKEN = (
    select(Device, Event).join(Event, Event.id == Device.event_id).where(Device.token_hash == bindparam("token_hash"))
)


class PairingUnknown(DomainError):
    """Nobody has made such a code for this event."""

    code = "pairing_unknown"
    message = N_("This pairing code is not known. Ask for a new one.")
    status = 404


class PairingUsed(DomainError):
    """A code pairs one telephone."""

    code = "pairing_used"
    message = N_("This pairing code was used already. Ask for a new one.")


class PairingExpired(DomainError):
    """A code lasts ten minutes, and not beyond the event."""

    code = "pairing_expired"
    message = N_("This pairing code has expired. Ask for a new one.")


class RightMissing(DomainError):
    """A device that may do nothing is no door."""

    code = "right_missing"
    message = N_("Choose at least one thing that the telephone may do.")
    status = 422


def expires_at(event: Event) -> datetime:
    """Return when the event's devices stop to be doors."""
    return event.ends_at + OUTLIVES_EVENT


def devices_of(event: Event) -> Sequence[Device]:
    """Return the event's devices: those that are doors first, in the order in which they were made."""
    mine = select(Device).where(Device.event_id == event.id)
    return db.session.scalars(mine.order_by(Device.revoked_at.is_not(None), Device.id)).all()


def find_device(event: Event, ref: str) -> Device | None:
    """Return the event's device with that reference."""
    return db.session.scalar(select(Device).where(Device.event_id == event.id, Device.ref == ref.upper()))


def find_bearer(token: str) -> tuple[Device, Event] | None:
    """Return the device that has this token, revoked or not, and its event."""
    row = db.session.execute(_BY_TOKEN, {"token_hash": token_hash(token)}).one_or_none()
    return None if row is None else (row.Device, row.Event)


def is_device_token(token: str) -> bool:
    """Does a token look like a device's?"""
    return token.startswith(f"{PREFIX}_")


def why_gone(device: Device, event: Event, now: datetime) -> str:
    """Return the code of why the device is a door no more, "" while it is one."""
    if device.revoked_at is not None:
        return "device_revoked"
    return "device_expired" if expires_at(event) <= now else ""


def add_device(
    event: Event, name: str, *, rights: Iterable[Right], gates: Sequence[str] = (), by: Actor
) -> tuple[Device, str]:
    """Make a device and the code that pairs it, which is shown once. Raises RightMissing."""
    device = Device(
        event_id=event.id,
        ref=new_reference(),
        name=name,
        rights=_words(rights),
        gates=list(gates),
        made_by=by.words,
        made_at=clock.now(),
    )
    db.session.add(device)
    db.session.flush()
    trail.record("device_added", device, by=by, event_id=event.id, name=name)
    return device, offer_pairing(device, by=by)


def offer_pairing(device: Device, *, by: Actor) -> str:
    """Return a new code that pairs the device within ten minutes; the code before no longer does."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    device.pairing_hash, device.pairing_expires_at = token_hash(code), clock.now() + PAIRING_LASTS
    return code


def edit_device(device: Device, name: str, *, rights: Iterable[Right], gates: Sequence[str], by: Actor) -> None:
    """Change what a device is called and may do; it learns so at its next contact. Raises RightMissing."""
    device.name, device.rights, device.gates = name, _words(rights), list(gates)
    trail.record("device_edited", device, by=by, event_id=device.event_id, name=name)


def pair(event: Event, code: str, *, agent: str = "", name: str = "") -> tuple[Device, str]:
    """Make whoever shows the code the device; return it and its token, which is told once.

    Raises PairingUnknown, PairingUsed, PairingExpired.
    """
    hashed, now = token_hash(code.strip().upper()), clock.now()
    device = db.session.scalar(select(Device).where(Device.event_id == event.id, Device.pairing_hash == hashed))
    if device is None or device.revoked_at is not None:
        raise PairingUnknown
    if device.paired_at is not None:
        raise PairingUsed
    token = new_token(PREFIX)
    fresh = (Device.pairing_hash == hashed) & (Device.pairing_expires_at > now) & Device.revoked_at.is_(None)
    values: dict[str, Any] = {"paired_at": now, "seen_at": now, "token_hash": token_hash(token), "agent": agent}
    taken = change(
        update(Device)
        .where(Device.id == device.id, Device.paired_at.is_(None), fresh)
        .values(**values, name=name or device.name)
    )
    db.session.refresh(device)
    if not taken:
        raise PairingExpired if device.paired_at is None else PairingUsed
    if expires_at(event) <= now:
        raise PairingExpired
    trail.record("device_paired", device, by=Actor(f"device {device.name}"), event_id=event.id, name=device.name)
    return device, token


def revoke(device: Device, *, by: Actor) -> None:
    """Make the telephone a door no more: its next contact tells it so, and it wipes what it knows."""
    revoked = change(
        update(Device).where(Device.id == device.id, Device.revoked_at.is_(None)).values(revoked_at=clock.now())
    )
    db.session.refresh(device)
    if revoked:
        trail.record("device_revoked", device, by=by, event_id=device.event_id, name=device.name)


def note_contact(device: Device, *, unsent: int, list_version: str, clock_offset: float | None, operator: str) -> None:
    """Write down what the device says of itself."""
    said = {"unsent": unsent, "list_version": list_version, "clock_offset": clock_offset, "seen_at": clock.now()}
    change(update(Device).where(Device.id == device.id).values(**said, operator=operator or device.operator))


def note_told(device: Device) -> None:
    """Write down that the device has learnt that it is a door no more."""
    change(update(Device).where(Device.id == device.id, Device.told_at.is_(None)).values(told_at=clock.now()))


def _words(rights: Iterable[Right]) -> list[str]:
    words = [each.value for each in rights]
    if not words:
        raise RightMissing
    return words
