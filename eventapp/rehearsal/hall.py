"""The stories of those who are registered for the hall: how the doors see them, and what is decided about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eventapp.events.models import Mode
from eventapp.presence.models import Judgement
from eventapp.rehearsal.acts import HandIn, Scan
from eventapp.rehearsal.cast import Delegate
from eventapp.rehearsal.script import Script, Story

AWAY, BACK = "07:40", "08:12"  # when the second gate has no network
FAST = 95  # seconds by which its telephone's clock is ahead
MINUTE = timedelta(minutes=1)


def play(script: Script, people: Sequence[Delegate]) -> None:
    """Decide what becomes of everybody who is expected in the hall."""
    script.tell(people, STORIES, _stays_all_day)
    _collect_what_was_offline(script)


def came(script: Script, who: str, at: datetime, **more: str) -> None:
    """Let a ticket be scanned at one of the gates, by chance."""
    scan(script, who, at, gate=script.chance.choice(script.cast.gates), **more)


def scan(script: Script, who: str, at: datetime, *, gate: str, **more: str) -> None:
    """Let a ticket be scanned."""
    ahead = FAST if gate == script.cast.gates[-1] else 0
    script.acts.append(Scan(at=at, who=who, gate=gate, ahead=ahead, **more))


def in_hall(script: Script, who: str, start: datetime, end: datetime | None = None) -> None:
    """Decide that somebody is in the hall, and let the doors see it."""
    came(script, who, start)
    if end is not None:
        came(script, who, end, direction="out", verdict="left")
    site = script.fates[who].delegate.site
    script.stays(who, start, end, Mode.HALL, "A", site=site)


def _stays_all_day(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("07:18", "08:10"))


def _chooses_a_room(script: Script, each: Delegate) -> None:
    """He is in the hall all day, and scanned at the room of one of the sessions side by side."""
    in_hall(script, each.ref, script.between("07:18", "08:10"))
    room = script.chance.choice(script.cast.beside)
    at = room.starts_at + script.chance.randint(0, 25) * MINUTE
    scan(script, each.ref, at, gate="", session=room.ref)
    script.stays(each.ref, at, None, Mode.HALL, "A", session=room.ref, site=each.site, until=room.ends_at)


def _lunches_out(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("07:18", "08:10"), script.between("11:32", "11:50"))
    in_hall(script, each.ref, script.between("13:05", "13:29"))


def _steps_out(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("07:18", "08:10"), script.between("10:05", "10:30"))
    in_hall(script, each.ref, script.between("10:40", "11:20"))


def _is_late(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("08:16", "10:50"))


def _is_late_by_a_hair(script: Script, each: Delegate) -> None:
    """Fifteen minutes after the beginning is not late yet."""
    in_hall(script, each.ref, script.moment("08:15"))


def _leaves_early(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("07:18", "08:10"), script.between("13:40", "16:44"))


def _leaves_at_the_end(script: Script, each: Delegate) -> None:
    """Fifteen minutes before the end is not early any more."""
    in_hall(script, each.ref, script.between("07:18", "08:10"), script.between("16:45", "16:58"))


def _comes_late_and_leaves_early(script: Script, each: Delegate) -> None:
    in_hall(script, each.ref, script.between("08:40", "09:20"), script.between("14:00", "15:20"))


def _is_scanned_twice(script: Script, each: Delegate) -> None:
    """A second scan at another gate says nothing new."""
    at = script.between("07:18", "07:35")
    scan(script, each.ref, at, gate=script.cast.gates[0])
    scan(script, each.ref, at + 3 * MINUTE, gate=script.cast.gates[0], verdict="already_in")
    script.stays(each.ref, at, None, Mode.HALL, "A", site=each.site)


def _is_scanned_by_mistake(script: Script, each: Delegate) -> None:
    """Somebody else's badge: the step is taken back, and nobody has come."""
    at, gate = script.between("07:18", "07:35"), script.cast.gates[0]
    scan(script, each.ref, at, gate=gate)
    scan(script, each.ref, at + MINUTE, gate=gate, direction="undo", reason="Quét nhầm thẻ", verdict="left")


def _is_absent(script: Script, each: Delegate) -> None:
    pass


