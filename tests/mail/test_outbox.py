"""D3: one letter for each person and occasion."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.mail import outbox
from eventapp.mail.models import Letter


def queue(name: str = "Lan", recipient: str = "so@example.vn", occasion: str = "registrations/1/confirmed") -> bool:
    with transaction():
        return outbox.queue(
            "test/invitation",
            recipient=recipient,
            name=name,
            subject_id=1,
            locale="vi",
            occasion=occasion,
            event_id=1,
        )


def count() -> int:
    return db.session.scalar(select(func.count(Letter.id))) or 0


def test_a_person_gets_one_letter_for_one_occasion(bare: Flask) -> None:
    assert queue() is True
    assert queue() is False
    assert queue(name="LAN ", recipient="So@Example.vn") is False
    assert count() == 1


def test_two_people_who_share_an_address_get_a_letter_each(bare: Flask) -> None:
    assert [queue(name="Lan"), queue(name="Minh")] == [True, True]
    assert count() == 2


def test_another_occasion_is_another_letter(bare: Flask) -> None:
    assert [queue(), queue(occasion="registrations/1/cancelled")] == [True, True]


def test_a_deed_that_is_undone_sends_no_letter(bare: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.queue("k", recipient="a@b.vn", name="A", subject_id=1, locale="vi", occasion="o", event_id=None)
        raise ZeroDivisionError
    assert count() == 0
