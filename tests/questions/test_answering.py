"""Answers are read by one shape, judged on the server, and hold places that are never more than there are."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.questions import asking
from eventapp.questions.asking import Circumstances
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind, Question
from eventapp.questions.places import ChoiceFull
from eventapp.questions.queries import questions_of
from eventapp.questions.reading import OFFICE, PAGE, PROGRAM, SHEET, read_answers
from eventapp.registration import answering, enrolment, retention
from eventapp.registration.models import Answer, Registration
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from tests.factories import make_event, make_question, make_registration
from tests.trust.invariants import assert_counters_agree


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with a meal of one vegetarian place, asked in the hall only."""
    return make_event(hall=None)


def meal(event: Event, **details: Any) -> Question:
    """Ask what people eat."""
    choices = [Offer("Chay", "Vegetarian", 1), Offer("Mặn", "Meat", None)]
    return make_question(event, Kind.CHOICE, "Bữa trưa", label_en="Lunch", choices=choices, **details)


def register(event: Event, answers: dict[str, Any], **details: Any) -> Registration:
    """Register with answers."""
    return make_registration(event, answers=answers, **details)


def read(event: Event, given: dict[str, Any], *, mode: Mode = Mode.HALL, door: Any = PAGE, **more: Any) -> Any:
    """Read answers given by reference."""
    return read_answers(questions_of(event), given, Circumstances(mode), door, locale="en", **more)


GOOD = [
    (Kind.TEXT, "  VN   123 ", "VN 123"),
    (Kind.LONG_TEXT, "một\r\nhai", "một\nhai"),
    (Kind.YES_NO, "Có", "yes"),
    (Kind.DATE, "20/12/2021", "2021-12-20"),
    (Kind.NUMBER, "12,5", "12.5"),
    (Kind.PHONE, "0349 977 364", "+84349977364"),
    (Kind.COUNTRY, "Pháp", "FR"),
]
BAD = [
    (Kind.TEXT, "x" * 300),
    (Kind.YES_NO, "perhaps"),
    (Kind.DATE, "31/02/2021"),
    (Kind.NUMBER, "twelve"),
    (Kind.PHONE, "12"),
    (Kind.COUNTRY, "Atlantis"),
    (Kind.CHOICE, "Fish"),
    (Kind.SEVERAL, ["Fish"]),
    (Kind.FILE, "passport.pdf"),
    (Kind.FILE, b""),
]


@pytest.mark.parametrize(("kind", "given", "kept"), GOOD)
def test_each_kind_reads_what_people_write(event: Event, kind: Kind, given: str, kept: str) -> None:
    question = make_question(event, kind, "Câu hỏi")
    assert read(event, {question.ref: given}).values == {question.ref: kept}


@pytest.mark.parametrize(("kind", "given"), BAD)
def test_each_kind_refuses_what_is_none(event: Event, kind: Kind, given: Any) -> None:
    question = make_question(event, kind, "Câu hỏi", choices=[Offer("Chay", "", None)] if kind.has_choices else [])
    answered = read(event, {question.ref: given})
    assert [fault.field for fault in answered.faults] == [question.ref]


def test_a_program_gives_types_and_references_and_a_sheet_words(event: Event) -> None:
    lunch, ready = meal(event), make_question(event, Kind.YES_NO, "Sẵn sàng")
    several = make_question(event, Kind.SEVERAL, "Ngôn ngữ", choices=[Offer("Anh", "", None), Offer("Pháp", "", None)])
    english, french = (choice.ref for choice in several.choices)
    typed = {lunch.ref: lunch.choices[1].ref, ready.ref: True, several.ref: [french]}
    assert read(event, typed, door=PROGRAM).values == {**typed, ready.ref: "yes"}
    assert {fault.field for fault in read(event, {lunch.ref: "Mặn", ready.ref: "yes"}, door=PROGRAM).faults} == {
        lunch.ref,
        ready.ref,
    }
    written = read(event, {lunch.ref: "vegetarian", several.ref: "Pháp; anh"}, door=SHEET).values
    assert written == {lunch.ref: lunch.choices[0].ref, several.ref: [french, english]}


def test_a_question_for_one_mode_is_neither_asked_nor_required_in_another(event: Event) -> None:
    flight = make_question(
        event,
        label="Chuyến bay",
        is_required=True,
        when=[When(ConditionKind.MODE, "hall"), When(ConditionKind.MODE, "bridge")],
    )
    assert [fault.code for fault in read(event, {}).faults] == ["missing"]
    assert read(event, {flight.ref: "VN 1"}, mode=Mode.ONLINE) == read(event, {}, mode=Mode.ONLINE)
    assert read(event, {}, mode=Mode.ONLINE).faults == []


def test_a_question_after_an_answer_is_asked_only_after_it_and_a_chain_breaks_as_one(event: Event) -> None:
    drives = make_question(event, Kind.YES_NO, "Đi ô tô")
    plate = make_question(event, label="Biển số", is_required=True, when=[When(ConditionKind.ANSWER, "yes", drives)])
    colour = make_question(event, label="Màu xe", when=[When(ConditionKind.ANSWER, "", plate)])
    given = {drives.ref: "yes", plate.ref: "29A", colour.ref: "đỏ"}
    assert read(event, given).values == given
    assert [fault.field for fault in read(event, {drives.ref: "yes"}).faults] == [plate.ref]
    assert read(event, {**given, drives.ref: "no"}).values == {drives.ref: "no"}


