"""What a telephone holds of delegates: sealed so that only the ticket in hand opens it.

An entry is lookup (12 bytes) ‖ nonce (12) ‖ AES-256-GCM of the holder (NIST SP 800-38D) with its tag; the key is
HKDF-SHA256 (RFC 5869) of the code, without salt. The lookup is SHA-256("lookup" ‖ code)[:12] and authenticated with it.
"""

import hmac
import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, Select, select

from eventapp import signing
from eventapp.checkin import session_places
from eventapp.checkin.models import Attention
from eventapp.checkin.rules import TicketFacts, standing_reason
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import PURPOSE
from eventapp.tickets.models import Ticket, VoidReason

INFO = "eventapp door roster"
PREFIX_LENGTH = 12  # characters of base64: nine bytes of the lookup
COMMON = 5  # what so many share names nobody: it may stand in the clear
_MODES = {Mode.HALL: "h", Mode.BRIDGE: "b", Mode.ONLINE: "o"}
_EXPAND = INFO.encode() + b"\x01"
_NO_SALT = bytes(32)
_SHARED = (10, 11, 7, 8)  # columns of _TICKETS: position, organisation, category, site
_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

_TICKETS: Select[*tuple[Any, ...]] = (
    select(
        Ticket.id,
        Ticket.code_sealed,
        Ticket.void_reason,
        Registration.ref,
        Registration.status,
        Registration.mode,
        Registration.asks_again_at.is_not(None).label("asks_again"),
        Category.ref.label("category"),
        Site.ref.label("site"),
        Person.full_name,
        Person.position,
        Person.organisation_name,
        Attention.text.label("attention"),
        Attention.is_blocked,
    )
    .select_from(Ticket)
    .outerjoin(Registration, Registration.ticket_id == Ticket.id)
    .outerjoin(Person, Person.id == Registration.person_id)
    .outerjoin(Category, Category.id == Registration.category_id)
    .outerjoin(Site, Site.id == Registration.site_id)
    .outerjoin(Attention, Attention.registration_id == Registration.id)
)


@dataclass(frozen=True)
class Roster:
    """Sealed entries, refused tickets with the reason, tickets nobody holds; and each ticket's prefix by its number."""

    entries: list[str]
    refused: list[tuple[str, str]]
    gone: list[str]
    words: list[str]
    prefixes: dict[int, str]


def roster(event: Event, tickets: Iterable[int] | None = None) -> Roster:
    """Return what is to be known of those tickets; of all, and with common words apart, where none are named."""
    asked = _TICKETS.where(Ticket.event_id == event.id)
    rows = db.session.connection().execute(asked if tickets is None else asked.where(Ticket.id.in_(tickets))).all()
    words = _common(rows) if tickets is None else {}
    found, unseal = Roster([], [], [], list(words), {}), signing.unsealer(PURPOSE)
    places = session_places.held(event, tickets)
    for number, code_sealed, void, ref, status, *held, is_blocked in rows:
        code = unseal(code_sealed)
        looked_up = lookup(code)
        named = found.prefixes[number] = b64encode(looked_up[:9]).decode()
        if ref is None and void is None:
            found.gone.append(named)
            continue
        reason = _refusal(status, void) or ("blocked" if is_blocked else "")
        if reason:
            found.refused.append((named, reason))
        if not reason or is_blocked:
            plain = _ENCODED(_holder(words, places.get(number, ""), ref, is_blocked, *held))
            found.entries.append(b64encode(seal(code, looked_up, plain.encode())).decode())
    found.entries.sort()
    return found


def lookup(code: str) -> bytes:
    """Return by which twelve bytes a device finds a code's entry."""
    return sha256(b"lookup" + code.encode("ascii")).digest()[:12]


def key_of(code: str) -> bytes:
    """Return the key that the code opens its entry with: HKDF-SHA256, one block."""
    return hmac.digest(hmac.digest(_NO_SALT, code.encode("ascii"), "sha256"), _EXPAND, "sha256")


def seal(code: str, looked_up: bytes, plain: bytes) -> bytes:
    """Return the entry of a code."""
    nonce = os.urandom(12)
    return looked_up + nonce + AESGCM(key_of(code)).encrypt(nonce, plain, looked_up)


def prefix(code_sealed: bytes) -> str:
    """Return by which lists name a ticket, of its sealed code."""
    return b64encode(lookup(signing.unseal(code_sealed, PURPOSE))[:9]).decode()


def prefixes_of(tickets: Iterable[int]) -> dict[int, str]:
    """Return the prefixes of those tickets by their number."""
    rows = db.session.execute(select(Ticket.id, Ticket.code_sealed).where(Ticket.id.in_(tickets)))
    return {row.id: prefix(row.code_sealed) for row in rows}


def _common(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, int]:
    """Return the texts that many share, with the number that stands for each."""
    counted: Counter[str] = Counter()
    for column in _SHARED:
        counted.update(map(itemgetter(column), rows))
    shared = [text for text, number in counted.most_common() if text and number >= COMMON]
    return {text: number for number, text in enumerate(shared)}


@cache
def _refusal(status: Status | None, void: VoidReason | None) -> str:
    known = TicketFacts(status=status.value if status else Status.REPLACED.value, void=void and void.value)
    reason = standing_reason(known)
    return reason.value if reason else ""


def _holder(
    words: Mapping[str, int],
    places: str,
    ref: str,
    is_blocked: bool,
    mode: Mode,
    asks_again: bool,
    category: str,
    site: str | None,
    full_name: str,
    position: str,
    organisation: str,
    attention: str | None,
) -> list[Any]:
    """Return what is sealed, without the empty values at its end."""
    flags = ("b" if is_blocked else "") + ("a" if asks_again else "")
    holder = [
        full_name,
        words.get(position, position),
        words.get(organisation, organisation),
        _MODES[mode],
        words.get(category, category),
        words.get(site, site) if site else "",
        "",  # seat
        attention or "",
        ref,
        flags,
        places,
    ]
    while holder[-1] == "":
        holder.pop()
    return holder
