"""A conference with evidence of every kind: a hall, a bridge point, screens; who came, who did not."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import scanning
from eventapp.checkin.models import Direction
from eventapp.database import transaction
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event, Mode, Site
from eventapp.presence import recording, ruling
from eventapp.presence.models import Judgement, Level, Sign, Source
from eventapp.programme.models import Session
from eventapp.registration import substitution
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests.delegations.desk import make_delegation
from tests.factories import make_event, make_registration, make_session, make_site

SPACE = UUID(int=7)
STARTS = datetime(2030, 5, 6, 2, 0, tzinfo=UTC)
AFTERWARDS = datetime(2030, 5, 6, 12, 0, tzinfo=UTC)
MODES = (Mode.HALL, Mode.BRIDGE, Mode.ONLINE)


@dataclass
class Conference:
    """The event, its one session, a bridge point, two delegations, and twelve people of all sorts."""

    event: Event
    session: Session
    site: Site
    delegations: list[Delegation]
    people: list[Registration]


def hold(slug: str = "forum") -> Conference:
    """Return the conference before anybody has come."""
    event = make_event(slug, hall=None)
    session, site = make_session(event, hour=2), make_site(event)
    delegations = [
        make_delegation(event, "Bộ A", "A", seats={Mode.HALL: 3, Mode.ONLINE: 4, Mode.BRIDGE: 4}, kind="central"),
        make_delegation(event, "Tỉnh B", "B", seats={Mode.HALL: 9, Mode.BRIDGE: 9, Mode.ONLINE: 9}, kind="province"),
        make_delegation(event, "Bộ im lặng", "C", seats={Mode.HALL: 2}),
    ]
    people = []
    for number in range(12):
        mode = MODES[number % 3]
        home = (delegations[0], delegations[1], None)[number % 5 % 3]
        at = site if mode is Mode.BRIDGE else None
        people.append(make_registration(event, f"Người {chr(65 + number)}", mode=mode, delegation=home, site=at))
    return Conference(event, session, site, delegations, people)


def scan(
    event: Event, registration: Registration, at: datetime, *, number: int, direction: Direction = Direction.IN
) -> None:
    """Scan a ticket at the door, whatever the gate says to the mode."""
    assert registration.ticket is not None
    with transaction():
        scanning.scan(
            event,
            scanning.Reading(
                id=uuid5(SPACE, f"{event.slug}/scan/{number}"), code=code_of(registration.ticket), at=at,
                direction=direction, operator="tests", override_reason="came all the same",
            ),
        )  # fmt: skip


def happen(conference: Conference, *, seed: int) -> None:
    """Let the day happen; the seed says in which order the evidence of it comes in, and what comes twice."""
    event, session, site, people = conference.event, conference.session, conference.site, conference.people

    def uuid(number: int) -> UUID:
        return uuid5(SPACE, f"{event.slug}/{number}")

    def ticks(number: int, sign: Sign, minute: int, which: int, *, late: bool = False) -> None:
        ticked = recording.Tick(uuid=uuid(number), sign=sign, at=STARTS + timedelta(minutes=minute), is_late=late)
        with transaction():
            recording.tick(people[which], ticked, by=SYSTEM, session=session, site=site)

    def is_online(number: int, start: int, end: int, which: int, level: Level) -> None:
        span = recording.Span(
            uuid=uuid(number), registration_id=people[which].id, level=level,
            starts_at=STARTS + timedelta(minutes=start), ends_at=STARTS + timedelta(minutes=end),
        )  # fmt: skip
        with transaction():
            recording.note_spans(event, [span], source=Source.PLATFORM, by=SYSTEM)

    deeds = [
        lambda: scan(event, people[0], STARTS - timedelta(minutes=30), number=1),
        lambda: scan(event, people[3], STARTS + timedelta(minutes=20), number=2),  # late
        lambda: scan(event, people[6], STARTS - timedelta(minutes=9), number=3),
        lambda: scan(event, people[6], STARTS + timedelta(minutes=30), number=4, direction=Direction.OUT),
        lambda: scan(event, people[2], STARTS, number=5),  # registered online, and came
        lambda: ticks(6, Sign.IN, 25, 1),
        lambda: ticks(7, Sign.IN, 26, 4, late=True),
        lambda: ticks(8, Sign.IN, 5, 7),
        lambda: ticks(9, Sign.UNDO, 6, 7),
        lambda: is_online(10, 0, 20, 5, Level.B),
        lambda: is_online(11, 15, 45, 5, Level.B),
        lambda: is_online(12, 0, 12, 8, Level.D),  # not long enough
        lambda: is_online(13, -10, 90, 2, Level.C),  # in the hall and on the platform
    ]
    order = random.Random(seed)
    deeds += order.sample(deeds, 4)
    order.shuffle(deeds)
    for deed in deeds:
        deed()
    with transaction():
        ruling.rule(people[9], Judgement.EXCUSED, reason="Công tác đột xuất", by=SYSTEM)


def replace(conference: Conference, which: int) -> Registration:
    """Let someone else attend in that one's stead."""
    with transaction():
        return substitution.substitute(
            conference.people[which], by=SYSTEM, full_name="Người dự thay", email="thay@example.vn"
        )
