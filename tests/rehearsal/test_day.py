"""The whole sample day, played with a fixed clock: what the report says beside the simulator's own ledger."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from eventapp import clock, sample
from eventapp.audit.trail import SYSTEM
from eventapp.checkin.models import Case
from eventapp.cli import main
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.events.models import ApiToken, Event, Mode
from eventapp.events.queries import find_event
from eventapp.presence import thresholds
from eventapp.registration.models import Status
from eventapp.rehearsal import rehearsing, staging
from eventapp.rehearsal.acts import Act, Scan
from eventapp.rehearsal.ledger import Ledger
from eventapp.rehearsal.playing import Player
from eventapp.rehearsal.rehearsing import Direction
from eventapp.rehearsal.writing import write
from eventapp.web.beats import Beats, beats
from tests.factories import make_registration

DAY = date(2028, 2, 29)
only_once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what does not hang on the database


def load() -> Event:
    """Load the sample; return its event."""
    with transaction():
        return sample.load(ROOT / "sample", by=SYSTEM, on=DAY).event


def test_the_command_plays_the_day_and_every_number_agrees_with_the_ledger(bare_app: Flask, command: CliRunner) -> None:
    with bare_app.test_request_context():
        load()
    done = command.invoke(main, ["sample", "play", "--instant", "--json"])
    assert done.exception is None, repr(done.exception)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "29/02 17:00  2023 / 2031")
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["registered"] == 353
    assert told["registered"] == told["present"]["total"] + told["excused"] + told["absent"]
    with bare_app.test_request_context():
        event = find_event(sample.SLUG)
        assert event is not None
        assert set(db.session.scalars(select(ApiToken.revoked_at.is_not(None)))) == {True}
        assert db.session.scalar(select(func.count(Case.id))) == 0  # nothing that a supervisor would have to look at
    again = command.invoke(main, ["sample", "play", "--instant"])
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("Somebody's attendance is noted already.")


@only_once
def test_one_act_that_is_lost_shows_and_comes_right_when_it_arrives_late(app: Flask) -> None:
    event = load()
    acts, ledger = write(staging.cast_of(event))
    lost = next(act for act in acts if isinstance(act, Scan) and _is_all_there_is(act, ledger, acts))
    with clock.set_by_hand() as set_clock:
        set_clock(acts[0].at)
        with transaction():
            stage = staging.prepare(event, by=SYSTEM)
        player = Player(app, event, stage, base_url="http://localhost", by=SYSTEM)
        directed = Direction(set_clock, beats().write)
        rehearsing.play(player, [act for act in acts if act is not lost], directed)
        found = rehearsing.judge(player, ledger, directed)
        total = ledger.total()
        assert f"event, absent: ledger {total['absent']}, report {total['absent'] + 1}" in found.differences
        assert f"person {lost.who}, state: ledger present, report absent" in found.differences
        assert found.numbers > 5_000
        player.play(lost)
        assert rehearsing.judge(player, ledger, directed).differences == []


def _is_all_there_is(act: Scan, ledger: Ledger, acts: Sequence[Act]) -> bool:
    """Is nothing else known of that person?"""
    mine = [each for each in acts if getattr(each, "who", "") == act.who]
    return mine == [act] and len(ledger.fates[act.who].stays) == 1


@only_once
def test_the_script_is_the_same_each_time_and_its_ledger_is_whole(app: Flask) -> None:
    cast = staging.cast_of(load())
    (acts, ledger), (again, _ledger) = write(cast), write(cast)
    assert [repr(act) for act in acts] == [repr(act) for act in again]
    total = ledger.total()
    assert (len(ledger.fates), len(cast.points), len(ledger.headcounts)) == (353, 63, 62)
    assert total["present"] == sum(total[mode.value] for mode in Mode)
    for figures in (ledger.by_organisation(), ledger.by_site()):
        assert {word: sum(each[word] for each in figures.values()) for word in total} == total
    for sitting in cast.sittings:
        figures = ledger.session(sitting)
        assert figures["registered"] == figures["present"] + figures["excused"] + figures["absent"]
    other, _ledger = write(cast, seed=1)
    assert [repr(act) for act in acts] != [repr(act) for act in other]


@only_once
def test_a_day_is_played_only_where_nothing_is_noted_and_the_programme_is_the_samples(app: Flask) -> None:
    event = load()
    with transaction():
        thresholds.revise(event, by=SYSTEM, late_minutes=5, early_minutes=5, online_minutes=1, online_percent=1)
    with pytest.raises(staging.AnotherDay):
        staging.cast_of(event)


@only_once
def test_whoever_is_not_confirmed_is_counted_and_does_not_come(app: Flask) -> None:
    event = load()
    waiting = make_registration(event, "Người chờ chỗ", mode=Mode.HALL)
    with transaction():
        waiting.status = Status.WAITLISTED
    cast = staging.cast_of(event)
    acts, ledger = write(cast)
    assert ledger.told[waiting.ref].state == "absent"
    assert [act for act in acts if getattr(act, "who", "") == waiting.ref] == []


def test_the_clock_stands_where_it_is_set_and_goes_on_afterwards() -> None:
    before = clock.now()
    moment = before - timedelta(days=1)
    with clock.set_by_hand() as set_clock:
        set_clock(moment)
        assert clock.now() == moment
    assert clock.now() >= before


def test_while_a_day_is_rehearsed_heartbeats_are_written_only_when_told_to(bare_app: Flask) -> None:
    taken: list[int] = []
    gathered = Beats(bare_app, lambda seen: len(taken.append(len(seen)) or seen))
    bare_app.testing = False
    try:
        with gathered.by_hand(), bare_app.app_context():
            gathered.beat(1, clock.now())
            assert gathered.write() == 1
    finally:
        bare_app.testing = True
    assert taken == [1]
