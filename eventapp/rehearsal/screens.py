"""The stories of those who attend alone, online: by the join page, in the platform's report, by both, or by neither."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from eventapp.events.models import Mode
from eventapp.names import fold
from eventapp.presence.models import Judgement
from eventapp.rehearsal import hall
from eventapp.rehearsal.acts import Beat, Enter
from eventapp.rehearsal.cast import Delegate
from eventapp.rehearsal.script import Script, Story

EVERY = timedelta(seconds=45)  # a visible page says so
MINUTE = timedelta(minutes=1)
GUESTS = ("Phiên dịch viên EN", "Galaxy A52", "Phòng kỹ thuật")


def play(script: Script, people: Sequence[Delegate]) -> None:
    """Decide what becomes of everybody who is expected online, and who else stands in the platform's report."""
    by_name, by_email = _known_by_name(script, people), _known_by_email(script, people)
    for story, some in ((_is_known_by_name, by_name[:8]), (_is_known_by_email, by_email[:24])):
        for each in some:
            story(script, each)
    others = [each for each in people if each not in by_name[:8] and each not in by_email[:24]]
    script.tell(others, STORIES, _is_known_by_code)
    for guest in GUESTS:
        script.row("", guest, "08:00", "09:30")


def _known_by_name(script: Script, people: Sequence[Delegate]) -> list[Delegate]:
    """Return some whose name nobody else bears, in whatever order of its words."""
    words = Counter(" ".join(sorted(fold(each.name).split())) for each in script.cast.delegates)
    alone = [each for each in people if words[" ".join(sorted(fold(each.name).split()))] == 1]
    return [each for place, each in enumerate(alone) if place % 3 == 0]


def _known_by_email(script: Script, people: Sequence[Delegate]) -> list[Delegate]:
    """Return some whose address nobody else has."""
    of = Counter(each.email.casefold() for each in script.cast.delegates)
    alone = [each for each in people if each.email and of[each.email.casefold()] == 1]
    names = _known_by_name(script, people)[:8]
    return [each for each in alone if each not in names]


def online(script: Script, who: str, named: str, start: datetime, end: datetime) -> None:
    """Decide that somebody is in the meeting, and let the platform note it."""
    script.row(who, named, start, end)
    script.stays(who, start, end, Mode.ONLINE, "B" if named == "code" else "C")


def _all_day(script: Script, who: str, named: str) -> None:
    online(script, who, named, script.between("07:46", "08:14"), script.between("11:20", "11:34"))
    online(script, who, named, script.between("13:20", "13:40"), script.between("16:46", "17:04"))


def _is_known_by_code(script: Script, each: Delegate) -> None:
    _all_day(script, each.ref, "code")


def _is_known_by_email(script: Script, each: Delegate) -> None:
    _all_day(script, each.ref, "e-mail")


def _is_known_by_name(script: Script, each: Delegate) -> None:
    """He is proposed, and an organiser confirms him."""
    _all_day(script, each.ref, "name")


def _rejoins(script: Script, each: Delegate) -> None:
    """Thrown out twice, and for a while on two devices: the same minutes count once."""
    for start, end in (("07:50", "08:40"), ("08:44", "09:30"), ("09:20", "11:31"), ("13:29", "16:50")):
        online(script, each.ref, "code", script.moment(start), script.moment(end))


def _is_late(script: Script, each: Delegate) -> None:
    online(script, each.ref, "code", script.between("08:16", "09:10"), script.moment("11:30"))
    online(script, each.ref, "code", script.moment("13:30"), script.moment("17:00"))


def _leaves_early(script: Script, each: Delegate) -> None:
    online(script, each.ref, "code", script.between("07:50", "08:10"), script.between("10:10", "11:30"))


def _is_only_in_the_waiting_room(script: Script, each: Delegate) -> None:
    script.row(each.ref, "code", "08:00", "08:09", is_waiting=True)


def _is_absent(script: Script, each: Delegate) -> None:
    pass


