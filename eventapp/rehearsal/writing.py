"""The simulator, a pure function: from a conference before its day to what happens on it and what must come out."""

from collections.abc import Sequence

from eventapp.events.models import Mode
from eventapp.rehearsal import hall, points, screens
from eventapp.rehearsal.acts import Act
from eventapp.rehearsal.cast import Cast
from eventapp.rehearsal.ledger import Ledger
from eventapp.rehearsal.script import Script

SEED = 2021


def write(cast: Cast, *, seed: int = SEED) -> tuple[Sequence[Act], Ledger]:
    """Return the acts of the day in order, and the ledger of what was decided."""
    script = Script(cast, seed)
    for mode, play in ((Mode.HALL, hall.play), (Mode.BRIDGE, points.play), (Mode.ONLINE, screens.play)):
        play(script, [each for each in cast.delegates if each.mode is mode and each.is_confirmed])
    return script.finished()
