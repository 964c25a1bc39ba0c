"""D3 D4: a letter to many goes once to each person the policy lets it go to, and can be stopped at any moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import GUEST, SYSTEM
from eventapp.database import db, transaction
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus
from eventapp.mail.delivery import UNSURE, deliver
from eventapp.mail.models import Letter
from eventapp.mail.transport import Send, Unsure
from eventapp.mailings import audience, bounces, mailing, unsubscribing
from eventapp.mailings.mailing import NobodyGetsIt, NotUnderWay, WrittenAlready
from eventapp.mailings.models import Hindrance, Mailing, Recipient
from eventapp.mailings.queries import Outcome, recipients_of, standings
from eventapp.mailings.sending import LETTER
from eventapp.registration import enrolment
from eventapp.work import registry
from eventapp.work.models import WorkState
from tests.factories import make_event, make_registration

SENDER = "Ban Tổ chức <hoinghi@example.vn>"
WORDS = {
    "subject": "Nhắc lịch",
    "text": "Kính gửi {full_name}",
    "subject_en": "Reminder",
    "text_en": "Dear {full_name}",
}


def draft(event: Event, **wanted: str) -> Mailing:
    """Return a new draft."""
    with transaction():
        return mailing.write(event, key=str(wanted), wanted=wanted, words=WORDS)


def sent(event: Event, **wanted: str) -> Mailing:
    """Return a mailing whose letters are made."""
    made = draft(event, **wanted)
    with transaction():
        assert mailing.send(made, by=SYSTEM) is True
    registry.work_jobs()
    db.session.refresh(made)
    return made


def letters_of(made: Mailing) -> list[Letter]:
    """Return the mailing's letters as they are in the database."""
    db.session.expire_all()
    return list(db.session.scalars(select(Letter).where(Letter.occasion == made.occasion).order_by(Letter.id)))


def post(received: list[EmailMessage]) -> int:
    """Let the worker send one batch."""

    def send(_reference: str, _sender: str, _recipient: str, message: bytes) -> None:
        received.append(cast(EmailMessage, message_from_bytes(message, policy=policy.default)))
        received[-1].raw = message  # type: ignore[attr-defined]

    @contextmanager
    def line() -> Iterator[Send]:
        yield send

    return deliver(line, SENDER)


def outcomes(made: Mailing) -> dict[str, str]:
    """Return what became of each recipient's letter, by name."""
    return {row.full_name: row.outcome for row in recipients_of(made, "", None)[0]}


def test_the_policy_says_who_gets_it(app: Flask) -> None:
    """D4: unsubscribed, bounced and cancelled people get none, and each is accounted for."""
    event = make_event()
    names = {name: make_registration(event, name) for name in ("An", "Bình", "Chi", "Dung")}
    with transaction():
        unsubscribing.unsubscribe(names["Bình"], by=GUEST)
        bounces.note(names["Chi"], by=SYSTEM)
        enrolment.cancel(names["Dung"], by=GUEST)
    assert audience.counts(event, audience.wanted_of(draft(event))) == {
        None: 1, Hindrance.UNSUBSCRIBED: 1, Hindrance.BOUNCED: 1,
    }  # fmt: skip
    made = sent(event)
    assert [row.name for row in letters_of(made)] == ["An"]
    assert outcomes(made) == {"An": "waiting", "Bình": "unsubscribed", "Chi": "bounced"}
    cancelled = sent(event, status="cancelled")
    assert outcomes(cancelled) == {"Dung": "waiting"}


def test_after_the_event_letters_still_go_out(app: Flask) -> None:
    """D4: thanks, papers and questions come afterwards."""
    event = make_event()
    make_registration(event, "An")
    with transaction():
        life_cycle.move_to(event, EventStatus.CLOSED, by=SYSTEM)
    assert len(letters_of(sent(event))) == 1


def test_one_letter_for_each_person_whatever_they_share(app: Flask) -> None:
    """D3: two people at one address get one each; one person with two registrations gets one."""
    event = make_event()
    first = make_registration(event, "An", email="office@example.org")
    make_registration(event, "Bình", email="office@example.org")
    with transaction():
        enrolment.cancel(first, by=GUEST)
    again = make_registration(event, "An", email="office@example.org")
    made = sent(event, status="all")
    assert sorted(row.name for row in letters_of(made)) == ["An", "Bình"]
    assert again.id in {row.registration_id for row in db.session.scalars(select(Recipient))}


def test_two_clicks_are_one_mailing_and_a_job_that_runs_again_adds_nothing(app: Flask) -> None:
    event = make_event()
    make_registration(event, "An")
    made = draft(event)
    with transaction():
        assert (mailing.send(made, by=SYSTEM), mailing.send(made, by=SYSTEM)) == (True, False)
    assert draft(event).id == made.id
    assert registry.work_jobs() == 1
    job = db.session.scalars(select(registry.Job)).one()
    job.state, job.lease = WorkState.WAITING, None
    with transaction():
        db.session.merge(job)
    registry.work_jobs()
    assert len(letters_of(made)) == 1


