"""What stands in a programme's way: who and what is wanted twice at once, and what is missing. Plain values only.

Intervals are half-open: what ends at nine does not clash with what begins at nine. Whatever was cancelled is not given.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from eventapp.programme.clash_values import Clash, ClashKind, Frame, Held, Place, Point, Who
from eventapp.programme.models import Reply, SessionKind

# Everybody in the hall comes to these; a discussion may as well be one of several.
FOR_EVERYBODY = {
    SessionKind.OPENING,
    SessionKind.KEYNOTE,
    SessionKind.PLENARY,
    SessionKind.CEREMONY,
    SessionKind.CLOSING,
}


def find_clashes(sessions: Iterable[Held], frame: Frame) -> list[Clash]:
    """Return everything that is wrong, the worst first and then in order of time, in O(n log n).

    Sessions that overlap in one room, or with one person, are one clash together, not one for each pair.
    """
    in_order = sorted(sessions, key=lambda session: (session.starts_at, session.id))
    found = [clash for check in CHECKS for clash in check(in_order, frame)]
    kinds = list(ClashKind)
    return sorted(found, key=lambda clash: (kinds.index(clash.kind), clash.sessions[0].starts_at))


def concerning(clashes: Iterable[Clash], session_id: int) -> list[Clash]:
    """Return those clashes in which that session is, but for what is the same with every session."""
    here = (clash for clash in clashes if not clash.is_everywhere)
    return [clash for clash in here if any(each.id == session_id for each in clash.sessions)]


def overlaps(sessions: Iterable[Held]) -> Iterator[tuple[Held, ...]]:
    """Yield what hangs together by overlapping, given in order of start; two pauses side by side do not overlap.

    A sweep: `run` is what hangs together and still runs, `pauses` those pauses that nothing else has met yet.
    """
    run: list[Held] = []
    pauses: list[Held] = []
    until = busy_until = datetime.min.replace(tzinfo=UTC)
    for session in sessions:
        met = [session]
        if session.kind.is_pause:
            if busy_until <= session.starts_at:
                pauses.append(session)
                continue
        else:
            if until <= session.starts_at:
                yield from _several(run)
                run = []
            met += [pause for pause in pauses if pause.ends_at > session.starts_at]
            pauses = []
            busy_until = max(busy_until, session.ends_at)
        run += met
        until = max(until, *(each.ends_at for each in met))
    yield from _several(run)


def _several(run: Sequence[Held]) -> Iterator[tuple[Held, ...]]:
    if len(run) > 1:
        yield tuple(sorted(run, key=lambda session: (session.starts_at, session.id)))


def _people_twice(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    by_person: dict[Who, list[Held]] = defaultdict(list)
    for session in sessions:
        for person in dict.fromkeys(session.people) if not session.kind.is_pause else ():
            by_person[person].append(session)
    for person, held in by_person.items():
        for run in overlaps(held):
            yield Clash(ClashKind.PERSON_TWICE, run, person=person)


def _rooms_twice(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    by_room: dict[Place, list[Held]] = defaultdict(list)
    for session in sessions:
        if session.room is not None:
            by_room[session.room].append(session)
    for room, held in by_room.items():
        for run in overlaps(held):
            are_parallel = all(session.kind is SessionKind.PARALLEL for session in run)
            yield Clash(ClashKind.PARALLEL_IN_ONE_ROOM if are_parallel else ClashKind.ROOM_TWICE, run, room=room)


def _outside(sessions: Sequence[Held], frame: Frame) -> Iterator[Clash]:
    for session in sessions:
        if not frame.first <= session.starts_at.astimezone(frame.zone).date() <= frame.last:
            yield Clash(ClashKind.OUTSIDE_EVENT, (session,))


def _past_midnight(sessions: Sequence[Held], frame: Frame) -> Iterator[Clash]:
    for session in sessions:
        last_moment = session.ends_at - timedelta(microseconds=1)  # what ends at midnight ends with its day
        days = (moment.astimezone(frame.zone).date() for moment in (session.starts_at, last_moment))
        if len(set(days)) > 1:
            yield Clash(ClashKind.PAST_MIDNIGHT, (session,))


def _too_small(sessions: Sequence[Held], frame: Frame) -> Iterator[Clash]:
    """Judge the rooms of what everybody comes to; one clash for each room."""
    by_room: dict[Place, list[Held]] = defaultdict(list)
    for session in sessions:
        if session.room is not None and session.kind in FOR_EVERYBODY:
            by_room[session.room].append(session)
    for room, held in by_room.items():
        if room.capacity is not None and room.capacity < frame.in_hall:
            yield Clash(ClashKind.ROOM_TOO_SMALL, tuple(held), room=room)


def _too_small_for_sign_ups(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    for session in sessions:
        room, number = session.room, session.expected.in_hall
        if room is not None and room.capacity is not None and room.capacity < number:
            yield Clash(ClashKind.TOO_SMALL_FOR_SIGN_UPS, (session,), room=room, number=number)


def _delegates_twice(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    """Two sessions that overlap, and in both of which the same delegates have a place: one clash for each pair."""
    running: list[Held] = []
    for session in sessions:
        if not session.expected.delegates:
            continue
        running = [each for each in running if each.ends_at > session.starts_at]
        for other in running:
            if both := other.expected.delegates & session.expected.delegates:
                yield Clash(ClashKind.DELEGATES_TWICE, (other, session), number=len(both))
        running.append(session)


def _points_without_link(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    """One clash for all sessions into which no link leads the same bridge points."""
    by_points: dict[frozenset[Point], list[Held]] = defaultdict(list)
    joined = [session for session in sessions if not session.kind.is_pause]
    for session in joined:
        if session.expected.unled:
            by_points[session.expected.unled].append(session)
    for points, held in by_points.items():
        in_order = tuple(sorted(points, key=lambda point: point.position))
        is_everywhere = len(held) == len(joined)
        yield Clash(ClashKind.POINTS_WITHOUT_LINK, tuple(held), points=in_order, is_everywhere=is_everywhere)


def _online_without_link(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    joined = [session for session in sessions if not session.kind.is_pause]
    held = tuple(session for session in joined if session.expected.is_online_unled)
    if held:
        yield Clash(ClashKind.ONLINE_WITHOUT_LINK, held, is_everywhere=len(held) == len(joined))


def _without_room(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    """A programme without any room has them announced elsewhere; one that names some has forgotten the others."""
    if any(session.room is not None for session in sessions):
        for session in sessions:
            if session.room is None and not session.kind.is_pause:
                yield Clash(ClashKind.WITHOUT_ROOM, (session,))


def _unreachable(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    return _about_people(ClashKind.UNREACHABLE, sessions, lambda person: not person.has_email and person.reply is None)


def _declined(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    return _about_people(ClashKind.DECLINED, sessions, lambda person: person.reply is Reply.DECLINED)


def _unconfirmed(sessions: Sequence[Held], _frame: Frame) -> Iterator[Clash]:
    return _about_people(ClashKind.UNCONFIRMED, sessions, lambda person: person.is_asked and person.reply is None)


def _about_people(kind: ClashKind, sessions: Sequence[Held], is_so: Callable[[Who], bool]) -> Iterator[Clash]:
    """Yield one clash for each person of whom something is so, with all their sessions."""
    by_person: dict[Who, list[Held]] = defaultdict(list)
    for session in sessions:
        for person in dict.fromkeys(session.people):
            if is_so(person):
                by_person[person].append(session)
    for person, held in by_person.items():
        yield Clash(kind, tuple(held), person=person)


# A new kind is a check of its own here, a ClashKind, and its words in clash_words.py.
CHECKS: Sequence[Callable[[Sequence[Held], Frame], Iterator[Clash]]] = (
    _people_twice,
    _rooms_twice,
    _outside,
    _past_midnight,
    _too_small,
    _too_small_for_sign_ups,
    _delegates_twice,
    _points_without_link,
    _online_without_link,
    _without_room,
    _unreachable,
    _declined,
    _unconfirmed,
)
