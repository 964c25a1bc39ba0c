"""The stories of bridge points: four kinds of secretaries call the roll, each delegate has a fate of his own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from eventapp.events.models import Mode
from eventapp.presence.models import Judgement
from eventapp.rehearsal.acts import Mark, RollCall, stand_in
from eventapp.rehearsal.cast import Delegate, Sitting
from eventapp.rehearsal.script import Script, Story

SILENT = 7  # the place of the point that calls no roll
KINDS = 4
FAST = 420  # seconds by which the clock of some secretary's PC is ahead
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Roll:
    """A point's roll as its secretary calls it: by session or for the whole event, at once or sent later together."""

    script: Script
    site: str
    place: int
    marks: list[Mark]

    @property
    def is_by_session(self) -> bool:
        """Are names called in each session?"""
        return self.place % 2 == 1

    @property
    def sittings(self) -> Sequence[Sitting]:
        """The sessions the point takes part in: those of all, and one of those side by side."""
        beside = self.script.cast.beside
        mine = [*self.script.cast.whole, *([beside[self.place % len(beside)]] if beside else [])]
        return sorted(mine, key=lambda each: each.starts_at)

    def note(self, who: str, at: datetime, *, session: str = "", **more: object) -> None:
        """Note something about somebody."""
        self.marks.append(Mark(said_at=at, who=who, session=session, **more))  # type: ignore[arg-type]

    def stays(self, who: str, start: datetime, end: datetime | None, sitting: Sitting | None = None) -> None:
        """Decide that somebody is in the room."""
        session, until = (sitting.ref, sitting.ends_at) if sitting else ("", None)
        self.script.stays(who, start, end, Mode.BRIDGE, "A", site=self.site, session=session, until=until)

    def is_there(self, who: str, *, without: Sequence[Sitting] = (), name: str = "") -> None:
        """Let him be named, in each session but those, at its fourth minute or so: that vouches for its beginning.

        With a name he attends for another, and is entered at the first of them.
        """
        if not self.is_by_session:
            at = self.script.between("07:35", "08:14")
            self.note(who, at, name=name)
            self.stays(who, at, None)
            return
        for each in self.sittings:
            if each not in without:
                self.note(who, each.starts_at + self.script.chance.randint(1, 6) * MINUTE, session=each.ref, name=name)
                self.stays(who, each.starts_at, None, each)
                name = ""


RollStory = Callable[[Roll, Delegate], None]


def play(script: Script, people: Sequence[Delegate]) -> None:
    """Decide what becomes of everybody who is expected at a bridge point, and how each point tells of it."""
    rolls = {site: Roll(script, site, place, []) for place, site in enumerate(script.cast.points)}
    called = [each for each in people if each.site in rolls and rolls[each.site].place != SILENT]

    stories: Sequence[tuple[RollStory, int]] = (
        (_is_absent, 7), (_is_excused, 4), (_is_late, 8), (_leaves_early, 6), (_steps_out, 3), (_sends_somebody, 8),
        (_is_ticked_by_mistake, 2), (_is_ticked_again, 2),
    )  # fmt: skip
    script.tell(called, [(_on(rolls, story), most) for story, most in stories], _on(rolls, _is_there))
    for roll in rolls.values():
        if roll.place != SILENT:
            _count_heads(roll)
            _send(roll)


def _on(rolls: Mapping[str, Roll], story: RollStory) -> Story:
    """Return the story of somebody on the roll of his point."""
    return lambda _script, each: story(rolls[each.site], each)


def _is_there(roll: Roll, each: Delegate) -> None:
    roll.is_there(each.ref)


def _is_absent(roll: Roll, each: Delegate) -> None:
    pass


def _is_excused(roll: Roll, each: Delegate) -> None:
    roll.script.rule(each.ref, Judgement.EXCUSED, "Phòng chống bão tại địa phương", at="07:05")


def _is_late(roll: Roll, each: Delegate) -> None:
    """The secretary says that he came late, so that naming him vouches for nothing earlier."""
    opening, keynote, *_rest = roll.sittings
    at = roll.script.between("08:31", "08:44")
    if roll.is_by_session:
        roll.is_there(each.ref, without=(opening, keynote))
        roll.note(each.ref, at, session=keynote.ref, is_late=True)
        roll.stays(each.ref, at, None, keynote)
    else:
        roll.note(each.ref, at, is_late=True)
        roll.stays(each.ref, at, None)


