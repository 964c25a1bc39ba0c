"""What must be true of attendance, whatever the evidence is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.events.models import Mode
from eventapp.presence.attending import Line
from eventapp.presence.judging import Attendance, Limits, Ruled, Scope, State, judge
from eventapp.presence.models import Judgement, Level, Sign, Source
from eventapp.presence.spells import Piece, spells
from eventapp.presence.summing import by, total
from eventapp.presence.timetable import SessionTime, Timetable, overlap, unite
from eventapp.registration.models import Status

MORNING = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)  # 08:00 in Hà Nội
OPENING, PLENARY, BESIDE, OTHER_DAY = 1, 2, 3, 5
LIMITS = Limits()


def at(hour: int, minute: int = 0, *, day: int = 6) -> datetime:
    """Return a moment by the clock in Hà Nội."""
    return datetime(2030, 5, day, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC)


TIMETABLE = Timetable(
    ZoneInfo("Asia/Ho_Chi_Minh"),
    at(8),
    at(17, day=7),
    [
        SessionTime(OPENING, at(8), at(9)),
        SessionTime(PLENARY, at(10), at(12), is_open=False),
        SessionTime(BESIDE, at(10), at(12), is_open=False, is_by_place=True),
        SessionTime(4, at(12), at(13), is_pause=True),
        SessionTime(OTHER_DAY, at(8, day=7), at(10, day=7)),
    ],
)
NIGHT = at(23)


def piece(
    when: datetime,
    sign: Sign = Sign.IN,
    *,
    source: Source = Source.DOOR,
    level: Level = Level.A,
    mode: Mode = Mode.HALL,
    session: int | None = None,
    until: datetime | None = None,
    name: str = "",
) -> Piece:
    """Return a piece of evidence."""
    return Piece(
        when, ("", -1, name or f"{when}{sign}{source}{session}{until}"), sign, source, level, mode, session, None, until
    )


def online(start: datetime, end: datetime, level: Level = Level.B, session: int | None = None) -> Piece:
    """Return a span on a platform."""
    return piece(start, Sign.SPAN, source=Source.PLATFORM, level=level, mode=Mode.ONLINE, until=end, session=session)


def judged(
    *pieces: Piece,
    session: int | None = None,
    day: int | None = None,
    now: datetime = NIGHT,
    has_place: bool = True,
    ruled: tuple[Ruled, ...] = (),
) -> Attendance:
    """Return what follows from the pieces."""
    scope = Scope(
        TIMETABLE.by_id[session] if session else None, datetime(2030, 5, day, tzinfo=UTC).date() if day else None
    )
    return judge(spells(pieces, TIMETABLE, at=now), ruled, scope, TIMETABLE, LIMITS, at=now, has_place=has_place)


def test_whoever_came_by_the_door_is_there_until_the_day_is_over() -> None:
    attendance = judged(piece(at(7, 40)), now=at(8, 30))
    assert (attendance.state, attendance.mode, attendance.level) == (State.PRESENT, Mode.HALL, Level.A)
    assert (attendance.is_inside, attendance.is_late, attendance.left_at) == (True, False, None)
    assert attendance.minutes == 30
    assert judged(piece(at(7, 40))).minutes == 180  # the opening and what went on from ten to twelve, once
    assert judged(piece(at(7, 40))).is_inside is False


def test_rejoins_are_united_and_two_devices_at_once_count_once() -> None:
    joins = (online(at(8), at(8, 20)), online(at(8, 10), at(8, 30)), online(at(8, 40), at(8, 50)))
    assert judged(*joins, session=OPENING).minutes == 40


def test_whoever_was_in_the_hall_and_on_the_platform_counts_once_as_best_known() -> None:
    both = (piece(at(8, 50)), online(at(8), at(11)))
    assert judged(*both).mode is Mode.HALL
    points = (
        piece(at(8), Sign.IN, name="a"),
        piece(at(8, 10), Sign.OUT, name="b"),
        piece(at(8, 30), source=Source.ROLL_CALL, mode=Mode.BRIDGE),
    )
    assert judged(*points).mode is Mode.BRIDGE  # both were seen by a person, at the bridge point for longer


def test_lateness_and_leaving_early_are_measured_against_the_real_times() -> None:
    assert judged(piece(at(8, 15)), session=OPENING).is_late is False
    assert judged(piece(at(8, 16)), session=OPENING).is_late is True
    out = (piece(at(7, 50), name="a"), piece(at(8, 44), Sign.OUT, name="b"))
    assert judged(*out, session=OPENING).has_left_early is True
    assert judged(*out, session=OPENING, now=at(8, 50)).has_left_early is False  # he may come back
    assert judged(*out).left_at == at(8, 44)


def test_a_session_counts_what_was_noted_there_and_the_main_door_only_where_nothing_goes_on_beside_it() -> None:
    assert judged(piece(at(7, 40)), session=OPENING).state is State.PRESENT
    assert judged(piece(at(7, 40)), session=PLENARY).state is State.ABSENT
    assert judged(piece(at(7, 40)), session=BESIDE).state is State.PRESENT  # he has a place in it
    assert judged(piece(at(7, 40)), session=BESIDE, has_place=False).state is State.ABSENT
    assert judged(piece(at(10, 5), session=PLENARY), session=PLENARY).state is State.PRESENT
    assert judged(piece(at(9, 1)), session=OPENING).state is State.ABSENT


def test_a_link_opened_is_no_presence_and_a_page_open_only_when_it_was_long_enough() -> None:
    opened = piece(at(8), source=Source.LINK, level=Level.E, mode=Mode.ONLINE)
    assert judged(opened).state is State.ABSENT
    assert judged(online(at(8), at(8, 29), Level.D), session=OPENING).state is State.ABSENT
    assert judged(online(at(8), at(8, 30), Level.D), session=OPENING).state is State.PRESENT
    assert judged(online(at(8), at(8, 10), Level.D), session=OPENING, now=at(8, 12)).state is State.PRESENT
    assert judged(online(at(8), at(8, 29), Level.D)).state is State.ABSENT
    assert judged(online(at(8), at(8, 1), Level.D), piece(at(8))).level is Level.A


def test_what_is_declared_proves_neither_lateness_nor_an_end() -> None:
    declared = piece(at(8), Sign.SPAN, source=Source.DECLARED, level=Level.F, until=at(9), session=OPENING)
    attendance = judged(declared, session=OPENING)
    assert (attendance.level, attendance.arrived_at, attendance.left_at) == (Level.F, None, None)
    assert (attendance.is_late, attendance.has_left_early) == (False, False)


def test_an_undo_takes_the_last_step_back() -> None:
    came, undone = piece(at(8), name="a"), piece(at(8, 1), Sign.UNDO, name="b")
    assert judged(came, undone).state is State.ABSENT
    back = (came, piece(at(8, 30), Sign.OUT, name="b"), piece(at(8, 31), Sign.UNDO, name="c"))
    assert judged(*back).left_at is None


def test_each_day_stands_for_itself() -> None:
    assert judged(piece(at(8)), day=6).state is State.PRESENT
    assert judged(piece(at(8)), day=7).state is State.ABSENT
    assert judged(piece(at(8, 30, day=7)), day=7, now=at(12, day=7)).is_late is True


def ruling(judgement: Judgement, number: int = 1, *, session: int | None = None) -> Ruled:
    """Return a ruling."""
    return Ruled(at(9), number, session, judgement, Mode.ONLINE if judgement is Judgement.PRESENT else None)


def test_rulings_stand_above_evidence_and_excuses_below_it() -> None:
    assert judged(ruled=(ruling(Judgement.EXCUSED),)).state is State.EXCUSED
    assert judged(ruled=(ruling(Judgement.EXCUSED),), session=OPENING).state is State.EXCUSED
    assert judged(piece(at(8)), ruled=(ruling(Judgement.EXCUSED),)).state is State.PRESENT
    assert judged(piece(at(8)), ruled=(ruling(Judgement.ABSENT),)).state is State.ABSENT
    assert judged(piece(at(8)), ruled=(ruling(Judgement.ABSENT),), session=OPENING).state is State.PRESENT
    there = judged(ruled=(ruling(Judgement.PRESENT, session=OPENING),))
    assert (there.state, there.mode, there.level) == (State.PRESENT, Mode.ONLINE, None)
    withdrawn = (ruling(Judgement.ABSENT), ruling(Judgement.WITHDRAWN, 2))
    assert judged(piece(at(8)), ruled=withdrawn).state is State.PRESENT


MOMENTS = st.integers(0, 36 * 60).map(lambda minutes: at(6) + timedelta(minutes=minutes))


@st.composite
def histories(draw: st.DrawFn) -> list[Piece]:
    """Make up what may be known of one person: doors, roll calls, platforms, links, replays."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        when, sign = draw(MOMENTS), draw(st.sampled_from(Sign))
        session = draw(st.sampled_from([None, None, OPENING, PLENARY, BESIDE]))
        if sign is Sign.SPAN:
            until = when + timedelta(minutes=draw(st.integers(0, 300)))
            level = draw(st.sampled_from([Level.B, Level.C, Level.D, Level.F]))
            made = piece(
                when, sign, source=Source.PLATFORM, level=level, mode=Mode.ONLINE, until=until, session=session
            )
        else:
            source = draw(st.sampled_from([Source.DOOR, Source.ROLL_CALL]))
            mode = Mode.HALL if source is Source.DOOR else Mode.BRIDGE
            made = piece(when, sign, source=source, mode=mode, session=session)
            if source is Source.ROLL_CALL and draw(st.booleans()):
                made = made._replace(said_at=when + timedelta(minutes=draw(st.sampled_from([0, 7, 20]))))
        found.append(made._replace(order=("", -1, str(number))))
    return found