def test_a_letter_to_many_bears_the_headers_of_one_click_and_its_own_language(app: Flask) -> None:
    """D6: RFC 8058, and the address whole on one line."""
    app.config["EXTERNAL_URL"] = "https://hoinghi.ngoaigiaovanhoa.example.vn"
    event = make_event()
    make_registration(event, "An", locale="en")
    received: list[EmailMessage] = []
    sent(event)
    while post(received):
        pass
    [message] = [each for each in received if each["Subject"] == "Reminder"]
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://hoinghi.ngoaigiaovanhoa.example.vn/unsubscribe/") and len(link) > 78
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in message.raw  # type: ignore[attr-defined]
    assert link in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    others = [each for each in received if each is not message]
    assert [each["List-Unsubscribe"] for each in others] == [None] * len(others)


def test_paused_letters_wait_go_on_and_are_withdrawn(app: Flask) -> None:
    event = make_event()
    for name in ("An", "Bình"):
        make_registration(event, name)
    while post([]):
        pass
    made, received = sent(event), list[EmailMessage]()
    with transaction():
        assert mailing.pause(made, by=SYSTEM) == 2
    assert (post(received), received) == (0, [])
    assert standings([made])[made.id].count(Outcome.HELD) == 2
    with transaction():
        assert mailing.resume(made, by=SYSTEM) == 2
        assert mailing.cancel(made, by=SYSTEM) == 2
    assert post(received) == 0
    assert outcomes(made) == {"An": "withdrawn", "Bình": "withdrawn"}
    for step in (mailing.pause, mailing.resume, mailing.cancel):
        with pytest.raises(NotUnderWay), transaction():
            step(made, by=SYSTEM)


def test_letters_made_while_paused_are_held(app: Flask) -> None:
    event = make_event()
    make_registration(event, "An")
    made = draft(event)
    with transaction():
        mailing.send(made, by=SYSTEM)
        mailing.pause(made, by=SYSTEM)
    registry.work_jobs()
    assert [row.state for row in letters_of(made)] == [WorkState.HELD]


def test_a_letter_whose_fate_is_unknown_is_not_sent_again(app: Flask) -> None:
    """D2: to many at most once; a registration's letter, with the ticket, at least once."""
    event = make_event()
    make_registration(event, "An")
    while post([]):
        pass
    made = sent(event)

    def cut(*_all: object) -> None:
        raise Unsure("cut after the last byte")

    @contextmanager
    def line() -> Iterator[Send]:
        yield cut

    deliver(line, SENDER)
    [row] = letters_of(made)
    assert (row.state, row.last_error, row.sent_at) == (WorkState.FAILED, UNSURE, None)
    ticket = make_registration(event, "Bình")
    deliver(line, SENDER)
    [other] = db.session.scalars(select(Letter).where(Letter.subject_id == ticket.id, Letter.kind != LETTER))
    assert (other.state, other.last_error) == (WorkState.WAITING, "cut after the last byte")
    assert outcomes(made) == {"An": "failed"}


def test_a_letter_put_off_by_the_mail_server_is_not_sent_once_it_was_taken_back(app: Flask) -> None:
    """The mailing is cancelled in the very moment in which the mail server answers: later."""
    event = make_event()
    make_registration(event, "An")
    while post([]):
        pass
    made = sent(event)

    def later(*_all: object) -> None:
        with transaction():
            mailing.cancel(made, by=SYSTEM)
        raise OSError("451 later")

    @contextmanager
    def line() -> Iterator[Send]:
        yield later

    deliver(line, SENDER)
    [row] = letters_of(made)
    with transaction():
        row.due_at = row.queued_at
    received: list[EmailMessage] = []
    assert (post(received), received, outcomes(made)) == (1, [], {"An": "not_needed"})


def test_who_unsubscribes_or_leaves_after_the_letters_were_made_gets_none(app: Flask) -> None:
    event = make_event()
    first, second = make_registration(event, "An"), make_registration(event, "Bình")
    made = sent(event)
    with transaction():
        unsubscribing.unsubscribe(first, by=GUEST)
        enrolment.cancel(second, by=GUEST)
    received: list[EmailMessage] = []
    while post(received):
        pass
    assert [each for each in received if each["Subject"] == "Nhắc lịch"] == []
    assert outcomes(made) == {"An": "not_needed", "Bình": "not_needed"}


def test_nobody_and_what_was_sent_are_refused(app: Flask) -> None:
    event = make_event()
    empty = draft(event)
    with pytest.raises(NobodyGetsIt), transaction():
        mailing.send(empty, by=SYSTEM)
    make_registration(event, "An")
    made = sent(event, status="all")
    with pytest.raises(WrittenAlready), transaction():
        mailing.rewrite(made, wanted={}, words=WORDS)
    with pytest.raises(WrittenAlready), transaction():
        mailing.throw_away(made)
    with transaction():
        mailing.throw_away(empty)
    assert db.session.scalars(select(Mailing)).all() == [made]


def test_a_bounce_is_known_by_message_id_and_cleared_by_another_address(app: Flask) -> None:
    event = make_event()
    registration = make_registration(event, "An", email="wrong@example.org")
    row = db.session.scalars(select(Letter)).one()
    assert bounces.find_letter(event, f"<{row.reference}@example.vn>") is row
    assert bounces.find_letter(make_event("other"), f"<{row.reference}@example.vn>") is None
    with transaction():
        first = bounces.note(registration, by=SYSTEM, reason="550 no such user", letter=row)
        assert bounces.note(registration, by=SYSTEM, letter=row).id == first.id
    assert bounces.refs_that_bounce(event, [registration.ref]) == {registration.ref}
    with transaction():
        registration.person.email = "right@example.org"
    assert bounces.bounce_of(registration) is None
    assert bounces.refs_that_bounce(event, [registration.ref]) == set()
