"""`eventapp sample play`: the day of the sample conference, on this database, at once or to be watched."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import click
from flask import Flask, current_app

from eventapp import clock, sample
from eventapp.audit.trail import Actor
from eventapp.cli.running import Refused, event_of, in_app, tell
from eventapp.cli.sheets import sample_group
from eventapp.database import transaction
from eventapp.events.models import Event, Mode
from eventapp.rehearsal import rehearsing, staging
from eventapp.rehearsal.acts import Act
from eventapp.rehearsal.comparing import Comparison
from eventapp.rehearsal.ledger import Ledger
from eventapp.rehearsal.playing import Player
from eventapp.rehearsal.rehearsing import Direction
from eventapp.rehearsal.writing import write
from eventapp.web.beats import beats

PLAY = Actor("sample day")
MOST_SHOWN = 60  # differences
EARLIER = timedelta(minutes=15)  # before the event begins: from then on the day is watched
Waits = Callable[[Act, int], None]


@sample_group.command("play")
@click.option("--instant", is_flag=True, help="At once, without waiting between the acts.")
@click.option("--speed", default=120, show_default=True, type=click.IntRange(1, 100_000), help="Times as fast.")
@click.option("--json", "as_json", is_flag=True, help="Print the simulator's own ledger as JSON.")
@in_app
def sample_play(instant: bool, speed: int, as_json: bool) -> None:
    """Replay the day of the sample conference, and compare the report with the simulator's own ledger.

    Exit 1 where one number differs. Its address is printed, where the board can be watched meanwhile.
    """
    event = event_of(sample.SLUG)
    acts, ledger = write(staging.cast_of(event))
    waits = _progress(event, acts, None if instant else speed)
    if not instant:
        click.echo(f"Watch the board at {_board(event, speed)}", err=True)
    found = _played(event, acts, ledger, waits)
    total = _told(ledger)
    words = "\n".join(f"{word}: {number}" for word, number in total.items())
    tell(total, f"{words}\n{found.numbers} numbers compared.", as_json)
    if found.differences:
        more = len(found.differences) - MOST_SHOWN
        lines = [*found.differences[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        raise Refused("\n".join([f"Ledger and report differ {len(found.differences)} times:", *lines]))


def _played(event: Event, acts: Sequence[Act], ledger: Ledger, waits: Waits) -> Comparison:
    """Play the day with this process's own clock at the moment of each act, and compare."""
    application = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    with _quiet(), clock.set_by_hand() as set_clock, beats().by_hand():
        set_clock(acts[0].at)
        with transaction():
            stage = staging.prepare(event, by=PLAY)
        try:
            player = Player(application, event, stage, base_url=application.config["EXTERNAL_URL"], by=PLAY)
            directed = Direction(set_clock, beats().write, waits)
            rehearsing.play(player, acts, directed)
            return rehearsing.judge(player, ledger, directed)
        finally:
            with transaction():
                staging.clear(event, by=PLAY)


@contextmanager
def _quiet() -> Iterator[None]:
    """Write no line for each request: two thousand of them would hide the day."""
    access = logging.getLogger("eventapp.access")
    before = access.level
    access.setLevel(logging.WARNING)
    try:
        yield
    finally:
        access.setLevel(before)


def _progress(event: Event, acts: Sequence[Act], speed: int | None) -> Waits:
    """Return what says on standard error how far the day is, every half hour of it; with a speed it waits as well."""
    started, first, said = time.monotonic(), event.starts_at - EARLIER, set[str]()

    def waits(act: Act, number: int) -> None:
        local = act.at.astimezone(event.tz)
        half_hour = f"{local:%d/%m %H}:{local.minute // 30 * 30:02}"
        if half_hour not in said:
            said.add(half_hour)
            click.echo(f"{half_hour}  {number} / {len(acts)}", err=True)
        if speed is not None:
            time.sleep(max(0.0, (act.at - first).total_seconds() / speed - (time.monotonic() - started)))

    return waits


def _board(event: Event, speed: int) -> str:
    """Return the address of the board that shows the day as it is played."""
    moments = {"begins": event.starts_at - EARLIER, "since": clock.now()}
    asked = {**{word: _utc(moment) for word, moment in moments.items()}, "speed": speed}
    return f"{current_app.config['EXTERNAL_URL']}/manage/events/{event.slug}/board?{urlencode(asked)}"


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _told(ledger: Ledger) -> dict[str, Any]:
    total = ledger.total()
    words = ("registered", "substituted", "excused", "absent", "late", "left_early")
    present = {mode.value: total[mode.value] for mode in Mode}
    return {**{word: total[word] for word in words}, "present": {**present, "total": total["present"]}}
