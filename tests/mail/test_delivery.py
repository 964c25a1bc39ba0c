"""D1 D2: letters outlast a mail server that is away, and a worker that is killed, and go out once."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.mail.delivery import LEASE_SECONDS, deliver
from eventapp.mail.models import Letter
from eventapp.mail.transport import transport
from eventapp.work.models import WorkState
from tests.mail.conftest import MISSING, SENDER, Sink, queue_letters

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def letters() -> list[Letter]:
    db.session.expire_all()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def ids(sink: Sink) -> list[str]:
    return [message_from_bytes(each.content)["Message-ID"] for each in sink.received]


def by_smtp(sink: Sink) -> int:
    return deliver(transport(f"smtp://127.0.0.1:{sink.port}", Path("unused")), SENDER)


def test_without_a_mail_server_each_letter_is_a_file(bare: Flask, tmp_path: Path) -> None:
    queue_letters(2)
    assert deliver(transport(None, tmp_path / "mail"), SENDER) == 2
    first, second = letters()
    assert sorted(each.name for each in (tmp_path / "mail").iterdir()) == sorted(
        [f"{first.reference}.eml", f"{second.reference}.eml"]
    )
    assert (tmp_path / "mail" / f"{first.reference}.eml").read_bytes() == first.rendered
    assert (first.state, first.sent_at is None) == (WorkState.DONE, False)


def test_letters_reach_the_mail_server_once(bare: Flask, sink: Sink) -> None:
    queue_letters(3)
    assert by_smtp(sink) == 3
    assert by_smtp(sink) == 0
    assert [each.rcpt_tos for each in sink.received] == [["anh@example.vn"]] * 3
    assert {each.mail_from for each in sink.received} == {"hoinghi@example.vn"}
    assert len(set(ids(sink))) == 3


def test_a_letter_refused_for_good_is_kept_as_failed_and_the_others_go_on(bare: Flask, sink: Sink) -> None:
    sink.refusals = ["550 no such person"]
    queue_letters(2)
    by_smtp(sink)
    assert [each.state for each in letters()] == [WorkState.FAILED, WorkState.DONE]
    assert "550" in (letters()[0].last_error or "")


def test_greylisting_delays_one_letter_and_repeats_it_byte_for_byte(bare: Flask, sink: Sink) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sink.refusals = ["450 come again"]
        queue_letters(2)
        by_smtp(sink)
        assert [each.state for each in letters()] == [WorkState.WAITING, WorkState.DONE]
        kept = letters()[0].rendered
        clock.shift(timedelta(seconds=31))
        assert by_smtp(sink) == 1
    assert sink.received[1].original_content == kept


def test_a_letter_no_longer_wanted_is_put_away_unsent(bare: Flask, sink: Sink) -> None:
    queue_letters(1)
    with transaction():
        letters()[0].subject_id = MISSING
    by_smtp(sink)
    assert sink.received == []
    assert [(each.state, each.sent_at) for each in letters()] == [(WorkState.DONE, None)]


def test_a_letter_that_cannot_be_composed_does_not_hold_up_the_others(bare: Flask, sink: Sink) -> None:
    queue_letters(2)
    with transaction():
        letters()[0].kind = "test/unheard"
    by_smtp(sink)
    assert [each.state for each in letters()] == [WorkState.WAITING, WorkState.DONE]
    assert letters()[0].last_error == "LookupError: nobody composes letters of kind test/unheard"


def test_workers_side_by_side_never_send_a_letter_twice(bare: Flask, sink: Sink) -> None:
    queue_letters(90)
    barrier = threading.Barrier(3)

    def work() -> None:
        with bare.app_context():
            barrier.wait()
            while by_smtp(sink):
                pass

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.received) == 90
    assert set(Counter(ids(sink)).values()) == {1}


def test_600_letters_outlast_an_hour_without_mail_server(bare: Flask, sink: Sink) -> None:
    nowhere = transport("smtp://127.0.0.1:1", Path("unused"))
    with time_machine.travel(NOON, tick=False) as clock:
        queue_letters(600)
        waits = []
        while (now := datetime.now(UTC)) < NOON + timedelta(hours=1):
            while deliver(nowhere, SENDER):
                pass
            due = [each.due_at for each in letters()]
            waits.append(max(due) - now)
            clock.move_to(max(min(due), now + timedelta(seconds=30)))
        assert len(sink.received) == 0
        assert max(waits) <= timedelta(minutes=15)
        clock.shift(timedelta(minutes=15))
        while by_smtp(sink):
            pass
    assert len(sink.received) == 600
    assert set(Counter(ids(sink)).values()) == {1}
    assert {each.state for each in letters()} == {WorkState.DONE}


def test_a_killed_worker_costs_no_letter_and_changes_no_message_id(bare: Flask, sink: Sink) -> None:
    queue_letters(1)
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:

        def killed(*_arguments: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            with bare.app_context():
                deliver(lambda: _line(killed), SENDER)
        finally:
            os._exit(1)  # never reached: the kill comes in the middle of sending
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    [letter] = letters()
    assert (letter.state, letter.attempts) == (WorkState.WAITING, 1)
    stored = letter.rendered
    assert stored is not None
    assert by_smtp(sink) == 0
    with time_machine.travel(time.time() + LEASE_SECONDS + 1):
        assert by_smtp(sink) == 1
    assert sink.received[0].original_content == stored
    assert ids(sink) == [f"<{letter.reference}@example.vn>"]


@pytest.mark.parametrize("address", ["http://mail.example", "smtp:", "mail.example:25"])
def test_an_address_that_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        transport(address, Path("unused"))


@contextmanager
def _line(send: Callable[..., None]) -> Iterator[Callable[..., None]]:
    yield send
