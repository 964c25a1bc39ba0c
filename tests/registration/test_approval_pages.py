"""The pages of approval: the office's list and settings, decisions on one and on several, what delegates see."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.database import db
from eventapp.events.models import EventMode, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration import approving, links
from eventapp.registration.models import Registration
from eventapp.spreadsheets import read_table
from tests.factories import make_event, make_question, make_registration, make_site
from tests.queries import count_queries
from tests.registration.focal import make_delegation, secret_of
from tests.registration.test_approving import judge
from tests.registration.test_managed_pages import sign_in
from tests.registration.test_offers import do

HOME = "/manage/events/forum"
LIST = f"{HOME}/approvals"


@pytest.fixture
def office(bare_app: Flask) -> FlaskClient:
    """An organiser's browser; three await approval in the hall of two seats, one is at a bridge point."""
    with bare_app.test_request_context():
        event = judge(make_event(hall=2), Mode.HALL)
        for name in ("Đỗ Thị Hoà", "Trần Bình", "Lê Chi"):
            make_registration(event, name, position="Vụ trưởng", organisation="Bộ Công Thương")
        make_registration(event, "Phạm Dung", mode=Mode.BRIDGE, site=make_site(event))
    client = sign_in(bare_app, Role.ORGANISER)
    client.get("/?lang=en")
    return client


def refs(app: Flask) -> dict[str, str]:
    """Return the references by name."""
    with app.app_context():
        return {each.person.full_name: each.ref for each in db.session.query(Registration)}


def statuses(app: Flask) -> list[str]:
    """Return how they stand, in the order of registering."""
    with app.app_context():
        return [each.status.value for each in db.session.query(Registration).order_by(Registration.id)]


def page_of(app: Flask, ref: str) -> str:
    """Return the delegate's own page."""
    with app.app_context():
        return f"/my/{links.secret(db.session.query(Registration).filter_by(ref=ref).one())}"


def test_the_list_shows_who_awaits_approval_filtered_searched_and_sorted(office: FlaskClient) -> None:
    page = office.get(LIST).text
    assert "Đỗ Thị Hoà" in page and "Vụ trưởng" in page and "Phạm Dung" not in page
    assert page.index("Đỗ Thị Hoà") < page.index("Lê Chi")
    assert "Lê Chi" not in office.get(f"{LIST}?q=binh").text
    assert "Nobody is found" in office.get(f"{LIST}?mode=online").text
    assert "Nobody is found" in office.get(f"{LIST}?status=returned").text
    by_name = office.get(f"{LIST}?sort=name").text
    assert by_name.index("Trần Bình") < by_name.index("Lê Chi") < by_name.index("Đỗ Thị Hoà")
    assert "3" in office.get(HOME).text and "registrations await approval" in office.get(HOME).text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_exported_as_filtered(office: FlaskClient, kind: str) -> None:
    rows = read_table(office.get(f"{LIST}.{kind}?q=binh").data, f"list.{kind}").rows
    names = [cell for row in rows for cell in row.cells if cell in ("Trần Bình", "Lê Chi")]
    assert names == ["Trần Bình"]


def test_a_longer_list_asks_no_more_of_the_database(office: FlaskClient, bare_app: Flask) -> None:
    with count_queries(bare_app) as few:
        office.get(LIST)
    with bare_app.test_request_context():
        for _ in range(30):
            make_registration(find_event("forum"))  # type: ignore[arg-type]
    with count_queries(bare_app) as many:
        office.get(LIST)
    assert len(many) == len(few)


def test_one_click_approves_and_leads_back_to_the_filtered_list(office: FlaskClient, bare_app: Flask) -> None:
    ref = refs(bare_app)["Trần Bình"]
    answer = office.post(f"{HOME}/delegates/{ref}/approval?list=yes&mode=hall")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?mode=hall")
    assert statuses(bare_app) == ["pending", "confirmed", "pending", "confirmed"]
    again = office.post(f"{HOME}/delegates/{ref}/approval", follow_redirects=True).text
    assert "does not await approval" in again and "Approved" in again