SCOPES = st.sampled_from([{}, {"session": OPENING}, {"session": BESIDE}, {"day": 6}])


@settings(deadline=None)  # a busy machine says nothing about the rule
@given(histories(), SCOPES, MOMENTS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_repetition_of_evidence_counts(history, scope, now, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = history + random.sample(history, random.randint(0, len(history)))
    random.shuffle(shuffled)
    assert judged(*shuffled, **scope, now=now) == judged(*history, **scope, now=now)


@given(histories(), SCOPES, MOMENTS)
def test_nobody_is_there_longer_than_it_lasts(history: list[Piece], scope: dict[str, int], now: datetime) -> None:
    attendance = judged(*history, **scope, now=now)  # type: ignore[arg-type]
    longest = {OPENING: 60, BESIDE: 120}.get(scope.get("session", 0), 180 if scope else 300)
    assert 0 <= attendance.minutes <= longest
    assert (attendance.mode is not None) == (attendance.state is State.PRESENT)
    assert attendance.state is State.PRESENT or attendance == Attendance(State.ABSENT)


def line(number: int, attendance: Attendance) -> Line:
    """Return somebody of one of three organisations, at one of two sites."""
    mode = list(Mode)[number % 3]
    return Line(
        number, str(number), number, number % 3 or None, mode, number % 2, Status.CONFIRMED, number % 5 == 0, attendance
    )


@given(st.lists(histories(), max_size=12), SCOPES)
def test_the_sums_are_the_same_in_every_direction_and_everybody_is_accounted_for(
    people: list[list[Piece]], scope: dict[str, int]
) -> None:
    lines = [line(number, judged(*mine, **scope)) for number, mine in enumerate(people)]  # type: ignore[arg-type]
    whole = total(lines)
    assert whole.is_whole
    for key in (lambda each: each.delegation_id, lambda each: each.site_id, lambda each: each.mode):
        parts = by(lines, key).values()
        assert tuple(map(sum, zip(*(each.figures for each in parts), strict=True))) == (whole.figures if lines else ())
        assert all(each.is_whole for each in parts)


SOON = st.integers(0, 90).map(lambda minutes: at(6) + timedelta(minutes=minutes))
INTERVALS = st.lists(st.tuples(SOON, SOON), max_size=5)


@given(INTERVALS, INTERVALS)
def test_united_intervals_last_as_long_as_their_minutes_are_many(one, other) -> None:  # type: ignore[no-untyped-def]
    def minutes(intervals: list[tuple[datetime, datetime]]) -> set[datetime]:
        return {
            start + timedelta(minutes=each)
            for start, end in intervals
            for each in range(int((end - start).total_seconds() // 60))
        }

    here, there = unite(one), unite(other)
    assert sum(((end - start) for start, end in here), timedelta()) == timedelta(minutes=len(minutes(one)))
    assert overlap(here, there) == timedelta(minutes=len(minutes(one) & minutes(other)))
