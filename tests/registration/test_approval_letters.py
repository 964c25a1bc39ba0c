"""What the letters about approval say, in both languages, and when they are wanted no more."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventapp.events.models import Mode
from eventapp.mail.composing import compose
from eventapp.registration import acts, approving, completing, undoing
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration
from tests.factories import make_event, make_registration
from tests.registration.focal import make_delegation
from tests.registration.test_acts import carry_out
from tests.registration.test_approving import judge, revise
from tests.registration.test_letter_writing import SENDER, last_letter, parts, read
from tests.registration.test_offers import do

NOTE = "Xin ghi <rõ> chức vụ."
SUBJECTS = {
    ("pending", "vi"): "Đăng ký của quý vị đang chờ duyệt: Diễn đàn",
    ("pending", "en"): "Your registration awaits approval: Forum",
    ("approved", "vi"): "Đăng ký của quý vị đã được duyệt: Diễn đàn",
    ("approved", "en"): "Your registration is approved: Forum",
    ("returned", "vi"): "Xin quý vị bổ sung đăng ký: Diễn đàn",
    ("returned", "en"): "Please complete your registration: Forum",
    ("rejected", "vi"): "Đăng ký của quý vị không được tiếp nhận: Diễn đàn",
    ("rejected", "en"): "Your registration is not accepted: Forum",
    ("change_pending", "vi"): "Thay đổi của quý vị đang chờ duyệt: Diễn đàn",
    ("change_pending", "en"): "Your change awaits approval: Forum",
    ("change_approved", "vi"): "Thay đổi trong đăng ký của quý vị đã được duyệt: Diễn đàn",
    ("change_approved", "en"): "The change of your registration is approved: Forum",
    ("put_back", "vi"): "Đăng ký của quý vị giữ nguyên như trước: Diễn đàn",
    ("put_back", "en"): "Your registration stands as before: Forum",
}
STEPS: dict[str, list[Callable[[Registration], Any]]] = {
    "pending": [],
    "approved": [lambda each: do(approving.approve, each)],
    "returned": [lambda each: do(approving.return_with_note, each, note=NOTE)],
    "rejected": [lambda each: do(approving.reject, each, reason=NOTE)],
}
STEPS["change_pending"] = [*STEPS["approved"], lambda each: revise(each.event, each, position="Vụ trưởng")]
STEPS["change_approved"] = [*STEPS["change_pending"], *STEPS["approved"]]
STEPS["put_back"] = [*STEPS["change_pending"], lambda each: do(approving.put_back, each, note=NOTE)]


def registration_at(kind: str, locale: str = "vi") -> Registration:
    """Return a registration to which a letter of that kind is on its way."""
    event = judge(make_event(hall=2), Mode.HALL, changes=True)
    delegation = make_delegation(event, "BNG", hall=2)
    registration = make_registration(event, delegation=delegation, locale=locale)
    for step in STEPS[kind]:
        step(registration)
    return registration


@pytest.mark.parametrize(("kind", "locale"), list(SUBJECTS))
def test_every_letter_is_whole_in_both_languages(app: Flask, kind: str, locale: str) -> None:
    message = read(last_letter(registration_at(kind, locale), kind))
    assert message["Subject"] == SUBJECTS[kind, locale]
    found = parts(message)
    assert ("image/png" in found) == (kind == "approved")
    if kind in ("returned", "rejected", "put_back"):
        assert NOTE in found["text/plain"].get_content()
        assert "Xin ghi &lt;rõ&gt; chức vụ." in found["text/html"].get_content()


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("pending", lambda each: do(approving.approve, each)),
        ("returned", lambda each: do(completing.send_again, each)),
        ("change_pending", lambda each: do(approving.approve, each)),
        ("change_approved", lambda each: revise(each.event, each, position="Bộ trưởng")),
    ],
)
def test_a_letter_that_is_no_longer_true_is_not_sent(app: Flask, kind: str, then: Callable[..., Any]) -> None:
    registration = registration_at(kind)
    row = last_letter(registration, kind)
    then(registration)
    assert compose(row, SENDER) is None


def test_what_was_undone_is_not_told(app: Flask) -> None:
    registration = registration_at("pending")
    act, _outcome = carry_out(registration.event, Decision.APPROVAL, registration)
    do(undoing.undo, act)
    assert compose(last_letter(registration, "approved"), SENDER) is None
    assert acts.WINDOW.total_seconds() == 600
