"""The ledger always holds what follows from all reports that were taken.

Whatever is done to one of them, `settle` notes what is lacking and takes back what nothing says any more. So neither
the order of reports nor their repetition matters.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.platforms.models import COUNTING, PlatformPerson, PlatformReport, Standing, Way
from eventapp.platforms.stays import intervals
from eventapp.presence import recording, retracting
from eventapp.presence.models import Level, Source


def settle(event: Event, registrations: Iterable[int | None], former: set[str], *, by: Actor) -> None:
    """Let the ledger hold for these what the reports taken say; `former` are pieces that may be said no more.

    Of someone of whom a report says when he was there, one that only says for how long, at the same time, says nothing.
    """
    numbers = sorted({each for each in registrations if each is not None})
    people = db.session.scalars(
        select(PlatformPerson)
        .join(PlatformPerson.report)
        .where(
            PlatformPerson.event_id == event.id,
            PlatformReport.taken_at.is_not(None),
            PlatformPerson.registration_id.in_(numbers),
            PlatformPerson.standing.in_(COUNTING),
        )
    ).all()
    timed = [span for each in people if each.report.is_timed for span in _spans(each)]
    loose = [span for each in people if not each.report.is_timed for span in _spans(each)]
    bounds: dict[int, list[recording.Span]] = {}
    for span in timed:
        bounds.setdefault(span.registration_id, []).append(span)
    wanted = timed + [each for each in loose if not _is_covered(each, bounds.get(each.registration_id, ()))]
    uuids = {str(each.uuid) for each in wanted}
    recording.note_spans(event, wanted, source=Source.PLATFORM, by=by)
    retracting.retract(event, (former | {str(each.uuid) for each in loose}) - uuids, by=by)
    retracting.restore(event, uuids)


def numbers_of(people: Iterable[PlatformPerson]) -> set[str]:
    """Return the numbers of the pieces that people of reports taken have brought."""
    known = [each for each in people if each.standing.counts and each.registration_id and each.report.taken_at]
    return {str(span.uuid) for each in known for span in _spans(each)}


def _is_covered(loose: recording.Span, timed: Sequence[recording.Span]) -> bool:
    """Is there a report of the same day and scope that says when somebody was there?"""
    return any(
        each.session_id == loose.session_id
        and each.starts_at.date() <= loose.ends_at.date()
        and loose.starts_at.date() <= each.ends_at.date()
        for each in timed
    )


def _spans(person: PlatformPerson) -> Iterator[recording.Span]:
    """Yield a piece of evidence for each stay; the same row about the same one has the same number in every file."""
    report = person.report
    level = (person.way or Way.NAME).level if person.standing is Standing.MATCHED else Level.C
    assert person.registration_id is not None  # noqa: S101 - asked for
    for start, end in intervals(person.stays):
        yield recording.Span(
            uuid=_uuid(person, level, start.isoformat(), end.isoformat()),
            registration_id=person.registration_id,
            starts_at=start,
            ends_at=end,
            level=level,
            session_id=report.session_id,
            note=report.filename,
        )


def _uuid(person: PlatformPerson, level: Level, start: str, end: str) -> UUID:
    scope = f"{person.report.platform}/{person.report.session_id or 'event'}/{person.registration_id}/{level}"
    return uuid5(NAMESPACE_URL, f"platform/{scope}/{person.key}/{start}/{end}")