def _leaves_early(roll: Roll, each: Delegate) -> None:
    """He is seen to leave during the last session but one."""
    *_rest, discussion, closing = roll.sittings
    at = roll.script.between("15:40", "16:10")
    if roll.is_by_session:
        roll.is_there(each.ref, without=(discussion, closing))
        roll.note(each.ref, discussion.starts_at + 2 * MINUTE, session=discussion.ref)
        roll.note(each.ref, at, session=discussion.ref, sign="out")
        roll.stays(each.ref, discussion.starts_at, at, discussion)
    else:
        came = roll.script.between("07:35", "08:14")
        roll.note(each.ref, came)
        roll.note(each.ref, at, sign="out")
        roll.stays(each.ref, came, at)


def _steps_out(roll: Roll, each: Delegate) -> None:
    """Who left and is named again is back from then on, and was not there in between."""
    *_rest, discussion, _last, _closing = roll.sittings
    sitting = discussion if roll.is_by_session else None
    if roll.is_by_session:
        roll.is_there(each.ref, without=(discussion,))
    came = roll.script.between("13:31", "13:36") if sitting else roll.script.between("07:35", "08:14")
    left, back = roll.script.between("13:50", "14:05"), roll.script.between("14:10", "14:40")
    session = sitting.ref if sitting else ""
    roll.note(each.ref, came, session=session)
    roll.note(each.ref, left, session=session, sign="out")
    roll.note(each.ref, back, session=session)
    roll.stays(each.ref, sitting.starts_at if sitting else came, left, sitting)
    roll.stays(each.ref, back, None, sitting)


def _sends_somebody(roll: Roll, each: Delegate) -> None:
    """Somebody attends for him; the secretary enters and names him in one step."""
    roll.is_there(roll.script.replaced(each), name=roll.script.new_name())


def _is_ticked_by_mistake(roll: Roll, each: Delegate) -> None:
    session, at = _first(roll), roll.script.between("08:01", "08:05")
    roll.note(each.ref, at, session=session)
    roll.note(each.ref, at + MINUTE, session=session, sign="undo")


def _is_ticked_again(roll: Roll, each: Delegate) -> None:
    """A tick that was taken back and is made again counts; for the whole event from when it was made again."""
    opening = roll.sittings[0]
    session, at = _first(roll), roll.script.between("08:01", "08:05")
    if roll.is_by_session:
        roll.is_there(each.ref, without=(opening,))
    roll.note(each.ref, at, session=session)
    roll.note(each.ref, at + MINUTE, session=session, sign="undo")
    roll.note(each.ref, at + 2 * MINUTE, session=session)
    start = opening.starts_at if roll.is_by_session else at + 2 * MINUTE
    roll.stays(each.ref, start, None, opening if roll.is_by_session else None)


def _first(roll: Roll) -> str:
    return roll.sittings[0].ref if roll.is_by_session else ""


def _count_heads(roll: Roll) -> None:
    """Whole events count once and correct a slip; by session the fullest one stands for the event."""
    others = roll.script.chance.randint(0, 40)
    if roll.is_by_session:
        keynote, later = roll.sittings[1], roll.sittings[-2]
        for sitting, number in ((keynote, others + 3), (later, others)):
            roll.marks.append(Mark(said_at=sitting.starts_at + 9 * MINUTE, session=sitting.ref, count=number))
    else:
        roll.marks.append(Mark(said_at=roll.script.moment("08:20"), count=10 * (others + 3)))
        roll.marks.append(Mark(said_at=roll.script.moment("08:22"), count=others + 3))
    roll.script.headcounts[roll.site] = others + 3


def _send(roll: Roll) -> None:
    """Send each mark at once; or, where the network is away until ten, all until then together, some of them twice."""
    ahead = FAST if roll.place % 5 == 0 else 0
    call = partial(RollCall, site=roll.site, ahead=ahead)
    back = roll.script.moment("10:00")
    kept = [each for each in roll.marks if roll.place % KINDS >= 2 and each.said_at < back]
    for mark in roll.marks:
        if mark not in kept:
            roll.script.acts.append(call(at=mark.said_at, marks=(mark,)))
    if kept:
        new = [each for each in kept if each.name]
        later = [each for each in kept if each.who.startswith(stand_in("")) and not each.name]
        rest = [each for each in kept if each not in new and each not in later]
        sent = new + roll.script.chance.sample(rest, len(rest)) + kept[:1]
        roll.script.acts.append(call(at=back, marks=tuple(sent)))
        if later:  # nobody is named before the point knows his code
            roll.script.acts.append(call(at=back + MINUTE, marks=tuple(later)))
