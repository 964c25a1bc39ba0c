"""Whom rows mean, what organisers say of them, and what follows in the ledger: each row once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select
from time_machine import travel

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.platforms import deciding, queries, taking
from eventapp.platforms.models import PlatformPerson, PlatformReport, Standing, Way
from eventapp.presence.attending import Line, roll_of
from eventapp.presence.judging import State
from eventapp.presence.models import Evidence, Level, Retraction
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from tests.delegations.desk import make_delegation
from tests.factories import make_event, make_registration, make_session
from tests.platforms import files
from tests.platforms.desk import row, send, shuffled, take
from tests.presence.ledger import AFTERWARDS, scan
from tests.queries import count_queries


@dataclass
class Morning:
    """An event with one session and people of two ministries, two of whom bear one name."""

    event: Event
    session: Session
    people: dict[str, Registration]


@pytest.fixture
def morning(app: Flask) -> Iterator[Morning]:
    """The evening after it."""
    event = make_event(hall=None)
    session = make_session(event, hour=2)
    homes = [
        make_delegation(event, name, code, seats={Mode.ONLINE: 9, Mode.HALL: 9}, kind="central")
        for name, code in (("Bộ Ngoại giao", "A"), ("Bộ Tài chính", "B"))
    ]
    people = {}
    for key, name, home, email in (
        ("an", "Nguyễn Văn An", homes[0], "an@mofa.vn"),
        ("binh", "Trần Thị Bình", homes[0], "chung@mofa.vn"),
        ("chau", "Lê Minh Châu", homes[0], "chung@mofa.vn"),
        ("dung", "Phạm Dũng", homes[0], "dung1@mofa.vn"),
        ("dung2", "Phạm Dũng", homes[1], "dung2@mof.vn"),
        ("em", "Y Blốk Êban", homes[1], "em@mof.vn"),
    ):
        people[key] = make_registration(event, name, mode=Mode.ONLINE, delegation=home, email=email)
    with travel(AFTERWARDS, tick=False):
        yield Morning(event, session, people)


def someone(report: PlatformReport) -> PlatformPerson:
    """Return the first who stands in a report."""
    return db.session.scalars(
        select(PlatformPerson).where(PlatformPerson.report_id == report.id).order_by(PlatformPerson.number)
    ).all()[0]


def meant(morning: Morning, name: str, email: str = "") -> tuple[Standing, Way | None, str]:
    """Return how a row stands, by what, and whom it means."""
    found = someone(send(morning.event, files.zoom([row(name, email)])))
    keys = {each.id: key for key, each in morning.people.items()}
    return found.standing, found.way, keys.get(found.registration_id or 0, "")


def attendance(event: Event) -> dict[int, Line]:
    """Return everybody's attendance by registration."""
    return {line.registration_id: line for line in roll_of(event, at=AFTERWARDS).lines}


def present(morning: Morning) -> dict[str, tuple[Level | None, int]]:
    """Return those who were there, how well that is known, and for how many minutes."""
    lines = attendance(morning.event)
    known = {key: lines[each.id].attendance for key, each in morning.people.items()}
    return {key: (each.level, each.minutes) for key, each in known.items() if each.state is State.PRESENT}


def test_whom_a_row_means(morning: Morning) -> None:
    ref = morning.people["em"].ref
    sure, name = (Standing.MATCHED, Way.EMAIL), (Standing.PROPOSED, Way.NAME)
    for written, email, wanted in (
        (f"Khách {ref[:4]} {ref[4:].lower()}", "", (Standing.MATCHED, Way.IDENTIFIER, "em")),
        (f"{ref} - Êban", "", (Standing.MATCHED, Way.IDENTIFIER, "em")),
        ("iPhone của tôi", "AN@mofa.vn", (*sure, "an")),
        ("Tran Thi Binh", "chung@mofa.vn", (*sure, "binh")),
        ("Điện thoại", "chung@mofa.vn", (Standing.OPEN, None, "")),
        ("iPhone (NGUYỄN VĂN AN)", "", (*name, "an")),
        ("Van An Nguyen", "", (*name, "an")),
        ("Ông Nguyễn Văn An", "rieng@gmail.com", (*name, "an")),
        ("Phạm Dũng", "", (Standing.OPEN, None, "")),
        ("Phạm Dũng - Bộ Tài chính", "", (Standing.PROPOSED, Way.NAME_AND_ORGANISATION, "dung2")),
        ("Bộ Ngoại giao_Phạm Dũng", "", (Standing.PROPOSED, Way.NAME_AND_ORGANISATION, "dung")),
        ("Điểm cầu Huế", "", (Standing.OPEN, None, "")),
        (f"{ref} Nguyễn", "an@mofa.vn", (Standing.OPEN, None, "")),  # the code says one, the address another
    ):
        assert (written, meant(morning, written, email)) == (written, wanted)