def test_kinds_of_conditions_must_all_hold_and_each_has_its_judge(event: Event) -> None:
    drives = make_question(event, Kind.YES_NO, "Đi ô tô")
    when = [When(ConditionKind.ANSWER, "yes", drives), When(ConditionKind.MODE, "hall")]
    plate = make_question(event, label="Biển số", when=when)
    given = {drives.ref: "yes", plate.ref: "29A"}
    assert read(event, given).values == given
    assert read(event, given, mode=Mode.ONLINE).values == {drives.ref: "yes"}
    assert set(asking.JUDGES) == set(ConditionKind)


def test_an_office_need_not_answer_what_is_required_and_a_program_no_file(event: Event) -> None:
    make_question(event, label="Chuyến bay", is_required=True)
    photo = make_question(event, Kind.FILE, "Ảnh", is_required=True)
    assert read(event, {}, door=OFFICE).faults == read(event, {}, door=SHEET).faults == []
    assert photo.ref not in {fault.field for fault in read(event, {}, door=PROGRAM).faults}
    assert photo.ref in {fault.field for fault in read(event, {}).faults}


def test_the_last_place_of_a_choice_is_given_once_and_freed_by_who_leaves(event: Event) -> None:
    lunch = meal(event)
    only = {lunch.ref: lunch.choices[0].ref}
    first = register(event, only)
    with pytest.raises(ChoiceFull) as refusal:
        register(event, only)
    assert (refusal.value.code, refusal.value.values) == ("choice_full", {"choice": {"vi": "Chay", "en": "Vegetarian"}})
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert_counters_agree()
    with transaction():
        enrolment.cancel(first, by=SYSTEM)
    assert_counters_agree()
    register(event, only)
    assert_counters_agree()
    assert answering.values_of(first) == only  # as history


def test_who_is_replaced_gives_the_place_back_and_the_stand_in_answers_himself(event: Event) -> None:
    lunch = meal(event)
    first = register(event, {lunch.ref: lunch.choices[0].ref})
    with transaction():
        stand_in = substitute(first, full_name="Trần Thị Bình", email="binh@example.org", by=SYSTEM)
    assert answering.values_of(stand_in) == {}
    assert_counters_agree()


def test_a_corrected_answer_exchanges_places_or_nothing(event: Event) -> None:
    lunch = meal(event)
    vegetarian, meat = ({lunch.ref: choice.ref} for choice in lunch.choices)
    first, second = register(event, vegetarian), register(event, meat)
    with pytest.raises(ChoiceFull), transaction():
        answering.correct(second, vegetarian, by=SYSTEM)
    assert answering.values_of(second) == meat
    assert_counters_agree()
    with transaction():
        assert answering.correct(first, meat, by=SYSTEM) is True
        assert answering.correct(first, meat, by=SYSTEM) is False
        assert answering.correct(second, vegetarian, by=SYSTEM) is True
    assert_counters_agree()


def test_who_attends_otherwise_gives_back_what_is_not_asked_there(event: Event) -> None:
    lunch = meal(event, when=[When(ConditionKind.MODE, "hall")])
    first = register(event, {lunch.ref: lunch.choices[0].ref})
    with transaction():
        transfer(first, mode=Mode.ONLINE, site=None, delegation=None, by=SYSTEM)
    assert answering.values_of(first) == {}
    assert_counters_agree()


def test_an_ended_registration_and_a_late_delegate_correct_nothing(event: Event) -> None:
    flight = make_question(event)
    first = register(event, {flight.ref: "VN 1"})
    with time_machine.travel(event.starts_at, tick=False):
        with pytest.raises(answering.AnsweringClosed), transaction():
            answering.correct(first, {}, by=SYSTEM, is_own=True)
        with transaction():
            assert answering.correct(first, {flight.ref: "VN 2"}, by=SYSTEM) is True
    with transaction():
        enrolment.cancel(first, by=SYSTEM)
    with pytest.raises(answering.RegistrationEnded), transaction():
        answering.correct(first, {}, by=SYSTEM)


def test_the_trail_says_that_answers_changed_and_never_what_they_were(event: Event) -> None:
    flight = make_question(event, label="Bệnh nền", is_sensitive=True)
    first = register(event, {flight.ref: "SECRET-ONE"})
    with transaction():
        answering.correct(first, {flight.ref: "SECRET-TWO"}, by=SYSTEM)
    lines = [entry for entry in db.session.scalars(select(AuditEntry)) if entry.subject == f"registrations/{first.ref}"]
    assert [(entry.action, "SECRET" in str(entry.words)) for entry in lines] == [
        ("registered", False),
        ("answers_corrected", False),
    ]


def test_answers_are_erased_on_the_day_their_question_says_and_no_earlier(event: Event, tmp_path: Path) -> None:
    lunch, flight = meal(event, kept_for_days=30), make_question(event)
    first = register(event, {lunch.ref: lunch.choices[0].ref, flight.ref: "VN 1"})
    due = event.ends_at + timedelta(days=30)
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        assert retention.erase_due(tmp_path) == 0
    with time_machine.travel(due, tick=False):
        assert retention.erase_due(tmp_path) == 1
        assert retention.erase_due(tmp_path) == 0
    assert answering.values_of(first) == {flight.ref: "VN 1"}
    assert_counters_agree()
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "answers_erased")).one()
    assert said.words == {"name": {"vi": "Bữa trưa", "en": "Lunch"}, "number": 1}


def test_a_place_that_is_not_given_back_is_noticed(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    lunch = meal(event)
    first = register(event, {lunch.ref: lunch.choices[0].ref})
    monkeypatch.setattr(answering, "let_go", lambda registration: None)
    with transaction():
        enrolment.cancel(first, by=SYSTEM)
    with pytest.raises(AssertionError):
        assert_counters_agree()
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1