def _is_excused(script: Script, each: Delegate) -> None:
    script.rule(each.ref, Judgement.EXCUSED, "Trùng lịch lễ trình quốc thư", at="07:05")


def _comes_to_the_hall(script: Script, each: Delegate) -> None:
    """She is in the country: the door says that she is expected online, and lets her in all the same."""
    at, gate = script.between("07:18", "07:35"), script.cast.gates[0]
    hall.scan(script, each.ref, at, gate=gate, verdict="refused")
    hall.scan(script, each.ref, at + MINUTE, gate=gate, reason="Đang công tác trong nước")
    script.stays(each.ref, at + MINUTE, None, Mode.HALL, "A")


def _sends_somebody(script: Script, each: Delegate) -> None:
    _all_day(script, script.replaced(each, at=script.moment("20:10") - timedelta(days=1)), "code")


def _opens_the_link_only(script: Script, each: Delegate) -> None:
    """To have opened the room is no presence."""
    _visit(script, each.ref, "08:04", "08:04")


def _watches_too_shortly(script: Script, each: Delegate) -> None:
    """Six minutes of a session are not enough to have been there."""
    _visit(script, each.ref, "13:45", "13:51")


def _watches(script: Script, each: Delegate) -> None:
    """The page stays open beside the stream all day."""
    for start, end in (("07:54", "09:30"), ("13:24", "15:00"), ("15:24", "17:00")):
        _sees(script, each.ref, start, end)


def _watches_the_morning(script: Script, each: Delegate) -> None:
    _sees(script, each.ref, "07:57", "09:30")


def _watches_late(script: Script, each: Delegate) -> None:
    _sees(script, each.ref, "13:36", "15:00")


def _changes_the_device(script: Script, each: Delegate) -> None:
    """The newer device counts; what the older one says from then on counts no more."""
    _sees(script, each.ref, "07:54", "08:12", device=1)
    _visit(script, each.ref, "08:12", "09:30", device=2)
    script.fates[each.ref].stays[-1:] = []
    script.stays(each.ref, script.moment("07:54"), script.moment("09:30"), Mode.ONLINE, "D")
    script.acts += [Beat(at=script.moment("08:12") + EVERY * turn, who=each.ref, device=1) for turn in range(1, 4)]


def _watches_and_is_in_the_meeting(script: Script, each: Delegate) -> None:
    """The page stays open beside the meeting: the same time, known better by the platform."""
    _sees(script, each.ref, "07:54", "09:30")
    online(script, each.ref, "code", script.moment("08:00"), script.moment("11:30"))
    online(script, each.ref, "code", script.moment("13:30"), script.moment("16:55"))


def _sees(script: Script, who: str, start: str, end: str, device: int = 1) -> None:
    _visit(script, who, start, end, device)
    script.stays(who, script.moment(start), script.moment(end), Mode.ONLINE, "D")


def _visit(script: Script, who: str, start: str, end: str, device: int = 1) -> None:
    """Let somebody press the button of the room that is open, and his page say that it is visible until then.

    The ledger gets a piece for each two beats, so a visit of whole pieces (three minutes are two) is known to its end.
    """
    at, until = script.moment(start), script.moment(end)
    room = next(each for each in script.cast.whole if each.starts_at - 15 * MINUTE <= at < each.ends_at)
    script.acts.append(Enter(at=at, who=who, session=room.ref, device=device))
    while (at := at + EVERY) <= until:
        script.acts.append(Beat(at=at, who=who, device=device))


STORIES: Sequence[tuple[Story, int]] = (
    (_is_absent, 8),
    (_is_excused, 6),
    (_is_only_in_the_waiting_room, 2),
    (_opens_the_link_only, 3),
    (_watches_too_shortly, 3),
    (_watches, 2),
    (_watches_the_morning, 2),
    (_watches_late, 1),
    (_changes_the_device, 1),
    (_watches_and_is_in_the_meeting, 1),
    (_rejoins, 6),
    (_is_late, 8),
    (_leaves_early, 7),
    (_comes_to_the_hall, 3),
    (_sends_somebody, 3),
)