def test_suggestions_come_likeliest_first(morning: Morning) -> None:
    found = someone(send(morning.event, files.zoom([row("Dũng Phạm Bộ Tài chính HN")])))
    assert [each.id for each in queries.suggested(found)][:2] == [morning.people["dung2"].id, morning.people["dung"].id]
    assert someone(send(morning.event, files.zoom([row("Galaxy Tab S7")]))).suggestions == []


def test_nothing_counts_before_it_is_taken(morning: Morning) -> None:
    report = send(morning.event, files.zoom([row("An", "an@mofa.vn")]))
    assert present(morning) == {}
    for _time in range(2):
        taking.take(report, by=SYSTEM)
        assert present(morning) == {"an": (Level.C, 60)}


def test_the_waiting_room_counts_for_nothing_and_rejoins_once(morning: Morning) -> None:
    rows = [
        row("An", "an@mofa.vn", "09:00", "09:30"), row("An", "an@mofa.vn", "09:20", "09:40"),
        row("An", "an@mofa.vn", "08:00", "11:00", is_waiting=True), row("Êban", "em@mof.vn", is_waiting=True),
    ]  # fmt: skip
    take(morning.event, files.zoom(rows))
    assert present(morning) == {"an": (Level.C, 40)}


def test_in_the_hall_and_on_the_platform_is_once(morning: Morning) -> None:
    guest = make_registration(morning.event, "Vũ Thị Lan", mode=Mode.HALL, email="lan@mofa.vn")
    scan(morning.event, guest, morning.session.starts_at, number=1)
    take(morning.event, files.zoom([row("Lan", "lan@mofa.vn")]))
    line = attendance(morning.event)[guest.id].attendance
    assert (line.state, line.mode, line.level) == (State.PRESENT, Mode.HALL, Level.A)


def test_a_name_counts_when_an_organiser_has_confirmed_it(morning: Morning) -> None:
    report = take(morning.event, files.zoom([row("Nguyễn Văn An"), row("Galaxy")]))
    assert present(morning) == {}
    first, second = queries.people_of(report, [5, 6])
    with pytest.raises(deciding.StillUnknown), transaction():
        deciding.confirm(morning.event, [first, second], by=SYSTEM)
    with transaction():
        assert deciding.confirm(morning.event, [first], by=SYSTEM) == 1
    assert present(morning) == {"an": (Level.C, 60)}
    with transaction():
        deciding.name(morning.event, second, morning.people["em"], by=SYSTEM)
    assert sorted(present(morning)) == ["an", "em"]


def test_a_mistake_is_mended_and_leaves_the_evidence(morning: Morning) -> None:
    report = take(morning.event, files.zoom([row("Galaxy")]))
    found = someone(report)
    for who in ("an", "em", "an"):
        with transaction():
            deciding.name(morning.event, found, morning.people[who], by=SYSTEM)
        assert list(present(morning)) == [who]
    with transaction():
        deciding.pass_over(morning.event, [found], by=SYSTEM)
    assert present(morning) == {}
    count = select(func.count())
    assert (db.session.scalar(count.select_from(Evidence)), db.session.scalar(count.select_from(Retraction))) == (2, 2)


def test_only_who_is_expected_is_named(morning: Morning) -> None:
    found = someone(send(morning.event, files.zoom([row("Galaxy")])))
    stranger = make_registration(make_event("other"), "Người khác", mode=Mode.ONLINE)
    with pytest.raises(deciding.NotOfEvent), transaction():
        deciding.name(morning.event, found, stranger, by=SYSTEM)


def test_the_very_same_row_in_another_file_is_not_asked_about_twice(morning: Morning) -> None:
    first = send(morning.event, files.zoom([row("Galaxy"), row("Phòng họp")]))
    galaxy, room = queries.people_of(first, [5, 6])
    with transaction():
        deciding.name(morning.event, galaxy, morning.people["an"], by=SYSTEM)
        deciding.pass_over(morning.event, [room], by=SYSTEM)
    later = send(
        morning.event, files.zoom([row("Phòng họp"), row("Galaxy"), row("Galaxy", joined="10:10", left="10:20")])
    )
    standings = {each.name: each.standing for each in queries.people_of(later, [5, 6])}
    assert standings == {"Phòng họp": Standing.PASSED, "Galaxy": Standing.CONFIRMED}
    another_day = send(morning.event, files.zoom([row("Galaxy", joined="11:00", left="11:30")]))
    assert someone(another_day).standing is Standing.OPEN  # many telephones bear that name


