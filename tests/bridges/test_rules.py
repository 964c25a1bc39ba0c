"""Bridge points: their people, line and wishes; readiness; made in bulk; letters to secretaries."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.audit.words import actor_name
from eventapp.bridges import adding, describing, links, readiness, reminding, speaking
from eventapp.bridges.letter_writing import told
from eventapp.bridges.models import Duty, LineState
from eventapp.bridges.queries import contacts_of, find_point, point_of, requests_of
from eventapp.bridges.words import Kind, Lack
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode, Site
from eventapp.links import keeping
from eventapp.links.keeping import Opened, Place
from eventapp.links.models import Audience
from eventapp.mail.models import Letter
from tests.factories import make_event, make_registration, make_session, make_site
from tests.queries import count_queries

ZOOM = Opened(url="https://zoom.us/j/1")


def name(event: Event, site: Site, duty: Duty, called: str, **more: str) -> None:
    """Say who does what."""
    with transaction():
        said = {"position": "", "phone": "", "email": "", "locale": "vi", **more}
        describing.name_contact(event, site, duty, name=called, by=SYSTEM, **said)


def invite(event: Event, called: str) -> Delegation:
    """Invite an organisation to a bridge point, and say to none."""
    with transaction():
        organisation, _is_new = organisations.enter(called, zone="Asia/Tokyo")
        delegation = Delegation(
            event_id=event.id, organisation=organisation, code=called, mode=Mode.BRIDGE, created_at=clock.now()
        )
        db.session.add(delegation)
    return delegation


def letters_there() -> list[str]:
    """Return to whom letters are kept."""
    return list(db.session.scalars(select(Letter.recipient).order_by(Letter.id)))


def test_what_is_kept_of_a_contact_is_erased_with_his_letters_and_of_nobody_else(app: Flask) -> None:
    event = make_event()
    site, other = make_site(event), make_site(event, "Điểm cầu Vinh")
    with transaction():
        for where in (site, other):
            said = {"name": "Đinh Thị Ánh", "phone": "+84912345678", "email": "anh@example.vn", "locale": "vi"}
            describing.name_contact(event, where, Duty.SECRETARY, by=SYSTEM, **said)
        describing.name_contact(event, site, Duty.CHAIR, by=SYSTEM, name="Lê An", locale="vi")
        reminding.send(event, readiness.readiness_of(event), Kind.INTRODUCTION, by=SYSTEM, now=clock.now())
    before = links.secret(site, point_of(site).generation)
    with transaction():
        assert describing.erase_contact(event, site, Duty.SECRETARY, by=SYSTEM, closes_link=True)
        assert not describing.erase_contact(event, site, Duty.TECHNICIAN, by=SYSTEM)
    db.session.expire_all()
    assert (list(contacts_of(site)), list(contacts_of(other))) == ([Duty.CHAIR], [Duty.SECRETARY])
    assert letters_there() == ["anh@example.vn"]  # that of the other point
    assert links.find_point_of(before) is None
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"sites/{site.id}")).all()
    assert [each.action for each in entries][-2:] == ["point_contact_erased", "point_link_renewed"]
    assert "Ánh" not in str([each.words for each in entries])


def test_a_point_is_ready_when_nothing_is_missing(app: Flask) -> None:
    event = make_event()
    site, session = make_site(event), make_session(event)

    def lacks() -> list[Lack]:
        return list(readiness.readiness_at(event, site).lacks)

    assert lacks() == [Lack.ADDRESS, Lack.CHAIR, Lack.LINE, Lack.LINK]
    with transaction():
        assert describing.describe(event, site, address="12 Lê Lợi", room="Phòng 2", notes="", by=SYSTEM)
    name(event, site, Duty.CHAIR, "Hoàng Minh Đức")
    with transaction():
        describing.note_line(event, site, LineState.FAILED, note="Không có tiếng", by=SYSTEM)
    assert lacks() == [Lack.LINE, Lack.LINK]
    with transaction():
        describing.note_line(event, site, LineState.PASSED, by=SYSTEM)
        keeping.add_link(event, Place(audience=Audience.BRIDGE, session=session), ZOOM, by=SYSTEM)
    assert lacks() == []
    assert point_of(site).line_tested_at is not None
    make_session(event, "Phiên hai", hour=5)
    assert lacks() == [Lack.LINK]
    with transaction():
        keeping.add_link(event, Place(audience=Audience.BRIDGE, site=site), ZOOM, by=SYSTEM)
    assert lacks() == []


def test_all_points_are_judged_in_a_constant_number_of_statements(app: Flask) -> None:
    event = make_event()
    counts = []
    for number in (1, 30):
        for each in range(number):
            site = make_site(event, f"Điểm cầu {number} {each}")
            name(event, site, Duty.SECRETARY, "Đinh Thị Ánh", email="a@example.vn")
        with count_queries(app) as sent:
            assert len(readiness.readiness_of(event)) == (1 if number == 1 else 31)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_points_are_found_without_accents_and_by_what_they_lack(app: Flask) -> None:
    event = make_event()
    hue, hanoi = make_site(event, "Điểm cầu Huế"), make_site(event, "Điểm cầu Hà Nội")
    name(event, hanoi, Duty.CHAIR, "Đỗ Văn Hoà")
    everybody = readiness.readiness_of(event)
    assert [each.site for each in readiness.wanted(everybody, q="hue")] == [hue]
    assert [each.site for each in readiness.wanted(everybody, q="do hoa")] == [hanoi]
    assert [each.site for each in readiness.wanted(everybody, lack="chair")] == [hue]
    assert readiness.wanted(everybody, lack="ready") == []
    assert len(readiness.wanted(everybody, lack="any")) == 2


def test_a_chair_may_be_a_delegate_of_the_point_and_of_no_other(app: Flask) -> None:
    event = make_event()
    site, other = make_site(event), make_site(event, "Điểm cầu khác")
    mine = make_registration(event, "Hoàng Minh Đức", mode=Mode.BRIDGE, site=site)
    theirs = make_registration(event, "Vi Văn Khánh", mode=Mode.BRIDGE, site=other)
    said = {"name": "Hoàng Minh Đức", "position": "", "phone": "", "email": "", "locale": "vi"}
    with transaction():
        assert describing.name_contact(event, site, Duty.CHAIR, registration=mine, by=SYSTEM, **said)
        assert not describing.name_contact(event, site, Duty.CHAIR, registration=mine, by=SYSTEM, **said)
    assert contacts_of(site)[Duty.CHAIR].registration == mine
    with pytest.raises(describing.NotOfThisPoint), transaction():
        describing.name_contact(event, site, Duty.CHAIR, registration=theirs, by=SYSTEM, **said)
    with transaction():
        assert not describing.name_contact(event, other, Duty.CHAIR, by=SYSTEM, **{**said, "name": ""})


def test_the_secretarys_link_opens_until_another_is_given(app: Flask) -> None:
    event = make_event()
    site, hall = make_site(event), make_site(event, "Hội trường", mode=Mode.HALL)
    secret = links.secret(site, 0)
    found = links.find_point_of(secret)
    assert found is not None
    assert found[0] == site
    assert links.find_point_of(links.secret(hall, 0)) is None
    assert links.find_point_of(secret[:-1] + ("0" if secret[-1] != "0" else "1")) is None
    assert links.find_point_of("") is None
    with transaction():
        describing.renew_link(event, site, by=SYSTEM)
    assert links.find_point_of(secret) is None
    assert links.find_point_of(links.secret(site, 1)) is not None


def test_the_trail_knows_the_secretary(app: Flask) -> None:
    site = make_site(make_event())
    assert actor_name(describing.secretary(site).words) == "The secretary of “Điểm cầu Huế”"


def test_a_point_of_another_event_or_a_hall_is_none(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    site, hall = make_site(event), make_site(event, "Hội trường", mode=Mode.HALL)
    assert find_point(event, site.ref) is not None
    assert find_point(event, hall.ref) is None
    assert find_point(other, site.ref) is None


def test_points_are_made_once_from_a_pasted_list(app: Flask) -> None:
    event = make_event()
    make_site(event, "Điểm cầu Huế")
    invite(event, "Sở Ngoại vụ Quảng Ninh")
    block = "Điểm cầu Huế\nSở Ngoại vụ Quảng Ninh\t12\n\n  Cà Mau \nca mau\n???\n"
    with transaction():
        added = adding.add_points(event, adding.read_names(block), by=SYSTEM)
    assert [site.name for site in added.made] == ["Sở Ngoại vụ Quảng Ninh", "Cà Mau"]
    assert added.known == ["Điểm cầu Huế", "ca mau"]
    assert added.unreadable == ["???"]
    assert (added.made[0].zone, added.made[0].mode) == ("Asia/Tokyo", Mode.BRIDGE)
    host = point_of(added.made[0]).organisation
    assert host is not None
    assert host.name == "Sở Ngoại vụ Quảng Ninh"
    with pytest.raises(adding.TooManyPoints):
        adding.read_names("\n".join(f"Điểm {each}" for each in range(1001)))


def test_who_was_invited_to_a_bridge_point_gets_one(app: Flask) -> None:
    event = make_event()
    delegation, other = invite(event, "Quảng Ninh"), invite(event, "Huế")
    known = make_site(event, "Huế")
    with transaction():
        added = adding.add_for_invited(event, by=SYSTEM)
    assert [site.name for site in added.made] == ["Quảng Ninh"]
    assert (delegation.site, other.site) == (added.made[0], known)
    assert list(adding.invited_without_point(event)) == []


def test_a_point_asks_to_speak_once_about_a_thing_and_takes_it_back(app: Flask) -> None:
    event = make_event()
    site = make_site(event)
    with transaction():
        request = speaking.ask(event, site, subject="Một", speaker="", by=SYSTEM)
    with pytest.raises(speaking.AsksAlready), transaction():
        speaking.ask(event, site, subject="Một", speaker="", by=SYSTEM)
    for each in range(4):
        with transaction():
            speaking.ask(event, site, subject=f"Nữa {each}", speaker="", by=SYSTEM)
    with pytest.raises(speaking.TooManyRequests), transaction():
        speaking.ask(event, site, subject="Sáu", speaker="", by=SYSTEM)
    with transaction():
        speaking.withdraw(event, request, by=SYSTEM)
        speaking.withdraw(event, request, by=SYSTEM)
    assert [each.subject for each in requests_of(event)] == ["Nữa 0", "Nữa 1", "Nữa 2", "Nữa 3"]
    deeds = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "point_speaks_not")).all()
    assert len(deeds) == 1


def test_a_secretary_is_reminded_once_a_day_and_only_while_something_is_missing(app: Flask) -> None:
    event = make_event()
    site, silent = make_site(event), make_site(event, "Không thư ký")
    name(event, site, Duty.SECRETARY, "Đinh Thị Ánh", email="a@example.vn", locale="en")
    now = clock.now()

    def send(kind: Kind, at: int = 0) -> int:
        with transaction():
            to = readiness.readiness_of(event)
            return reminding.send(event, to, kind, by=SYSTEM, now=now + timedelta(days=at))

    assert send(Kind.INTRODUCTION) == 1
    assert send(Kind.REMINDER) == 1
    for kind in Kind:
        with pytest.raises(reminding.NobodyToRemind):
            send(kind)
    assert send(Kind.REMINDER, at=1) == 1
    letters = db.session.scalars(select(Letter).where(Letter.kind.startswith("bridges/"))).all()
    assert {(each.recipient, each.subject_id, each.locale) for each in letters} == {("a@example.vn", site.id, "en")}
    assert [each.site for each in readiness.readiness_of(event) if each.secretary is None] == [silent]


def test_a_reminder_says_what_is_missing_when_it_goes_out_and_goes_nowhere_else(app: Flask) -> None:
    event = make_event()
    site = make_site(event)
    name(event, site, Duty.SECRETARY, "Đinh Thị Ánh", email="a@example.vn", locale="en")
    with transaction():
        reminding.send(event, readiness.readiness_of(event), Kind.REMINDER, by=SYSTEM, now=clock.now())
    letter = db.session.scalars(select(Letter).where(Letter.kind == "bridges/reminder")).one()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        composed = told(letter)
        assert composed is not None
        assert f"/sites/{links.secret(site, 0)}" in composed.text
        assert "No chair named" in composed.text
        name(event, site, Duty.SECRETARY, "Vũ Thị Bình", email="b@example.vn")
        assert told(letter) is None
