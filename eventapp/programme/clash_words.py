"""What the kinds of clashes are called, what is said of one in a reader's language, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eventapp.errors import N_
from eventapp.programme.clash_values import Clash, ClashKind, Held

KINDS: Mapping[ClashKind, str] = {
    ClashKind.PERSON_TWICE: N_("Someone twice at once"),
    ClashKind.ROOM_TWICE: N_("Room used twice"),
    ClashKind.PARALLEL_IN_ONE_ROOM: N_("Parallel sessions in one room"),
    ClashKind.OUTSIDE_EVENT: N_("Outside the dates of the event"),
    ClashKind.PAST_MIDNIGHT: N_("Ends on another day"),
    ClashKind.ROOM_TOO_SMALL: N_("Room too small"),
    ClashKind.TOO_SMALL_FOR_SIGN_UPS: N_("Room too small for sign-ups"),
    ClashKind.DELEGATES_TWICE: N_("Delegates twice at once"),
    ClashKind.POINTS_WITHOUT_LINK: N_("Bridge point without a link"),
    ClashKind.ONLINE_WITHOUT_LINK: N_("Online without a link"),
    ClashKind.WITHOUT_ROOM: N_("Without a room"),
    ClashKind.UNREACHABLE: N_("No e-mail address"),
    ClashKind.DECLINED: N_("A speaker does not come"),
    ClashKind.UNCONFIRMED: N_("Not confirmed"),
}
_SENTENCES: Mapping[ClashKind, str] = {
    ClashKind.PERSON_TWICE: N_("%(name)s is on the platform of sessions that overlap: %(sessions)s."),
    ClashKind.ROOM_TWICE: N_("Sessions overlap in “%(room)s”: %(sessions)s."),
    ClashKind.PARALLEL_IN_ONE_ROOM: N_("Parallel sessions are in one room, “%(room)s”: %(sessions)s."),
    ClashKind.OUTSIDE_EVENT: N_("The event is not held on that day: %(sessions)s."),
    ClashKind.PAST_MIDNIGHT: N_("It begins on one day and ends on another: %(sessions)s."),
    ClashKind.ROOM_TOO_SMALL: N_(
        "“%(room)s” has %(capacity)s seats, fewer than delegates are seated in the hall (%(number)s): %(sessions)s."
    ),
    ClashKind.TOO_SMALL_FOR_SIGN_UPS: N_(
        "“%(room)s” has %(capacity)s seats, fewer than delegates have a place there (%(number)s): %(sessions)s."
    ),
    ClashKind.DELEGATES_TWICE: N_("%(number)s delegates have a place in sessions that overlap: %(sessions)s."),
    ClashKind.POINTS_WITHOUT_LINK: N_("Bridge points have no link by which they join (%(points)s): %(sessions)s."),
    ClashKind.ONLINE_WITHOUT_LINK: N_("There is no link by which those online join: %(sessions)s."),
    ClashKind.WITHOUT_ROOM: N_("It has no room, while other sessions have one: %(sessions)s."),
    ClashKind.UNREACHABLE: N_("%(name)s has no e-mail address and cannot be reached: %(sessions)s."),
    ClashKind.DECLINED: N_("%(name)s does not come, but stands in the programme: %(sessions)s."),
    ClashKind.UNCONFIRMED: N_("%(name)s was asked and has not confirmed: %(sessions)s."),
}
WAYS_OUT: Mapping[ClashKind, str] = {
    ClashKind.PERSON_TWICE: N_("Move one of the sessions, or put someone else on its platform."),
    ClashKind.ROOM_TWICE: N_("Move one of the sessions to another room or another time."),
    ClashKind.PARALLEL_IN_ONE_ROOM: N_("Give each of them a room of its own."),
    ClashKind.OUTSIDE_EVENT: N_("Correct the day of the session, or the dates of the event."),
    ClashKind.PAST_MIDNIGHT: N_("Correct its end, or divide it into one session for each day."),
    ClashKind.ROOM_TOO_SMALL: N_("Choose a larger room, or correct how many the room seats."),
    ClashKind.TOO_SMALL_FOR_SIGN_UPS: N_("Choose a larger room, or correct how many the room seats."),
    ClashKind.DELEGATES_TWICE: N_("Move one of the sessions, or ask these delegates to choose."),
    ClashKind.POINTS_WITHOUT_LINK: N_("Add a link for the session, or one for the whole event."),
    ClashKind.ONLINE_WITHOUT_LINK: N_("Add a link for the session, or one for the whole event."),
    ClashKind.WITHOUT_ROOM: N_("Name its room."),
    ClashKind.DECLINED: N_("Put someone else on the platform, or cancel the session."),
    ClashKind.UNCONFIRMED: N_("Remind them, or note on the speaker's page what they said by telephone."),
    ClashKind.UNREACHABLE: N_("Put someone else there, or tell them in person when and where they speak."),
}
_MORE = N_("%(sessions)s and %(number)s more")
AT_MOST = 3  # sessions, or bridge points, that one sentence names


def sentence(clash: Clash, *, zone: ZoneInfo, in_hall: int, locale: str, translate: Callable[[str], str]) -> str:
    """Return what is wrong, with names and with times of that zone, in the reader's language."""
    values = {
        "sessions": _sessions(clash, zone, locale, translate),
        "name": clash.person.name if clash.person else "",
        "room": ((clash.room.name_en if locale == "en" else "") or clash.room.name) if clash.room else "",
        "capacity": clash.room.capacity if clash.room else "",
        "number": clash.number or in_hall,
        "points": points(clash, locale=locale, translate=translate),
    }
    return translate(_SENTENCES[clash.kind]) % values


def _sessions(clash: Clash, zone: ZoneInfo, locale: str, translate: Callable[[str], str]) -> str:
    first = [_session(each, zone, locale) for each in clash.sessions[:AT_MOST]]
    return _and_more(first, len(clash.sessions), translate)


def points(clash: Clash, *, locale: str, translate: Callable[[str], str]) -> str:
    """Return the names of the bridge points that it concerns."""
    first = [(point.name_en if locale == "en" else "") or point.name for point in clash.points[:AT_MOST]]
    return _and_more(first, len(clash.points), translate)


def _and_more(first: Sequence[str], total: int, translate: Callable[[str], str]) -> str:
    named, more = ", ".join(first), total - len(first)
    return translate(_MORE) % {"sessions": named, "number": more} if more > 0 else named


def _session(session: Held, zone: ZoneInfo, locale: str) -> str:
    title = (session.title_en if locale == "en" else "") or session.title
    starts, ends = (moment.astimezone(zone) for moment in (session.starts_at, session.ends_at))
    if starts.date() == ends.date():
        return f"“{title}” ({starts:%H:%M}–{ends:%H:%M}, {_day(starts, locale)})"
    return f"“{title}” ({starts:%H:%M}, {_day(starts, locale)} – {ends:%H:%M}, {_day(ends, locale)})"


def _day(moment: datetime, locale: str) -> str:
    return str(format_date(moment, "d MMM" if locale == "en" else "dd/MM", locale=locale))