def test_what_is_thrown_away_counts_no_more_unless_another_report_says_it(morning: Morning) -> None:
    both = [row("An", "an@mofa.vn"), row("Em", "em@mof.vn")]
    first, second = take(morning.event, files.zoom(both)), take(morning.event, files.zoom(both[:1]))
    with transaction():
        taking.throw_away(morning.event, first, by=SYSTEM)
    assert list(present(morning)) == ["an"]
    with transaction():
        taking.throw_away(morning.event, second, by=SYSTEM)
    assert present(morning) == {}
    take(morning.event, files.zoom(both))
    assert sorted(present(morning)) == ["an", "em"]


@pytest.mark.parametrize("is_detail_first", [True, False])
def test_a_report_with_times_takes_precedence_over_one_with_minutes_only(
    morning: Morning, is_detail_first: bool
) -> None:
    detail = files.zoom([row("An", "an@mofa.vn", "10:30", "11:00")])
    summary = files.zoom_unique([("An", "an@mofa.vn", "60", "No"), ("Em", "em@mof.vn", "60", "No")])
    for content in (detail, summary) if is_detail_first else (summary, detail):
        take(morning.event, content)
    whole = roll_of(morning.event, at=AFTERWARDS).lines
    known = {line.registration_id: line.attendance for line in whole}
    assert known[morning.people["an"].id].arrived_at == AFTERWARDS.replace(hour=3, minute=30)
    assert known[morning.people["em"].id].state is State.PRESENT
    assert not known[morning.people["em"].id].has_left_early


def test_a_report_of_a_session_counts_in_that_session(morning: Morning) -> None:
    other = make_session(morning.event, "Song song", hour=2)
    take(morning.event, files.zoom([row("An", "an@mofa.vn", "09:10", "09:50")]), session=other)
    for session, wanted in ((other, {"an": 40}), (morning.session, {})):
        lines = roll_of(morning.event, at=AFTERWARDS, session=session).lines
        keys = {each.id: key for key, each in morning.people.items()}
        found = {keys[each.registration_id]: each.attendance.minutes for each in lines if each.attendance.mode}
        assert found == wanted


def test_neither_order_nor_repetition_of_reports_matters(morning: Morning) -> None:
    rows = [
        row("An", "an@mofa.vn", "08:50", "09:20"), row("An", "an@mofa.vn", "09:30", "11:00"),
        row("An máy tính", "an@mofa.vn", "09:10", "09:40"), row("Trần Thị Bình", "chung@mofa.vn", "09:30", "09:55"),
        row(f"X {morning.people['em'].ref}", "", "09:00", "09:05"), row("Galaxy", "", "09:00", "10:00"),
        row("Phạm Dũng", "dung1@mofa.vn", "08:00", "08:30", is_waiting=True),
    ]  # fmt: skip
    known = []
    for seed in range(6):
        for content in shuffled(rows, seed):
            take(morning.event, content)
        known.append((present(morning), db.session.scalar(select(func.count()).select_from(Evidence))))
        with transaction():
            for report, _figures in queries.reports_of(morning.event):
                taking.throw_away(morning.event, report, by=SYSTEM)
        assert present(morning) == {}
    assert known == [({"an": (Level.C, 60), "binh": (Level.C, 25), "em": (Level.B, 5)}, 5)] * 6


def test_sending_costs_as_many_statements_with_many_people_as_with_few(app: Flask, morning: Morning) -> None:
    """Known and unknown by turns: a report with gaps goes in at once."""
    counts = []
    for number in (3, 40):
        rows = [row(f"Người Lạ {each}", f"la{each}@x.example") for each in range(number)]
        rows[1::2] = [row(each.person.full_name, each.person.email) for each in _more(morning, number // 2)]
        with count_queries(app) as sent:
            report = send(morning.event, files.zoom(rows))
        counts.append(len(sent))
        standings = set(
            db.session.scalars(select(PlatformPerson.standing).where(PlatformPerson.report_id == report.id))
        )
        assert standings == {Standing.OPEN, Standing.MATCHED}
    assert counts[0] == counts[1]


def _more(morning: Morning, number: int) -> list[Registration]:
    """Return so many who attend online."""
    return [make_registration(morning.event, f"Đỗ Người {each}", mode=Mode.ONLINE) for each in range(number)]
