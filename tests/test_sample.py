"""The sample conference: loaded from the files of the project, through the rules of the import."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from eventapp import clock, sample
from eventapp.audit.trail import SYSTEM
from eventapp.cli import main
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.events.models import EventMode, EventStatus, Mode, Site
from eventapp.importing.reports import Outcome
from eventapp.mail.models import Letter
from eventapp.programme.queries import sessions_of
from eventapp.registration.models import Registration, Status
from tests.conftest import SHARED
from tests.importing.sheets import row_counts

FOLDER = ROOT / "sample"


def load(on: date | None = None) -> sample.Loaded:
    """Load the sample in one transaction, as the command does."""
    with transaction():
        return sample.load(FOLDER, by=SYSTEM, on=on)


@pytest.mark.parametrize("name", ["delegations.csv", "delegates.xlsx", "programme.csv"])
def test_the_sample_is_the_conference_that_was_given(name: str) -> None:
    if not SHARED.exists():
        pytest.skip("there is no shared folder here")
    assert (FOLDER / name).read_bytes() == (SHARED / "data" / "conference" / name).read_bytes()


def test_everything_is_loaded_for_a_day_30_days_from_now_and_nobody_is_told(app: Flask) -> None:
    loaded = load()
    event, reports = loaded.event, loaded.reports
    assert {name: report.count(Outcome.REJECTED) for name, report in reports.items()} == {
        "delegations": 0,
        "delegates": 6,
        "programme": 0,
    }
    assert reports["programme"].notes == []
    assert Counter(db.session.scalars(select(Registration.status))) == {Status.CONFIRMED: 353}
    seats = {mode.mode: (mode.taken, mode.capacity) for mode in db.session.scalars(select(EventMode))}
    assert seats == {Mode.HALL: (133, 250), Mode.BRIDGE: (103, None), Mode.ONLINE: (117, 300)}
    assert db.session.scalar(select(func.count(Delegation.id))) == 193
    assert Counter(db.session.scalars(select(Site.mode))) == {Mode.HALL: 1, Mode.BRIDGE: 63}
    assert len(sessions_of(event)) == 13
    assert event.status is EventStatus.PUBLISHED
    assert event.takes_registrations(clock.now())
    days = event.starts_at.astimezone(event.tz).date() - clock.now().astimezone(event.tz).date()
    assert days == timedelta(days=30)
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def test_the_programme_moves_with_the_day_and_a_second_time_changes_nothing(app: Flask) -> None:
    event = load(date(2028, 2, 29)).event
    sessions = sessions_of(event)
    moments = [f"{each.astimezone(event.tz):%Y-%m-%d %H:%M}" for each in (event.starts_at, sessions[1].starts_at)]
    assert moments == ["2028-02-29 07:15", "2028-02-29 08:00"]
    assert {each.starts_at.astimezone(event.tz).date() for each in sessions} == {date(2028, 2, 29)}
    before = row_counts()
    again = load(date(2029, 1, 1))
    assert again.reports == {}
    assert row_counts() == before
    assert f"{again.event.starts_at:%Y-%m-%d}" == "2028-02-29"


def test_a_crash_in_the_middle_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = row_counts()

    def crash(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sample, "ProgrammeImporter", crash)
        with pytest.raises(KeyboardInterrupt):
            load()
    assert row_counts() == before


def test_the_command_says_what_came_of_each_file(command: CliRunner) -> None:
    first = command.invoke(main, ["sample", "load", "--on", "2028-02-29", "--json"])
    assert first.exit_code == 0
    told = json.loads(first.output)
    assert told["slug"] == "ngoai-giao-van-hoa-2021"
    assert told["created"] is True
    assert [told[name]["created"] for name in ("delegations", "delegates", "programme")] == [193, 353, 13]
    second = command.invoke(main, ["sample", "load", "--json"])
    assert (second.exit_code, json.loads(second.output)) == (0, {"slug": sample.SLUG, "created": False})
