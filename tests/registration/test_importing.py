"""The office's list of delegates."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations.importing import DelegationImporter
from eventapp.delegations.models import Quota
from eventapp.directory.models import Person
from eventapp.events.models import Event, EventMode, Mode
from eventapp.importing.reports import Report
from eventapp.mail.models import Letter
from eventapp.registration import enrolment
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.models import Registration, Status
from eventapp.spreadsheets import Formula, read_table
from tests.factories import make_event, make_registration, make_site
from tests.importing.sheets import counts, faults, row_counts, run, sentences, sheet
from tests.registration.test_approving import judge

HEADINGS = ("Họ và tên", "Ông/Bà", "Chức vụ", "Mã đơn vị", "Đơn vị", "Hình thức tham dự", "Email", "Điện thoại")
AN = ("NGUYỄN VĂN AN", "Ông", "Vụ trưởng", "", "Bộ A", "Trực tiếp", "An@X.example ", 349977364.0)
BINH = ("Lê Thị Bình", "Bà", "", "", "Bộ B", "trực tuyến", "binh@x.example", "")
TRAPS = [
    (357, "Email", "duplicate"),
    (358, "Email", "missing"),
    (359, "Email", "invalid"),
    (359, "Điện thoại", "invalid"),
    (360, "Họ và tên", "invalid"),
    (361, "Mã đơn vị", "unknown"),
    (362, "Hình thức tham dự", "unknown"),
]


def take_in_rows(event: Event, *rows: tuple[Any, ...], **how: Any) -> Report:
    """Take in these rows below the usual headings."""
    return run(sheet(HEADINGS, *rows), DelegateImporter, event, by=SYSTEM, **how)


def invite(event: Event, code: str = "TW01", *, mode: str = "hall", quota: int = 5) -> None:
    """Invite a delegation by the rule of its own import."""
    headings = ("code", "name", "mode", "quota", "site")
    run(sheet(headings, (code, f"Bộ {code}", mode, quota, f"Điểm {code}")), DelegationImporter, event, by=SYSTEM)


def test_of_the_real_list_353_go_in_and_exactly_the_six_traps_do_not(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: 250, Mode.BRIDGE: None, Mode.ONLINE: 300})
    run(read_table(ROOT / "sample" / "delegations.csv"), DelegationImporter, event, by=SYSTEM)
    table = read_table(ROOT / "sample" / "delegates.xlsx")
    before = row_counts()
    rehearsed = run(table, DelegateImporter, event, by=SYSTEM, is_rehearsal=True)
    assert (counts(rehearsed), row_counts()) == ((353, 0, 0, 6), before)
    held_back = run(table, DelegateImporter, event, by=SYSTEM, all_or_nothing=True)
    assert (counts(held_back), row_counts()) == ((0, 0, 0, 6), before)

    report = run(table, DelegateImporter, event, by=SYSTEM)
    assert counts(report) == (353, 0, 0, 6)
    assert faults(report) == faults(rehearsed) == TRAPS
    assert Counter(db.session.scalars(select(Registration.status))) == {Status.CONFIRMED: 353}
    people = db.session.scalars(select(Person)).all()
    for person in people:
        name = person.full_name
        assert name == unicodedata.normalize("NFC", " ".join(name.split())) and not name.isupper()
        assert person.email == person.email.strip().casefold()
        assert person.phone.startswith("+84") and len(person.phone) == 12
    assert {note.fault.code for note in report.notes} == {"note"}
    assert {note.column for note in report.notes} == {"Điện thoại"}
    assert db.session.scalar(select(func.count()).where(Registration.note == "ăn chay")) == 11

    before = row_counts()
    again = run(table, DelegateImporter, event, by=SYSTEM)
    assert (counts(again), faults(again)) == ((0, 0, 353, 6), TRAPS)
    assert row_counts() == before


def test_names_phones_and_addresses_are_put_right(app: Flask) -> None:
    event = make_event()
    assert counts(take_in_rows(event, AN)) == (1, 0, 0, 0)
    person = db.session.scalars(select(Person)).one()
    assert [person.full_name, person.email, person.phone, person.salutation, person.organisation_name] == [
        "Nguyễn Văn An",
        "an@x.example",
        "+84349977364",
        "Ông",
        "Bộ A",
    ]


def test_what_the_sheet_says_anew_is_an_update_and_an_empty_cell_says_nothing(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, AN, BINH)
    promoted = (*AN[:2], "Thứ trưởng", *AN[3:7], "")
    assert counts(take_in_rows(event, promoted, BINH)) == (0, 1, 1, 0)
    person = db.session.scalars(select(Person).where(Person.email == "an@x.example")).one()
    assert [person.position, person.phone] == ["Thứ trưởng", "+84349977364"]
    accents = ("Nguyên Văn Ân", *AN[1:2], "Thứ trưởng", *AN[3:])
    assert counts(take_in_rows(event, accents)) == (0, 1, 0, 0)
    assert person.full_name == "Nguyên Văn Ân"


def test_a_form_of_address_within_the_name_is_noted_and_nothing_is_cut_off(app: Flask) -> None:
    report = take_in_rows(make_event(), ("Ông Nguyễn Văn An", "", *AN[2:]), ("Bà Lê Thị Bình", "Bà", *BINH[2:]))
    assert [(each.row, each.fault.code) for each in report.notes] == [(2, "note")]
    assert db.session.scalars(select(Person.full_name).order_by(Person.id)).first() == "Ông Nguyễn Văn An"


def test_letters_go_out_only_when_asked_for_and_only_once(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, AN)
    assert db.session.scalar(select(func.count(Letter.id))) == 0
    for _time in range(2):
        take_in_rows(event, AN, BINH, sends_letters=True)
        assert sorted(db.session.scalars(select(Letter.recipient))) == ["an@x.example", "binh@x.example"]


def test_a_delegation_gives_organisation_mode_and_bridge_point(app: Flask) -> None:
    event = make_event()
    invite(event, "DP01", mode="bridge")
    row = ("Lê Chi", "", "", "dp01", "Sở Ngoại vụ", "", "chi@x.example", "")
    report = take_in_rows(event, row)
    registration = db.session.scalars(select(Registration)).one()
    assert registration.site is not None
    assert [registration.mode, registration.site.name, registration.person.organisation_name] == [
        Mode.BRIDGE,
        "Điểm DP01",
        "Bộ DP01",
    ]
    assert [note.fault.sentence() for note in report.notes] == [
        "Organisation: the code belongs to “Bộ DP01”, and so does the delegate now."
    ]


def test_the_quota_binds_the_sheet_too(app: Flask) -> None:
    event = make_event()
    invite(event, quota=1)
    rows = [(f"Lê {name}", "", "", "TW01", "", "hall", f"{name}@x.example", "") for name in ("an", "ba")]
    for expected in ((1, 0, 0, 1), (0, 0, 1, 1)):
        report = take_in_rows(event, *rows)
        assert (counts(report), faults(report)) == (expected, [(3, "Mã đơn vị", "quota_exhausted")])
    assert db.session.execute(select(EventMode.taken).where(EventMode.mode == Mode.HALL)).scalar_one() == 1


def test_beyond_the_seats_a_delegate_waits_or_is_refused(app: Flask) -> None:
    event = make_event(hall=1)
    report = take_in_rows(event, AN, (*BINH[:5], "hall", *BINH[6:]))
    assert (counts(report), [(each.row, each.fault.code) for each in report.notes]) == (
        (2, 0, 0, 0),
        [(3, "waitlisted")],
    )
    strict = make_event("strict", hall=0, has_waiting_list=False)
    assert faults(take_in_rows(strict, AN)) == [(2, "Hình thức tham dự", "full")]


def test_where_the_office_asks_for_it_a_row_awaits_approval_in_the_rehearsal_as_in_truth(app: Flask) -> None:
    event = judge(make_event(hall=1), Mode.HALL, office=True)
    for is_rehearsal in (True, False):
        report = take_in_rows(event, AN, BINH, is_rehearsal=is_rehearsal)
        assert (counts(report), [(each.row, each.fault.code) for each in report.notes]) == (
            (2, 0, 0, 0),
            [(2, "pending")],
        )
    assert Counter(db.session.scalars(select(Registration.status))) == {Status.PENDING: 1, Status.CONFIRMED: 1}
    online = take_in_rows(event, (*AN[:5], "online", *AN[6:]), is_rehearsal=True)
    assert counts(online) == counts(take_in_rows(event, (*AN[:5], "online", *AN[6:]))) == (0, 1, 0, 0)
    assert Counter(db.session.scalars(select(Registration.status))) == {Status.CONFIRMED: 2}
    generous = judge(make_event("generous", hall=1), Mode.HALL)
    assert counts(take_in_rows(generous, AN)) == (1, 0, 0, 0)
    assert Status.PENDING not in set(db.session.scalars(select(Registration.status)))


def test_the_words_of_offices_for_a_mode_are_known_and_others_refused_in_their_words(app: Flask) -> None:
    event = make_event()
    make_site(event, "Huế")
    words = ["TRỰC TIẾP", "truc tiep", "Hội trường", "In person", "Trực tuyến", "online", "Điểm cầu", "Bridge point"]
    rows = [(f"Lê {chr(65 + n)}", "", "", "", "", word, f"{n}@x.example", "") for n, word in enumerate(words)]
    report = take_in_rows(event, *rows)
    assert (counts(report)[0], [code for _row, _column, code in faults(report)]) == (6, ["site_needed"] * 2)
    assert Counter(db.session.scalars(select(Registration.mode))) == {Mode.HALL: 4, Mode.ONLINE: 2}
    report = take_in_rows(event, (*AN[:5], "có thể", *AN[6:]), (*BINH[:5], "", *BINH[6:]))
    assert sentences(report) == [
        "Attendance is unknown: có thể. Write: in person, bridge point or online.",
        "Attendance is missing.",
    ]


def test_a_bridge_point_must_be_one_of_the_event(app: Flask) -> None:
    event = make_event()
    make_site(event, "Điểm cầu Huế")
    headings = ("Full name", "E-mail", "Attendance", "Bridge point")
    table = sheet(
        headings,
        ("Le An", "an@x.example", "bridge", "diem cau hue"),
        ("Le Ba", "ba@x.example", "bridge", "Điểm cầu Sao Hoả"),
        ("Le Ca", "ca@x.example", "bridge", ""),
    )
    report = run(table, DelegateImporter, event, by=SYSTEM)
    assert faults(report) == [(3, "Bridge point", "unknown"), (4, "Bridge point", "site_needed")]


def test_a_formula_is_no_answer_in_any_column(app: Flask) -> None:
    event = make_event()
    formula = Formula('HYPERLINK("http://x.example","An")', "An")
    rows = [(*AN[:column], formula, *AN[column + 1 :]) for column in (0, 2, 6, 7)]
    assert faults(take_in_rows(event, *rows)) == [
        (row, HEADINGS[column], "invalid") for row, column in zip((2, 3, 4, 5), (0, 2, 6, 7), strict=True)
    ]


def test_a_list_does_not_bring_back_who_has_cancelled(app: Flask) -> None:
    event = make_event()
    registration = make_registration(event, "Nguyễn Văn An", email="an@x.example")
    with transaction():
        enrolment.cancel(registration, by=SYSTEM)
    assert faults(take_in_rows(event, AN)) == [(2, "Họ và tên", "cancelled")]


def test_two_people_may_share_an_address(app: Flask) -> None:
    event = make_event()
    shared = (*BINH[:6], "an@x.example", "")
    assert counts(take_in_rows(event, AN, shared, AN)) == (2, 0, 0, 1)


def test_someone_who_attends_otherwise_moves_with_seat_and_quota(app: Flask) -> None:
    event = make_event(hall=1)
    invite(event)
    an = ("Lê An", "", "", "TW01", "", "hall", "an@x.example", "")
    take_in_rows(event, an)
    waiting = make_registration(event, "Lê Ba")
    invite(event, "TW02", mode="online", quota=1)
    assert counts(take_in_rows(event, (*an[:3], "TW02", "", "", *an[6:]))) == (
        0,
        0,
        0,
        1,
    )  # TW02 has no seat in the hall
    assert counts(take_in_rows(event, (*an[:3], "TW02", "", "online", *an[6:]))) == (0, 1, 0, 0)
    registration = db.session.scalars(select(Registration).where(Registration.id != waiting.id)).one()
    assert registration.delegation is not None
    assert [registration.mode, registration.delegation.code, registration.person.organisation_name] == [
        Mode.ONLINE,
        "TW02",
        "Bộ TW02",
    ]
    taken = {row.mode: row.taken for row in db.session.scalars(select(EventMode))}
    assert taken == {Mode.HALL: 1, Mode.BRIDGE: 0, Mode.ONLINE: 1}
    used = {(row.delegation_id, row.mode): row.used for row in db.session.scalars(select(Quota))}
    assert sorted(used.values()) == [0, 1] and used[registration.delegation_id, Mode.ONLINE] == 1
    db.session.refresh(waiting)
    assert waiting.status is Status.CONFIRMED
    full = take_in_rows(event, an)
    assert faults(full) == [(2, "Hình thức tham dự", "full")]
    assert {row.mode: row.taken for row in db.session.scalars(select(EventMode))} == taken


def test_someone_who_waits_moves_and_gets_the_free_seat(app: Flask) -> None:
    event = make_event(hall=0)
    take_in_rows(event, AN)
    assert counts(take_in_rows(event, (*AN[:5], "online", *AN[6:]))) == (0, 1, 0, 0)
    registration = db.session.scalars(select(Registration)).one()
    assert [registration.mode, registration.status, registration.ticket is None] == [
        Mode.ONLINE,
        Status.CONFIRMED,
        False,
    ]


def test_two_lists_at_once_lose_nobody_and_sell_no_seat_twice(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event_id = make_event(modes={Mode.HALL: 12, Mode.ONLINE: 9}).id
    rows = [(f"Lê {chr(65 + n)}", "", "", "", "", ("hall", "online")[n % 2], f"{n}@x.example", "") for n in range(26)]
    start = Barrier(2)

    def take_in_at_once(part: list[tuple[Any, ...]]) -> tuple[int, int, int, int]:
        with bare_app.test_request_context():
            event = db.session.get_one(Event, event_id)
            start.wait()
            return counts(take_in_rows(event, *part))

    with ThreadPoolExecutor(2) as people:
        first, second = people.map(take_in_at_once, (rows[:20], rows[:5:-1]))
    assert [a + b for a, b in zip(first, second, strict=True)] == [26, 0, 14, 0]
    with bare_app.test_request_context():
        taken = {row.mode: row.taken for row in db.session.scalars(select(EventMode))}
        found = Counter(db.session.execute(select(Registration.mode, Registration.status)).all())
    assert taken == {Mode.HALL: 12, Mode.ONLINE: 9}
    assert {tuple(row): count for row, count in found.items()} == {
        (Mode.HALL, Status.CONFIRMED): 12,
        (Mode.HALL, Status.WAITLISTED): 1,
        (Mode.ONLINE, Status.CONFIRMED): 9,
        (Mode.ONLINE, Status.WAITLISTED): 4,
    }


class OutOfDate(DelegateImporter):
    """A list that was looked up in the instant before somebody on it registered by himself."""

    def prepare(self, rows: Sequence[Mapping[str, Any]], *, is_rehearsal: bool) -> None:
        """Forget who is registered."""
        super().prepare(rows, is_rehearsal=is_rehearsal)
        self.known, self.registered = set(), {}


def test_whoever_registers_in_between_is_refused_and_the_others_of_the_batch_go_in(app: Flask) -> None:
    event = make_event()
    make_registration(event, "Lê Thị Bình", email="binh@x.example", mode=Mode.ONLINE, sends_letter=False)
    chi = ("Chu Thị Chi", "Bà", "", "", "Bộ C", "trực tuyến", "chi@x.example", "")
    report = run(sheet(HEADINGS, AN, BINH, chi), OutOfDate, event, by=SYSTEM, sends_letters=True)
    assert (counts(report), faults(report)) == ((2, 0, 0, 1), [(3, "Email", "already_registered")])
    assert sentences(report) == [
        "Lê Thị Bình is already registered with this e-mail address. We can send the link again."
    ]
    taken = {row.mode: row.taken for row in db.session.scalars(select(EventMode))}
    assert (taken[Mode.HALL], taken[Mode.ONLINE]) == (1, 2)
    told = select(AuditEntry.subject).where(AuditEntry.action == "registered").order_by(AuditEntry.id)
    refs = select(Registration.ref).order_by(Registration.id)
    assert list(db.session.scalars(told)) == [f"registrations/{ref}" for ref in db.session.scalars(refs)]
    assert sorted(db.session.scalars(select(Letter.recipient))) == ["an@x.example", "chi@x.example"]


def test_the_words_of_vietnamese_offices_are_known(app: Flask) -> None:
    event = make_event(modes={Mode.BRIDGE: None})
    make_site(event, "Điểm cầu tỉnh An Giang")
    headings = ("TT", "Họ và tên đại biểu", "Chức danh", "Cơ quan công tác", "Hình thức dự", "Nơi dự", "Giữ chức từ")
    row = (1.0, "Lê An", "Giám đốc", "Sở Ngoại vụ", "Điểm cầu", "An Giang", "01/07/2025")
    more = ("Thư điện tử", "ĐTDĐ", "Ngôn ngữ"), ("Lê An <AN@x.example>", "0912 345 678", "Tiếng Anh")
    for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
        report = run(sheet((*headings, *more[0]), (*row, *more[1])), DelegateImporter, event, by=SYSTEM)
        assert (counts(report), faults(report)) == (expected, [])
    found = db.session.scalars(select(Registration)).one()
    person = found.person
    assert (found.site.name, found.locale, person.email) == ("Điểm cầu tỉnh An Giang", "en", "an@x.example")
    assert (person.organisation_name, person.position) == ("Sở Ngoại vụ", "Giám đốc")
    assert (person.phone, person.in_post_since) == ("+84912345678", date(2025, 7, 1))
    again = sheet(("Họ tên", "Email", "Ngôn ngữ"), ("Lê An", "an@x.example", "vi"))
    assert (counts(run(again, DelegateImporter, event, by=SYSTEM)), found.locale) == ((0, 1, 0, 0), "vi")


def test_of_several_addresses_none_is_chosen(app: Flask) -> None:
    several = "an@x.example; le.an@x.example"
    rows = sheet(("Họ tên", "Email", "Hình thức"), ("Lê An", several, "online"))
    report = run(rows, DelegateImporter, make_event(), by=SYSTEM)
    assert sentences(report) == [f"E-mail holds several addresses, and one is needed: {several}"]


def test_a_bridge_point_for_all_rows_is_that_of_those_who_attend_at_one(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: 5, Mode.BRIDGE: None})
    make_site(event, "Điểm cầu Huế")
    rows = ("Họ tên", "Email", "Hình thức"), ("Lê An", "an@x.example", "hall"), ("Lê Ba", "ba@x.example", "")
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        for is_rehearsal in (True, False):
            how: dict[str, Any] = {"defaults": {"mode": "bridge", "site": "Huế"}, "is_rehearsal": is_rehearsal}
            report = run(sheet(*rows), DelegateImporter, event, by=SYSTEM, **how)
            assert (counts(report), faults(report)) == (expected, [])
    found = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(each.mode, each.site and each.site.name) for each in found] == [
        (Mode.HALL, None),
        (Mode.BRIDGE, "Điểm cầu Huế"),
    ]


def test_a_needed_column_may_be_a_value_for_all_rows(app: Flask) -> None:
    event = make_event()
    rows = ("Mã đơn vị", "Đơn vị"), ("TW01", "Bộ A"), ("", ""), ("Tổng cộng", ""), ("TW02", "Tổng cục B")
    report = run(sheet(*rows), DelegationImporter, event, by=SYSTEM, defaults={"mode": "hall", "quota": "3"})
    assert (counts(report), [each.row for each in report.skipped]) == ((2, 0, 0, 0), [4])
    assert db.session.scalars(select(Quota.allotted)).all() == [3, 3]


@pytest.mark.parametrize("organisation", ["Bộ TW01", "bộ tw01", "TW01"])
def test_a_delegations_name_in_the_column_of_organisations_is_noted_and_takes_no_seat_of_it(
    app: Flask, organisation: str
) -> None:
    event = make_event(modes={Mode.HALL: None, Mode.BRIDGE: None})
    invite(event)
    report = take_in_rows(event, ("Nguyễn Văn An", "", "", "", organisation, "Trực tiếp", "an@x.example", ""))
    assert counts(report) == (1, 0, 0, 0)
    said = [remark.fault.sentence(lambda text: text) for remark in report.notes]
    assert ["has been invited as a delegation (TW01)" in sentence for sentence in said] == [True]
