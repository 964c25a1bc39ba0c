"""The kiosk: greets whom the door lets in, asks for the badge once, and tells the others nothing."""

import re
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.badges.models import Print
from eventapp.checkin import gates
from eventapp.checkin.models import Scan
from eventapp.database import db, transaction
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration import enrolment
from eventapp.tickets.issuing import code_of
from tests import factories
from tests.badges.test_printing_views import member


def test_a_delegate_is_greeted_checked_in_once_and_his_badge_waits_at_the_desk(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = factories.make_event()
        registration = factories.make_registration(event, "Đỗ Hoà", position="Vụ trưởng")
        gone = factories.make_registration(event, "Lê An")
        assert registration.ticket is not None
        assert gone.ticket is not None
        code, cancelled = code_of(registration.ticket), code_of(gone.ticket)
        with transaction():
            enrolment.cancel(gone, by=SYSTEM)
    staff = member(bare_app, Role.DOOR)
    assert "There is no gate yet" in staff.get("/door/forum/kiosk").text
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        with transaction():
            gate = gates.add_gate(event, "Cửa A", by=SYSTEM).ref
    assert "Open the kiosk" in staff.get("/door/forum/kiosk").text
    kiosk = f"/door/forum/kiosk?gate={gate}&badges=yes&counter=Counter+2"
    waiting = staff.get(kiosk)
    assert "camera=(self)" in waiting.headers["Permissions-Policy"]
    assert re.findall(r'href="/(?!static|events)[^"]*"', waiting.text) == [f'href="{_other_language(waiting.text)}"']

    first = {"id": str(uuid4()), "code": f"http://localhost/T/{code}"}
    for _press in range(2):
        greeted = staff.post(kiosk, data=first).text
        assert ("Đỗ Hoà" in greeted, "Please fetch it here: Counter 2." in greeted) == (True, True)
    back = staff.post(kiosk, data={"id": str(uuid4()), "code": code}).text
    assert "Welcome back" in back
    refused = staff.post(kiosk, data={"id": str(uuid4()), "code": cancelled}).text
    assert ("Please go to the desk" in refused, "Lê An" in refused) == (True, False)
    wrong = staff.post(kiosk, data={"id": str(uuid4()), "code": "hello"})
    assert (wrong.status_code, "This is not the code of a ticket." in wrong.text) == (422, True)
    assert staff.post(kiosk, data={"code": code}).status_code == 422
    assert staff.post("/door/forum/kiosk", data=first).status_code == 303
    with bare_app.app_context():
        assert len(db.session.scalars(select(Scan)).all()) == 3
        [asked] = db.session.scalars(select(Print)).all()
        assert (asked.desk, asked.number, asked.run_id) == ("Counter 2", 1, None)
    staff.post("/door/forum/badges/queue")
    printed = staff.post(kiosk, data={"id": str(uuid4()), "code": code}).text
    assert "Your badge was printed before." in printed


def _other_language(page: str) -> str:
    found = re.search(r'href="([^"]+)" hreflang="vi"', page)
    assert found is not None
    return found[1]
