"""Frozen reports: what stood at a moment, with its checksum and who made it; and what changed between two of them.

A body names people by registration codes alone, so that erasing a person changes neither it nor its checksum.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.presence.attending import Line, Roll
from eventapp.presence.models import Snapshot
from eventapp.presence.summing import Report, Sums, report_of
from eventapp.programme.models import Session
from eventapp.references import new_reference

Standing = list[Any]  # state, mode, level, minutes, is_late, has_left_early, is_stand_in, delegation


@dataclass(frozen=True)
class Change:
    """Someone stands otherwise in the later report; None: not in it."""

    ref: str
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True)
class Difference:
    """What changed from one frozen report to a later one: figures, and whose attendance."""

    figures: dict[str, tuple[int, int]]
    changes: Sequence[Change]


def freeze(
    event: Event, roll: Roll, *, title: str, by: Actor, session: Session | None = None, day: date | None = None
) -> Snapshot:
    """Keep the report as it stands, for good."""
    body = body_of(report_of(event, roll.lines), roll.lines)
    snapshot = Snapshot(
        event_id=event.id,
        ref=new_reference(),
        title=title,
        session_id=session.id if session else None,
        day=day,
        at=roll.at,
        by=by.words,
        checksum=checksum_of(body),
        totals=body["total"],
        body=body,
    )
    db.session.add(snapshot)
    db.session.flush()
    named = Bilingual(title or "–", title or "–")
    trail.record("snapshot_taken", snapshot, by=by, event_id=event.id, title=named, checksum=snapshot.checksum)
    return snapshot


def snapshots_of(event: Event) -> Sequence[Snapshot]:
    """Return the event's frozen reports without their bodies, the newest first."""
    mine = select(Snapshot).where(Snapshot.event_id == event.id)
    return db.session.scalars(mine.order_by(Snapshot.id.desc())).all()


def find_snapshot(event: Event, ref: str) -> Snapshot | None:
    """Return the event's frozen report with that reference, with its body."""
    mine = (Snapshot.event_id == event.id) & (Snapshot.ref == ref.upper())
    return db.session.scalar(select(Snapshot).where(mine).options(undefer(Snapshot.body)))


def is_intact(snapshot: Snapshot) -> bool:
    """Is the body what it was when it was frozen?"""
    return checksum_of(snapshot.body) == snapshot.checksum


def difference(earlier: Snapshot, later: Snapshot) -> Difference:
    """Return what changed from the one to the other."""
    before, after = earlier.body["people"], later.body["people"]
    figures = {
        name: (earlier.totals[name], later.totals[name])
        for name in later.totals
        if earlier.totals.get(name) != later.totals[name]
    }
    return Difference(
        figures,
        [
            Change(ref, before.get(ref), after.get(ref))
            for ref in sorted(before.keys() | after.keys())
            if before.get(ref) != after.get(ref)
        ],
    )


def body_of(report: Report, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what is kept of a report: the same for the same attendance, in whatever order it comes."""
    codes = {row.delegation_id: row.code for row in report.organisations}
    return {
        "total": figures_of(report.total),
        "organisations": [
            {"code": row.code, "name": row.name, "name_en": row.name_en, **figures_of(row.sums)}
            for row in report.organisations
        ],
        "people": {line.ref: _standing(line, codes.get(line.delegation_id)) for line in lines},
    }


def figures_of(sums: Sums) -> dict[str, int]:
    """Return the sums by their words."""
    by_mode = {mode.value: sums.present_as[mode] for mode in Mode}
    of_which = {name: getattr(sums, name) for name in ("substituted", "excused", "absent", "late", "left_early")}
    return {"invited": sums.invited, "registered": sums.registered, **by_mode, "present": sums.present, **of_which}


def checksum_of(body: dict[str, Any]) -> str:
    """Return the SHA-256 of the body as JSON with sorted names (RFC 8785 but for its numbers, which are integers)."""
    written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _standing(line: Line, code: str | None) -> Standing:
    attendance = line.attendance
    return [
        attendance.state.value,
        attendance.mode and attendance.mode.value,
        attendance.level and attendance.level.value,
        attendance.minutes,
        attendance.is_late,
        attendance.has_left_early,
        line.is_stand_in,
        code,
    ]
