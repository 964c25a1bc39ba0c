"""Frozen reports stay what they were, and say what changed between two of them."""

from flask import Flask
from sqlalchemy import select, update
from time_machine import travel

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.roles import Role
from eventapp.presence import ruling
from eventapp.presence.models import Judgement, Snapshot
from tests.delegations.desk import office
from tests.presence.ledger import AFTERWARDS, happen, hold

SNAPSHOTS = "/manage/events/forum/attendance/snapshots"


def test_a_frozen_report_stays_and_two_of_them_are_compared(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        conference = hold()
        happen(conference, seed=1)
        absent, ref = conference.people[10], conference.session.ref
        person = absent.person
    with travel(AFTERWARDS, tick=False):
        with bare_app.test_request_context():
            desk = office(bare_app, conference.event, Role.ORGANISER)
        first = desk.post(SNAPSHOTS, data={"title": "Gửi chủ trì"}).location
        assert desk.post(SNAPSHOTS, data={"session": "ZZZZZZZZ"}).status_code == 422
        assert desk.post(SNAPSHOTS, data={"session": ref}).status_code == 303
        with bare_app.test_request_context(), transaction():
            mine = db.session.merge(absent)
            ruling.rule(mine, Judgement.PRESENT, reason="Biên bản", by=SYSTEM)
            db.session.merge(person).full_name = "Đã xoá"
        second = desk.post(SNAPSHOTS, data={"title": "Cuối cùng"}).location
        before = desk.get(first).get_data(as_text=True)
        assert "The checksum agrees" in before
        compared = desk.get(f"{second}?since={first.rsplit('/', 1)[1]}").get_data(as_text=True)
        assert "1 delegate stands otherwise" in compared
        assert "Đã xoá" in compared
        listed = desk.get(SNAPSHOTS).get_data(as_text=True)
        assert [word in listed for word in ("Gửi chủ trì", "Cuối cùng", "7 / 12", "8 / 12")] == [True] * 4
        assert desk.get(f"{SNAPSHOTS}/ZZZZZZZZ").status_code == 404
        with bare_app.test_request_context(), transaction():
            kept = db.session.scalars(select(Snapshot).order_by(Snapshot.id)).first()
            assert kept is not None
            body = {**kept.body, "total": {**kept.body["total"], "present": 9}}
            db.session.execute(update(Snapshot).where(Snapshot.id == kept.id).values(body=body))
        assert "The checksum does not agree" in desk.get(first).get_data(as_text=True)