def test_returning_asks_for_a_note_and_the_delegate_completes(office: FlaskClient, bare_app: Flask) -> None:
    ref = refs(bare_app)["Lê Chi"]
    address = f"{HOME}/delegates/{ref}/return"
    assert "Return the registration of Lê Chi?" in office.get(address).text
    assert office.post(address, data={"note": " "}).status_code == 422
    assert office.post(address, data={"note": "Xin ghi rõ chức vụ"}).status_code == 303
    mine, delegate = page_of(bare_app, ref), bare_app.test_client()
    assert "Xin ghi rõ chức vụ" in delegate.get(f"{mine}?lang=en").text
    page = delegate.get(f"{mine}/completion").text
    assert "Xin ghi rõ chức vụ" in page and 'value="Lê Chi"' in page
    typed = {"full_name": "Lê Chí", "position": "Thứ trưởng", "organisation": "Bộ Công Thương", "phone": ""}
    assert delegate.post(f"{mine}/completion", data=typed | {"full_name": ""}).status_code == 422
    assert delegate.post(f"{mine}/completion", data=typed).status_code == 303
    assert statuses(bare_app)[2] == "pending"
    assert "Lê Chí" in office.get(LIST).text and "Xin ghi rõ chức vụ" in office.get(LIST).text
    assert delegate.get(f"{mine}/completion").status_code == 302
    assert delegate.post(f"{mine}/completion", data=typed).status_code == 303


def test_answers_are_completed_too(office: FlaskClient, bare_app: Flask) -> None:
    ref = refs(bare_app)["Lê Chi"]
    with bare_app.test_request_context():
        question = make_question(find_event("forum"), label="Chuyến bay")  # type: ignore[arg-type]
        name = f"answer-{question.ref}"
    office.post(f"{HOME}/delegates/{ref}/return", data={"note": "Xin ghi chuyến bay"})
    mine, delegate = page_of(bare_app, ref), bare_app.test_client()
    typed = {"full_name": "Lê Chi", "position": "", "organisation": "", "phone": "", name: "VN 123"}
    assert delegate.post(f"{mine}/completion", data=typed).status_code == 303
    assert "VN 123" in office.get(f"{HOME}/delegates/{ref}").text


def test_rejecting_says_why(office: FlaskClient, bare_app: Flask) -> None:
    ref = refs(bare_app)["Lê Chi"]
    address = f"{HOME}/delegates/{ref}/rejection"
    assert "Reject the registration of Lê Chi?" in office.get(address).text
    assert office.post(address, data={}).status_code == 422
    assert office.post(address, data={"reason": "Đủ đại biểu"}).status_code == 303
    assert "Đủ đại biểu" in bare_app.test_client().get(page_of(bare_app, ref)).text
    kept = office.post(address, data={"reason": "Đủ đại biểu"})
    assert kept.status_code == 409 and "Đủ đại biểu" in kept.text


def test_pending_is_said_plainly_to_the_delegate(office: FlaskClient, bare_app: Flask) -> None:
    page = bare_app.test_client().get(f"{page_of(bare_app, refs(bare_app)['Lê Chi'])}?lang=en").text
    assert "Awaiting approval" in page and "you have no seat and no ticket" in page and "ticket.pdf" not in page


def test_several_are_approved_after_a_preview_and_undone(office: FlaskClient, bare_app: Flask) -> None:
    preview = office.post(f"{HOME}/acts/preview?mode=hall", data={"decision": "approval", "all": "yes"}).text
    assert "Confirmed: 2" in preview and "On the waiting list: 1" in preview and "3 letters" in preview
    assert statuses(bare_app) == ["pending", "pending", "pending", "confirmed"]
    chosen = re.findall(r'name="ref" value="(\w+)"', preview)
    done = office.post(f"{HOME}/acts", data={"decision": "approval", "ref": chosen}, follow_redirects=True).text
    assert "3 are approved." in done and statuses(bare_app) == ["confirmed", "confirmed", "waitlisted", "confirmed"]
    undoing = re.findall(r'action="([^"]+/undoing)"', done)
    undone = office.post(undoing[0], follow_redirects=True).text
    assert "Undone: 3 stand as before." in undone and "/undoing" not in undone
    assert statuses(bare_app) == ["pending", "pending", "pending", "confirmed"]
    assert "can no longer be undone" in office.post(undoing[0], follow_redirects=True).text


def test_several_are_returned_only_with_a_note(office: FlaskClient, bare_app: Flask) -> None:
    chosen = [refs(bare_app)[name] for name in ("Trần Bình", "Phạm Dung")]
    preview = office.post(f"{HOME}/acts/preview", data={"decision": "return", "ref": chosen}).text
    assert "Returned for completion: 1" in preview and "Phạm Dung" in preview and "1 cannot:" in preview
    assert office.post(f"{HOME}/acts", data={"decision": "return", "ref": chosen}).status_code == 422
    answer = office.post(f"{HOME}/acts", data={"decision": "return", "ref": chosen, "note": "Xin bổ sung"})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert statuses(bare_app) == ["pending", "returned", "pending", "confirmed"]


