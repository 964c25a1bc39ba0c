import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit import trail
from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import Actor
from eventapp.database import db, transaction


def test_a_line_says_who_did_what_to_what_and_why(bare: Flask) -> None:
    with transaction():
        trail.record("registration.cancelled", "registrations/12", by=Actor("Lan", 3), event_id=7, reason="ốm")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.actor_id, entry.event_id) == ("Lan", 3, 7)
    assert (entry.action, entry.subject, entry.words) == (
        "registration.cancelled",
        "registrations/12",
        {"reason": "ốm"},
    )
    assert entry.at.tzinfo is not None


def test_a_deed_that_is_undone_leaves_no_line(bare: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        trail.record("registration.cancelled", "registrations/12", by=trail.SYSTEM)
        raise ZeroDivisionError
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_a_row_is_named_by_its_table_and_number(bare: Flask) -> None:
    with transaction():
        trail.record("entry.made", "first", by=trail.GUEST)
        entry = db.session.scalars(select(AuditEntry)).one()
        trail.record("entry.seen", entry, by=trail.GUEST)
    assert [each.subject for each in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "first",
        f"audit_entries/{entry.id}",
    ]


def test_a_row_without_a_number_cannot_be_written_about(bare: Flask) -> None:
    with pytest.raises(ValueError, match="flush"):
        trail.record("entry.made", AuditEntry(), by=trail.GUEST)
