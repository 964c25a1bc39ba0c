"""Searching, filtering and sorting registrations, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.registration import enrolment, listing, search
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Wanted
from tests.factories import make_event, make_registration, make_site

PEOPLE = [
    ("Đỗ Thị Hoà", "hoa@example.org", "+84349977364"),
    ("Nguyễn Văn Anh", "office@example.org", ""),
    ("Trần Hòa Bình", "office@example.org", ""),
    ("Y Blốk Êban", "eban@example.org", ""),
    ("Ông Thị Ân", "an@example.org", ""),
]


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with five people in the hall."""
    event = make_event(hall=None)
    for name, email, phone in PEOPLE:
        make_registration(event, name, email=email, phone=phone, organisation=f"Đơn vị {name[0]}")
    return event


def names_of(event: Event, sort: str = "name", **asked: Any) -> list[str]:
    """Return who is found, in order."""
    return [row.full_name for row in listing.lines(event, Wanted(**asked), sort, limit=50, offset=0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hoa", ["Trần Hòa Bình", "Đỗ Thị Hoà"]),
        ("HOÀ", ["Trần Hòa Bình", "Đỗ Thị Hoà"]),
        ("do thi", ["Đỗ Thị Hoà"]),
        ("thi do", ["Đỗ Thị Hoà"]),
        ("đỗ h", ["Đỗ Thị Hoà"]),
        ("oa", []),
        ("nva", ["Nguyễn Văn Anh"]),
        ("hoa@example.org", ["Đỗ Thị Hoà"]),
        ("HOA@example.org", ["Đỗ Thị Hoà"]),
        ("office@example.org", ["Nguyễn Văn Anh", "Trần Hòa Bình"]),
        ("office@example", []),
        ("0349 977 364", ["Đỗ Thị Hoà"]),
        ("+84349977364", ["Đỗ Thị Hoà"]),
        ("349977", []),
        ("%", []),
        ("_", []),
        ("x' OR '1'='1", []),
        ("\x00\ud800", []),
        ("eban", ["Y Blốk Êban"]),
        ("  ", ["Nguyễn Văn Anh", "Ông Thị Ân", "Trần Hòa Bình", "Y Blốk Êban", "Đỗ Thị Hoà"]),
    ],
)
def test_a_query_finds_by_words_initials_address_or_telephone(event: Event, query: str, found: list[str]) -> None:
    assert sorted(names_of(event, q=query)) == sorted(found)
    assert listing.listed(event, Wanted(q=query), limit=1, offset=0)[1] == len(found)


def test_a_reference_finds_its_one_registration(event: Event) -> None:
    registration = db.session.scalars(search.found(event, Wanted(q="eban"))).one()
    typed = f"{registration.ref[:4]} {registration.ref[4:].lower()}"
    assert names_of(event, q=typed) == ["Y Blốk Êban"]


def test_names_stand_in_vietnamese_order_of_the_given_name(event: Event) -> None:
    ordered = ["Nguyễn Văn Anh", "Ông Thị Ân", "Trần Hòa Bình", "Y Blốk Êban", "Đỗ Thị Hoà"]
    assert names_of(event) == ordered
    assert names_of(event, sort="-name") == ordered[::-1]
    assert names_of(event, sort="nonsense") == ordered


def test_a_list_is_sorted_by_time_and_by_organisation_too(event: Event) -> None:
    assert names_of(event, sort="registered") == [name for name, *_ in PEOPLE]
    with transaction():
        registration = db.session.scalars(search.found(event, Wanted(q="eban"))).one()
        registration.registered_at -= timedelta(days=1)
    assert names_of(event, sort="registered")[0] == "Y Blốk Êban"
    assert names_of(event, sort="organisation")[:2] == ["Đỗ Thị Hoà", "Nguyễn Văn Anh"]
    assert names_of(event, sort="-organisation")[-2:] == ["Nguyễn Văn Anh", "Đỗ Thị Hoà"]


def test_filters_combine(event: Event) -> None:
    site = make_site(event)
    make_registration(event, "Lê Hoa", mode=Mode.BRIDGE, site=site)
    make_registration(event, "Lê Lan", mode=Mode.BRIDGE, site=make_site(event, "Vinh"))
    cancelled = db.session.scalars(search.found(event, Wanted(q="do thi"))).one()
    with transaction():
        enrolment.cancel(cancelled, by=SYSTEM)
    assert names_of(event, q="hoa", mode=Mode.BRIDGE) == ["Lê Hoa"]
    assert names_of(event, site=site.ref) == ["Lê Hoa"]
    assert names_of(event, q="hoa", only_live=True) == ["Trần Hòa Bình", "Lê Hoa"]
    assert names_of(event, status=Status.CANCELLED, only_live=True) == ["Đỗ Thị Hoà"]
    assert names_of(event, organisation="Đơn vị N") == ["Nguyễn Văn Anh"]
    assert names_of(event, delegation="NONE") == []
    page, _number = listing.page(event, Wanted(q="hoa", mode=Mode.HALL), "name", per_page=50, number=1)
    assert (page.total, page.by_mode) == (2, {Mode.HALL: 2, Mode.BRIDGE: 1})
    assert page.by_status == {Status.CONFIRMED: 1, Status.CANCELLED: 1}
    page, _number = listing.page(event, Wanted(only_live=True), "name", per_page=50, number=1)
    assert (page.total, page.by_status) == (6, {Status.CONFIRMED: 6, Status.CANCELLED: 1})


def test_nobody_of_another_event_is_ever_found(event: Event) -> None:
    other = make_event("other")
    stranger = make_registration(other, "Đỗ Thị Hoà", email="hoa@example.org", mode=Mode.ONLINE)
    found = db.session.scalars(search.found(event, Wanted(q=stranger.ref))).all()
    assert found == []
    assert listing.listed(event, Wanted(q="hoa@example.org"), limit=1, offset=0)[1] == 1
    assert search.organisations_of(other) == []


def test_pages_neither_repeat_nor_leave_out_anyone(event: Event) -> None:
    pages = [listing.lines(event, Wanted(), "name", limit=2, offset=start) for start in (0, 2, 4)]
    assert [row.full_name for page in pages for row in page] == names_of(event)
    assert isinstance(db.session.scalars(search.found(event, Wanted()).limit(1)).one(), Registration)
