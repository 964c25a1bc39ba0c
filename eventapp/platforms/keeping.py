"""Keep a report with whom it seems to mean: a dry run, of which nothing counts before it is taken."""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, insert, select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db, insert_once
from eventapp.events.models import Event
from eventapp.files import plain_name
from eventapp.names import fold
from eventapp.platforms.matching import Known, Match, known_of, match
from eventapp.platforms.models import PlatformPerson, PlatformReport, Standing
from eventapp.platforms.stays import Reading, Someone, intervals
from eventapp.programme.models import Session
from eventapp.references import new_reference

_DECIDED = (Standing.CONFIRMED, Standing.PASSED)


def keep(
    event: Event, reading: Reading, content: bytes, *, filename: str, zone: str, session: Session | None, by: Actor
) -> tuple[PlatformReport, bool]:
    """Keep a report with whom it seems to mean; nothing of it counts yet. Return it, and whether it is new.

    The same file twice is the one that is there.
    """
    checksum = hashlib.sha256(content).hexdigest()
    extent = reading.extent
    number = insert_once(
        PlatformReport,
        event_id=event.id,
        ref=new_reference(),
        platform=reading.platform,
        filename=plain_name(filename),
        raw=content,
        checksum=checksum,
        zone=zone,
        session_id=session.id if session else None,
        is_timed=reading.is_timed,
        rows=reading.rows,
        unread=[list(each) for each in reading.unread],
        starts_at=extent[0] if extent else None,
        ends_at=extent[1] if extent else None,
        kept_at=clock.now(),
        by=by.words,
        taken_at=None,
    )
    mine = (PlatformReport.event_id == event.id) & (PlatformReport.checksum == checksum)
    report = db.session.scalars(select(PlatformReport).where(mine)).one()
    if number is not None:
        _enter(event, report, reading.people)
        trail.record("platform_report_kept", report, by=by, event_id=event.id, name=report.filename)
    return report, number is not None


def _enter(event: Event, report: PlatformReport, people: Sequence[Someone]) -> None:
    known, decided = known_of(event), _decisions(event, people)
    rows = [_row(report, each, _carried(each, decided) or _matched(each, known)) for each in people]
    if rows:
        # By Core: mapped rows of whom something is unknown would go in by statements of their own.
        db.session.execute(insert(cast(Table, PlatformPerson.__table__)), rows)


def _matched(someone: Someone, known: Known) -> tuple[Match, str]:
    return (match(someone, known) if someone.stays else Match(Standing.WAITING)), ""


def _decisions(event: Event, people: Sequence[Someone]) -> dict[str, list[PlatformPerson]]:
    """Return those of whom an organiser has said who they are, in earlier reports, by key."""
    asked = select(PlatformPerson).where(PlatformPerson.event_id == event.id, PlatformPerson.standing.in_(_DECIDED))
    keys = {each.key for each in people}
    found: dict[str, list[PlatformPerson]] = {}
    for each in db.session.scalars(asked.order_by(PlatformPerson.id)):
        if each.key in keys:
            found.setdefault(each.key, []).append(each)
    return found


def _carried(someone: Someone, decided: dict[str, list[PlatformPerson]]) -> tuple[Match, str] | None:
    """Return what was decided of the very same row in another file: it need not be asked twice."""
    stays = set(someone.stays)
    for each in reversed(decided.get(someone.key, [])):
        if stays & set(intervals(each.stays)):
            return Match(each.standing, each.way, each.registration_id, tuple(each.suggestions)), each.by
    return None


def _row(report: PlatformReport, someone: Someone, known: tuple[Match, str]) -> dict[str, Any]:
    found, by = known
    return {
        "event_id": report.event_id,
        "report_id": report.id,
        "number": someone.number,
        "key": someone.key,
        "name": someone.name,
        "email": someone.email,
        "identifier": someone.identifier,
        "search_words": f" {fold(f'{someone.name} {someone.email}')} "[:1000],
        "stays": [[start.isoformat(), end.isoformat()] for start, end in someone.stays],
        "minutes": someone.minutes,
        "standing": found.standing,
        "way": found.way,
        "registration_id": found.registration_id,
        "suggestions": list(found.suggestions),
        "by": by,
    }