def test_an_act_needs_people_and_a_decision(office: FlaskClient) -> None:
    assert office.post(f"{HOME}/acts/preview", data={"decision": "approval"}).location == LIST
    assert office.post(f"{HOME}/acts", data={"ref": "X"}).location == LIST
    assert office.post(f"{HOME}/acts", data={"decision": "cancellation"}).location == f"{HOME}/delegates"
    assert office.post(f"{HOME}/acts/NOSUCHXX/undoing").status_code == 404


def test_the_settings_say_who_needs_approval(office: FlaskClient, bare_app: Flask) -> None:
    assert 'id="hall"' in office.get(f"{HOME}/approval").text
    typed = {"online": "yes", "changes_ask_again": "yes", "office_needs_approval": "yes"}
    assert office.post(f"{HOME}/approval", data=typed).status_code == 303
    with bare_app.app_context():
        event = find_event("forum")
        assert event is not None and event.changes_ask_again and event.office_needs_approval
        rows = db.session.query(EventMode).filter_by(event_id=event.id)
        assert {row.mode for row in rows if row.needs_approval} == {Mode.ONLINE}
    assert "Nothing was different" in office.post(f"{HOME}/approval", data=typed, follow_redirects=True).text


def test_whom_the_office_enters_is_approved_unless_it_wishes_otherwise(office: FlaskClient, bare_app: Flask) -> None:
    typed = {"full_name": "Vũ An", "email": "vu@example.org", "mode": "hall", "form_key": "a", "locale": "vi"}
    office.post(f"{HOME}/delegates/new", data=typed)
    office.post(f"{HOME}/approval", data={"hall": "yes", "office_needs_approval": "yes"})
    office.post(f"{HOME}/delegates/new", data=typed | {"full_name": "Vũ Bình", "form_key": "b"})
    assert statuses(bare_app)[-2:] == ["confirmed", "pending"]


def test_a_copy_takes_the_settings_along(bare_app: Flask, office: FlaskClient) -> None:
    office.post(f"{HOME}/approval", data={"hall": "yes", "changes_ask_again": "yes"})
    owner = sign_in(bare_app, Role.OWNER)
    typed = {"slug": "next", "title": "Diễn đàn", "starts": "2031-05-06T08:00"}
    assert owner.post(f"{HOME}/copy", data=typed).status_code == 303
    with bare_app.app_context():
        copy = find_event("next")
        assert copy is not None and copy.changes_ask_again
        rows = db.session.query(EventMode).filter_by(event_id=copy.id)
        assert {row.mode for row in rows if row.needs_approval} == {Mode.HALL}


def test_a_change_is_shown_with_before_and_after_and_put_back(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        judge(event, Mode.HALL, changes=True)
        delegation = make_delegation(event, "BNG", hall=3)
        registration = make_registration(event, "Ngô Em", delegation=delegation)
        do(approving.approve, registration)
        ref, email, home = registration.ref, registration.person.email, secret_of(delegation)
    typed: dict[str, Any] = {"full_name": "Ngô Em", "email": email, "position": "Vụ phó", "mode": "hall"}
    focal = bare_app.test_client()
    assert focal.post(f"{home}/delegates/{ref}", data=typed | {"revision": "0"}).status_code == 303
    assert "A change awaits approval" in focal.get(f"{home}?lang=en").text
    page = office.get(f"{LIST}?status=changed").text
    assert "Ngô Em" in page and "<ins>Vụ phó</ins>" in page and "/restoration" in page and "Trần Bình" not in page
    assert "<ins>Vụ phó</ins>" in office.get(f"{HOME}/delegates/{ref}").text
    address = f"{HOME}/delegates/{ref}/restoration"
    assert "Put the registration of Ngô Em back?" in office.get(address).text
    assert office.post(address, data={"note": "Chưa có quyết định bổ nhiệm"}).status_code == 303
    assert "Nobody is found" in office.get(f"{LIST}?status=changed").text
    assert "Chưa có quyết định bổ nhiệm" in focal.get(page_of(bare_app, ref)).text


def test_nobody_but_registrars_decides(bare_app: Flask, office: FlaskClient) -> None:
    viewer, ref = sign_in(bare_app, Role.VIEWER), refs(bare_app)["Lê Chi"]
    assert viewer.get(LIST).status_code == 200 and "/approval?list" not in viewer.get(LIST).text
    assert viewer.post(f"{HOME}/delegates/{ref}/approval").status_code == 403
