"""A day from its first act to the comparison, with the clock of this process set to the moment of each act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from eventapp import clock
from eventapp.rehearsal.acts import Act, Beat
from eventapp.rehearsal.comparing import Comparison, compare
from eventapp.rehearsal.ledger import Ledger
from eventapp.rehearsal.playing import Player

AFTER = timedelta(minutes=15)  # the last report is in


@dataclass(frozen=True)
class Direction:
    """How the day is played: `waits` until an act is due, `settle` writes heartbeats that wait for their second."""

    set_clock: clock.Setting
    settle: Callable[[], object]
    waits: Callable[[Act, int], None] = lambda _act, _number: None


def play(player: Player, acts: Sequence[Act], directed: Direction) -> None:
    """Play the acts, each at its moment."""
    before: Act | None = None
    for number, act in enumerate(acts):
        directed.waits(act, number)
        if isinstance(before, Beat) and (before.at != act.at or not isinstance(act, Beat)):
            directed.settle()
        directed.set_clock(act.at)
        player.play(act)
        before = act
    directed.settle()


def judge(player: Player, ledger: Ledger, directed: Direction) -> Comparison:
    """Compare the report with the ledger, as it stands when the day is over; what surprised the player is in it too."""
    at = player.event.ends_at + AFTER
    directed.set_clock(at)
    found = compare(player.event, ledger, player.attendance, at=at)
    found.differences += [f"answer to {said}" for said in player.surprises]
    return found
