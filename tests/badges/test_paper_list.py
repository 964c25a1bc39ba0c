"""C13: the list for a door without network, as the desk searches, with whoever is inside ticked."""

import io
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader

from eventapp import clock
from eventapp.checkin import scanning
from eventapp.database import transaction
from eventapp.events.models import Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration.search import Sort, Wanted
from eventapp.reports import paper_list
from eventapp.tickets.issuing import code_of
from tests import factories
from tests.badges.test_printing_views import member


def test_the_list_stands_by_given_name_or_organisation_and_ticks_who_is_inside(app: Flask) -> None:
    event = factories.make_event(hall=2)
    inside = factories.make_registration(event, "Lê Đạt", organisation="Bộ B")
    factories.make_registration(event, "Trần Ánh", organisation="Bộ A")
    factories.make_registration(event, "Chờ Chỗ")
    factories.make_registration(event, "Ở Xa", mode=Mode.ONLINE)
    assert inside.ticket is not None
    now = clock.now()
    with transaction():
        scanning.scan(event, scanning.Reading(id=uuid4(), code=code_of(inside.ticket), operator="tests", at=now))
    day = now.astimezone(event.tz).date()

    def grouped(wanted: Wanted, sort: str) -> list[tuple[str, list[tuple[str, str]]]]:
        found = paper_list.groups(event, wanted, sort, day=day, locale="vi", clock_time=lambda moment: "08:12")
        return [(group["heading"], [(each["full_name"], each["inside"]) for each in group["lines"]]) for group in found]

    assert grouped(Wanted(), Sort.NAME) == [("A", [("Trần Ánh", "")]), ("Đ", [("Lê Đạt", "08:12")])]
    assert [heading for heading, _lines in grouped(Wanted(), Sort.ORGANISATION)] == ["Bộ A", "Bộ B"]
    assert grouped(Wanted(q="anh"), Sort.REGISTERED) == [("", [("Trần Ánh", "")])]


def test_the_page_hands_out_what_is_filtered_and_refuses_too_long_a_pile(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare_app.test_request_context():
        event = factories.make_event(hall=None)
        factories.make_registrations(event, 3)
        assert find_event("forum") is not None
    registrar = member(bare_app, Role.REGISTRAR)
    monkeypatch.setattr(paper_list, "FEW", 1)  # as for thousands: in a process of its own
    answer = registrar.get("/manage/events/forum/paper-list.pdf")
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert ("Check-in list" in text, "A – C" in text, "Anh" in text) == (True, True, True)
    monkeypatch.setattr(paper_list, "MOST_LINES", 2)
    refused = registrar.get("/manage/events/forum/paper-list.pdf", follow_redirects=True)
    assert "A check-in list of more than 2 delegates is not put on paper." in refused.text