def _is_excused(script: Script, each: Delegate) -> None:
    script.rule(each.ref, Judgement.EXCUSED, "Công tác đột xuất", at="07:05")


def _is_excused_and_comes(script: Script, each: Delegate) -> None:
    """Whoever is seen was not excused after all."""
    script.rule(each.ref, Judgement.EXCUSED, "Công tác đột xuất", at="07:05")
    in_hall(script, each.ref, script.between("07:30", "08:10"))


def _was_seen_by_the_office(script: Script, each: Delegate) -> None:
    """His QR could not be read; an organiser says that he was there. Nothing measures for how long."""
    script.rule(each.ref, Judgement.PRESENT, "Vé hỏng, ban tổ chức xác nhận", at="17:06")


def _lent_his_badge(script: Script, each: Delegate) -> None:
    """His badge was scanned, an organiser says that it was not he. Of the sessions nothing is decided."""
    in_hall(script, each.ref, script.between("07:18", "08:10"))
    script.rule(each.ref, Judgement.ABSENT, "Người khác dùng thẻ", at="17:06")


def _is_declared(script: Script, each: Delegate) -> None:
    script.declare(each.ref, "Công văn xác nhận của đơn vị")


def _is_in_hall_and_online(script: Script, each: Delegate) -> None:
    """His laptop is in the meeting as well: he counts once, in the hall."""
    in_hall(script, each.ref, script.between("07:18", "08:10"))
    _online(script, each.ref, "code", "08:05", "11:30")


def _goes_home_to_the_screen(script: Script, each: Delegate) -> None:
    """In the hall before lunch, online after it: once, in the hall, for the minutes of both."""
    in_hall(script, each.ref, script.between("07:18", "08:10"), script.moment("11:40"))
    _online(script, each.ref, "code", "13:27", "17:02")


def _stays_at_his_screen(script: Script, each: Delegate) -> None:
    """Registered for the hall, and online all day."""
    _online(script, each.ref, "code", "07:55", "11:31")
    _online(script, each.ref, "code", "13:25", "17:01")


def _sends_somebody(script: Script, each: Delegate) -> None:
    """Replaced the night before: the former ticket opens nothing any more, and the stand-in's does."""
    stand_in = script.replaced(each, at=script.moment("19:30") - timedelta(days=1))
    scan(script, each.ref, script.between("07:20", "07:30"), gate=script.cast.gates[0], verdict="refused")
    in_hall(script, stand_in, script.between("07:31", "08:10"))


def _online(script: Script, who: str, named: str, start: str, end: str) -> None:
    script.row(who, named, start, end)
    level = "B" if named == "code" else "C"
    script.stays(who, script.moment(start), script.moment(end), Mode.ONLINE, level)


def _collect_what_was_offline(script: Script) -> None:
    """The second gate had no network for a while: what it scanned then comes in together, in disorder, some twice."""
    away, back, gate = script.moment(AWAY), script.moment(BACK), script.cast.gates[-1]
    kept = [
        each for each in script.acts if isinstance(each, Scan) and each.gate == gate and away <= each.at < back
    ]  # fmt: skip
    script.acts = [each for each in script.acts if each not in kept]
    sent = script.chance.sample(kept, len(kept)) + kept[: len(kept) // 3]
    if sent:
        script.acts.append(HandIn(at=back, scans=tuple(sent)))


STORIES: Sequence[tuple[Story, int]] = (
    (_is_absent, 7),
    (_is_excused, 6),
    (_is_excused_and_comes, 1),
    (_was_seen_by_the_office, 2),
    (_lent_his_badge, 1),
    (_is_declared, 2),
    (_is_in_hall_and_online, 3),
    (_goes_home_to_the_screen, 2),
    (_stays_at_his_screen, 3),
    (_sends_somebody, 3),
    (_is_scanned_twice, 5),
    (_is_scanned_by_mistake, 2),
    (_is_late, 11),
    (_is_late_by_a_hair, 1),
    (_leaves_early, 8),
    (_leaves_at_the_end, 2),
    (_comes_late_and_leaves_early, 3),
    (_lunches_out, 10),
    (_steps_out, 6),
    (_chooses_a_room, 24),
)
