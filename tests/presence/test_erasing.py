"""Whoever is erased stays counted: whatever was scanned, called, sent, reported and ruled, no figure changes."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid5

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.checkin import scanning
from eventapp.checkin.models import Direction
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.presence import recording, ruling
from eventapp.presence.attending import roll_of
from eventapp.presence.freezing import body_of
from eventapp.presence.models import Judgement, Level, Sign, Source
from eventapp.presence.summing import report_of
from eventapp.registration import erasing
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.platforms import desk, files
from tests.presence.ledger import AFTERWARDS, SPACE, STARTS, Conference, hold, replace

slugs = count()
someone = st.integers(0, 11)
minute = st.integers(-30, 90)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("scan"), someone, minute, st.sampled_from([Direction.IN, Direction.OUT])),
        st.tuples(st.just("tick"), someone, minute, st.sampled_from([Sign.IN, Sign.OUT, Sign.UNDO])),
        st.tuples(st.just("beat"), someone, minute, st.integers(1, 60)),
        st.tuples(st.just("report"), someone, minute, st.integers(1, 60)),
        st.tuples(st.just("rule"), someone, st.sampled_from(list(Judgement)), st.none()),
        st.tuples(st.just("replace"), someone, st.none(), st.none()),
    ),
    max_size=14,
)


def tell(conference: Conference, story: list[tuple[Any, ...]]) -> None:
    """Let all that happen; what is refused did not."""
    for number, (word, which, when, more) in enumerate(story):
        who = conference.people[which]
        try:
            happen(conference, number, word, who, when, more)
        except DomainError:
            db.session.rollback()


def happen(conference: Conference, number: int, word: str, who: Registration, when: Any, more: Any) -> None:
    """Let one thing happen."""
    event, uuid = conference.event, uuid5(SPACE, f"{conference.event.slug}/{number}")
    at = STARTS + timedelta(minutes=when) if isinstance(when, int) else STARTS
    match word:
        case "scan" if who.ticket is not None:
            reading = scanning.Reading(id=uuid, code=code_of(who.ticket), at=at, direction=more, operator="tests")
            with transaction():
                scanning.scan(event, reading)
        case "tick":
            with transaction():
                ticked = recording.Tick(uuid=uuid, sign=more, at=at)
                recording.tick(who, ticked, by=SYSTEM, session=conference.session, site=conference.site)
        case "beat":
            ends = at + timedelta(minutes=more)
            span = recording.Span(uuid=uuid, registration_id=who.id, level=Level.D, starts_at=at, ends_at=ends)
            with transaction():
                recording.note_spans(event, [span], source=Source.JOIN_PAGE, by=SYSTEM)
        case "report":
            came, left = (f"{each + timedelta(hours=7):%H:%M}" for each in (at, at + timedelta(minutes=more)))
            desk.take(event, files.zoom([desk.row(f"{who.person.full_name} {number}", who.person.email, came, left)]))
        case "rule":
            with transaction():
                ruling.rule(who, when, reason="Biên bản", by=SYSTEM)
        case "replace" if who.status is Status.CONFIRMED:
            conference.people.append(replace_by(conference, who, number))


def replace_by(conference: Conference, who: Registration, number: int) -> Registration:
    """Let someone else attend in that one's stead."""
    stands = replace(conference, conference.people.index(who))
    with transaction():
        stands.person.email = f"thay{number}@example.vn"
    return stands


def figures(conference: Conference) -> list[Any]:
    """Return every figure: of the event, the session and the day; by organisation, block, site and way to attend."""
    db.session.expire_all()
    found = []
    for scope in ({}, {"session": conference.session}, {"day": date(2030, 5, 6)}):
        lines = roll_of(conference.event, at=clock.now(), **scope).lines  # type: ignore[arg-type]
        report = report_of(conference.event, lines)
        sites = [(each.site and each.site.id, each.mode, each.sums) for each in report.sites]
        found += [body_of(report, lines), report.total, report.blocks, report.modes, sites]
    return found


@given(story=deeds, erased=st.sets(someone, min_size=1, max_size=4), is_over=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
def test_erasing_a_person_keeps_the_counts(
    app: Flask, story: list[tuple[Any, ...]], erased: set[int], is_over: bool
) -> None:
    conference = hold(f"forum-{next(slugs)}")
    with travel(AFTERWARDS if is_over else STARTS + timedelta(minutes=95), tick=False):
        tell(conference, story)
        before = figures(conference)
        for which in erased:
            who = conference.people[which]
            with transaction():
                erasing.erase(who, reason="asked for it", by=SYSTEM)
            assert who.person.full_name.startswith(erasing.PSEUDONYM)
        assert figures(conference) == before
