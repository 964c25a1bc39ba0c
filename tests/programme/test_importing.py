"""The office's programme."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Flask
from flask_babel import force_locale, gettext

from eventapp.audit.trail import SYSTEM
from eventapp.config import ROOT
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.importing.reports import Report
from eventapp.programme import programming
from eventapp.programme.importing import ProgrammeImporter
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import sessions_of, speakers_of
from eventapp.spreadsheets import read_table
from tests.factories import make_event
from tests.importing.sheets import counts, faults, row_counts, run, sheet

HEADINGS = ("Ngày", "Bắt đầu", "Kết thúc", "Loại", "Nội dung", "Phòng", "Chủ trì", "Diễn giả")
OPENING = ("06/05/2030", "08:00", "08:15", "Khai mạc", "Khai mạc Hội nghị", "Phòng A", "Bùi Sơn", "")
TALKS = ("06/05/2030", "08:15", "09:30", "Phiên toàn thể", "Tham luận", "Phòng A", "Bùi Sơn", "Lê Hoa;  ĐỖ NAM ;")


def take_in_rows(event: Event, *rows: tuple[Any, ...], **how: Any) -> Report:
    """Take in these rows below Vietnamese headings."""
    return run(sheet(HEADINGS, *rows), ProgrammeImporter, event, by=SYSTEM, **how)


def platform(session: Session, role: PlatformRole) -> list[str]:
    """Return who is on the platform in that role."""
    return [seat.person.full_name for seat in session.platform if seat.role is role]


def test_the_sample_programme_becomes_13_sessions_with_all_that_belongs_to_them(app: Flask) -> None:
    event = make_event()
    table = read_table(ROOT / "sample" / "programme.csv")
    report = run(table, ProgrammeImporter, event, by=SYSTEM)
    assert counts(report) == (13, 0, 0, 0)
    assert {note.fault.code for note in report.notes} == {"outside_event"}
    sessions = sessions_of(event)
    assert sum(session.kind.is_pause for session in sessions) == 4
    parallel = [session for session in sessions if session.kind is SessionKind.PARALLEL]
    assert [(each.room and each.room.name, each.track and each.track.name) for each in parallel] == [
        ("Phòng A", "Quảng bá"),
        ("Phòng B", "Di sản"),
        ("Phòng C", "Doanh nghiệp"),
    ]
    assert len({session.room_id for session in sessions}) == 5
    assert len({session.track_id for session in sessions if session.track_id}) == 4
    assert platform(parallel[0], PlatformRole.CHAIR) == ["Lê Quang Bình"]
    assert platform(parallel[0], PlatformRole.SPEAKER) == ["Phạm Thu Hương", "Đặng Đức Giang", "Nguyễn Hoàng Yến"]
    assert [len(speakers_of(event)), sessions[0].title_en] == [15, "Arrival and check-in"]
    assert f"{sessions[0].starts_at.astimezone(event.tz):%d/%m/%Y %H:%M}" == "20/12/2021 07:15"
    before = row_counts()
    assert counts(run(table, ProgrammeImporter, event, by=SYSTEM)) == (0, 0, 13, 0)
    assert row_counts() == before


def test_a_sheets_own_dates_and_times_are_understood(app: Flask) -> None:
    event = make_event()
    cells = [
        (datetime(2030, 5, 6), time(8, 0), time(8, 30)),
        (date(2030, 5, 6), 0.375, timedelta(hours=9, minutes=30)),
        ("2030-05-06", "10h", "10g30"),
        ("6/5/2030", "11:00:00", "11.30"),
    ]
    rows = [(*moments, "", f"Phiên {number}", "", "", "") for number, moments in enumerate(cells)]
    assert counts(take_in_rows(event, *rows)) == (4, 0, 0, 0)
    local = [
        f"{each.starts_at.astimezone(event.tz):%d %H:%M}-{each.ends_at.astimezone(event.tz):%H:%M}"
        for each in sessions_of(event)
    ]
    assert local == ["06 08:00-08:30", "06 09:00-09:30", "06 10:00-10:30", "06 11:00-11:30"]


def test_names_are_cleaned_and_empty_ones_left_out(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, OPENING, TALKS)
    assert platform(sessions_of(event)[1], PlatformRole.SPEAKER) == ["Lê Hoa", "Đỗ Nam"]
    assert [person.full_name for person in speakers_of(event)] == ["Lê Hoa", "Đỗ Nam", "Bùi Sơn"]


def test_another_end_room_or_speaker_changes_the_session(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, OPENING, TALKS)
    report = take_in_rows(event, (*OPENING[:2], "08:10", *OPENING[3:]), (*TALKS[:7], "Lê Hoa"))
    assert counts(report) == (0, 2, 0, 0)
    opening, talks = sessions_of(event)
    assert [opening.sequence, talks.sequence] == [1, 0]
    assert platform(talks, PlatformRole.SPEAKER) == ["Lê Hoa"]


def test_an_empty_cell_changes_nothing(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, OPENING, TALKS)
    assert counts(take_in_rows(event, (*OPENING[:3], "", OPENING[4], "", "", ""))) == (0, 0, 1, 0)
    opening = sessions_of(event)[0]
    assert (opening.kind, opening.room and opening.room.name) == (SessionKind.OPENING, "Phòng A")


def test_each_fault_names_its_row_and_column(app: Flask) -> None:
    event = make_event()
    report = take_in_rows(
        event,
        OPENING,
        ("31/02/2030", "8 giờ", "25:00", "Hội thảo bí mật", "", "", "", "123"),
        ("06/05/2030", "09:00", "08:00", "", "Ngược", "", "", ""),
        (*OPENING[:4], "KHAI MẠC hội nghị", "", "", ""),
    )
    assert faults(report) == [
        (3, "Ngày", "invalid"),
        (3, "Bắt đầu", "invalid"),
        (3, "Kết thúc", "invalid"),
        (3, "Loại", "unknown"),
        (3, "Nội dung", "missing"),
        (3, "Diễn giả", "invalid"),
        (4, "Kết thúc", "ends_before_start"),
        (5, "Nội dung", "duplicate"),
    ]


def test_a_cancelled_session_stays_cancelled(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, OPENING)
    with transaction():
        programming.cancel_session(event, sessions_of(event)[0], by=SYSTEM)
    report = take_in_rows(event, OPENING)
    assert counts(report) == (0, 0, 1, 0)
    assert [note.fault.code for note in report.notes] == ["cancelled"]
    assert sessions_of(event)[0].cancelled_at is not None


def test_a_time_the_clocks_skip_is_a_fault(app: Flask) -> None:
    event = make_event(zone="Europe/Paris")
    row = ("31/03/2030", "02:30", "04:00", "", "Trong đêm", "", "", "")
    assert faults(take_in_rows(event, row)) == [(2, "Bắt đầu", "no_such_moment")]


def test_every_word_the_fault_proposes_is_known_in_both_languages(app: Flask) -> None:
    event = make_event()
    unknown = take_in_rows(event, (*OPENING[:3], "bí mật", *OPENING[4:])).rejected[0].fault
    for locale in ("en", "vi"):
        with force_locale(locale):
            words = re.split(r", | or | hoặc ", unknown.sentence(gettext).partition(": ")[2].partition(": ")[2][:-1])
        rows = [(OPENING[0], "08:00", "09:00", word, f"{locale} {word}", "", "", "") for word in words]
        assert len(words) == 9
        assert counts(take_in_rows(event, *rows)) == (9, 0, 0, 0)
