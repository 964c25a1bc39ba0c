"""The list that a telephone holds: rules and places in the clear, delegates sealed, who is refused, who is inside.

A device asks with the cursor of what it has and gets what has changed since; without one, or with one too old, all.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any, Self

from sqlalchemy import select

from eventapp import clock
from eventapp.checkin import feed, gates, roster
from eventapp.checkin.devices import expires_at
from eventapp.checkin.models import Change, Entry
from eventapp.checkin.rules import DEFAULT, OVERRIDABLE
from eventapp.database import db
from eventapp.events.categories import categories_of
from eventapp.events.models import Event
from eventapp.events.queries import sites_of
from eventapp.programme.queries import sessions_of

LARGEST_DELTA = 5000  # tickets; whoever is further behind gets the whole list


@dataclass(frozen=True)
class Cursor:
    """From where a device goes on: the feed's number, and what the rest of the list is as."""

    stamp: int
    rest: str

    @classmethod
    def read(cls, given: str) -> Self | None:
        """Return a cursor that was given out, or None."""
        stamp, _point, rest = given.partition(".")
        return cls(int(stamp), rest) if stamp.isdigit() and stamp.isascii() and len(stamp) < 20 else None

    def __str__(self) -> str:
        """As it is given out."""
        return f"{self.stamp}.{self.rest}"


def cursor_of(event: Event) -> Cursor:
    """Return where the list stands now."""
    return Cursor(feed.horizon(event.id).next, digest(frame(event)))


def delta(event: Event, since: Cursor, framed: dict[str, Any]) -> dict[str, Any] | None:
    """Return what has changed since, or None where only the whole list will do."""
    now = feed.horizon(event.id)
    if since.stamp > now.end or feed.has_lost(event.id, since.stamp):
        return None
    listed = feed.changed(event.id, Change.LISTED, since.stamp, now.end)
    moved = feed.changed(event.id, Change.MOVED, since.stamp, now.end)
    if len(listed) + len(moved) > LARGEST_DELTA:
        return None
    found = roster.roster(event, listed)
    return {
        "cursor": str(Cursor(now.next, digest(framed))),
        "complete": False,
        **framed,
        "words": [],
        "entries": found.entries,
        "refused": found.refused,
        "states": _states(event, moved, found.prefixes | roster.prefixes_of(moved - found.prefixes.keys())),
        "gone": found.gone,
    }


def complete(event: Event, framed: dict[str, Any]) -> dict[str, Any]:
    """Return the whole list."""
    now = feed.horizon(event.id)
    found = roster.roster(event)
    return {
        "cursor": str(Cursor(now.next, digest(framed))),
        "complete": True,
        **framed,
        "words": found.words,
        "entries": found.entries,
        "refused": found.refused,
        "states": _states(event, None, found.prefixes),
        "gone": [],
    }


def frame(event: Event) -> dict[str, Any]:
    """Return what is small and always sent whole: the rules and what they name."""
    rules = [asdict(each) for each in gates.rules_of(event)]
    return {
        "event": {
            "slug": event.slug,
            "title": event.title,
            "title_en": event.title_en,
            "zone": event.zone,
            "starts_at": event.starts_at.isoformat(),
            "ends_at": event.ends_at.isoformat(),
        },
        "wipe_at": expires_at(event).isoformat(),
        "key": {"kdf": "HKDF-SHA256", "salt": "", "info": roster.INFO, "cipher": "AES-256-GCM"},
        "rules": {
            "version": sha256(json.dumps(rules).encode()).hexdigest()[:16],
            "default": asdict(DEFAULT),
            "gates": rules,
            "overridable": list(OVERRIDABLE),
        },
        "categories": [
            {
                "ref": each.ref,
                "name": each.name,
                "name_en": each.name_en,
                "colour": each.colour,
                "zones": [zone for zone in each.zones.split(", ") if zone],
            }
            for each in categories_of(event)
        ],
        "sites": [
            {"ref": each.ref, "name": each.name, "name_en": each.name_en, "mode": each.mode} for each in sites_of(event)
        ],
        "sessions": [
            {
                "ref": each.ref,
                "title": each.title,
                "title_en": each.title_en,
                "starts_at": each.starts_at.isoformat(),
                "ends_at": each.ends_at.isoformat(),
                "room": each.room.name if each.room else "",
            }
            for each in sessions_of(event)
            if each.cancelled_at is None
        ],
    }


def digest(framed: dict[str, Any]) -> str:
    """Return what tells one frame from another."""
    return sha256(json.dumps(framed, sort_keys=True).encode()).hexdigest()[:12]


def _states(event: Event, tickets: Iterable[int] | None, prefixes: dict[int, str]) -> list[dict[str, Any]]:
    """Return the last spell of each ticket at each place, of today and the day before.

    A ticket of those that were asked for and that is nowhere any more comes as one without a spell.
    """
    since = clock.now().astimezone(event.tz).date() - timedelta(days=1)
    asked = select(Entry).where(Entry.event_id == event.id, Entry.day >= since)
    if tickets is not None:
        asked = asked.where(Entry.ticket_id.in_(tickets))
    rows = db.session.connection().execute(asked.order_by(Entry.place, Entry.day, Entry.ticket_id, Entry.spell)).all()
    found = [
        _state(place, day, [list(spells) for _ticket, spells in groupby(those, lambda row: row.ticket_id)], prefixes)
        for (place, day), those in groupby(rows, lambda row: (row.place, row.day))
    ]
    if nowhere := set(tickets or ()) - {row.ticket_id for row in rows}:
        rows_of = [[prefixes[each], 0, 0, 0, 0] for each in sorted(nowhere) if each in prefixes]
        found.append({"place": "event", "day": str(since + timedelta(days=1)), "gates": [""], "rows": rows_of})
    return found


def _state(place: str, day: date, spells: Sequence[Sequence[Any]], prefixes: dict[int, str]) -> dict[str, Any]:
    names = {name: number for number, name in enumerate(dict.fromkeys(each[-1].gate for each in spells))}
    return {
        "place": place,
        "day": str(day),
        "gates": list(names),
        "rows": [
            [
                prefixes[last.ticket_id],
                last.spell + 1,
                int(last.entered_at.timestamp()),
                int(last.left_at.timestamp()) if last.left_at else 0,
                names[last.gate],
            ]
            for last in (each[-1] for each in spells)
            if last.ticket_id in prefixes
        ],
    }
