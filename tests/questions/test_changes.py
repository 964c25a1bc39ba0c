"""Answers when their registration changes: what is no longer asked goes and is told, what is asked now is missing."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.questions.editing import Dependants, Offer, When
from eventapp.questions.models import ConditionKind, Kind, Question
from eventapp.questions.queries import questions_of
from eventapp.registration import answering, enrolment, links, revising, search
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted
from eventapp.registration.transfer import transfer
from tests.factories import give_role, make_event, make_question, make_registration, make_token, make_user, open_session
from tests.registration.focal import make_delegation, secret_of
from tests.trust.invariants import assert_counters_agree

IN_HALL, ONLINE = [When(ConditionKind.MODE, "hall")], [When(ConditionKind.MODE, "online")]


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with seats for everyone."""
    return make_event(hall=None)


@pytest.fixture
def flight(event: Event) -> Question:
    """What is asked in the hall only."""
    return make_question(event, label="Chuyến bay", label_en="Flight", when=IN_HALL)


@pytest.fixture
def link(event: Event) -> Question:
    """What must be answered online only."""
    return make_question(event, label="Phần mềm họp", label_en="Software", is_required=True, when=ONLINE)


def go_online(registration: Registration) -> None:
    """Let a delegate attend online."""
    with transaction():
        transfer(registration, mode=Mode.ONLINE, site=None, delegation=None, by=SYSTEM)


def history_of(registration: Registration) -> list[tuple[str, dict[str, Any]]]:
    """Return what is written down of answers that went."""
    mine = AuditEntry.subject == f"registrations/{registration.ref}"
    lines = db.session.scalars(select(AuditEntry).where(mine, AuditEntry.action.like("answer\\_%", escape="\\")))
    return [(line.action, dict(line.words)) for line in lines]


def office(app: Flask, event: Event) -> FlaskClient:
    """Return the browser of a registrar."""
    user = make_user()
    give_role(event, user, Role.REGISTRAR)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = open_session(user), True
    return client


def test_the_history_keeps_what_was_said(event: Event, flight: Question) -> None:
    delegate = make_registration(event, answers={flight.ref: "VN 123"})
    go_online(delegate)
    assert history_of(delegate) == [
        ("answer_dropped", {"name": {"vi": "Chuyến bay", "en": "Flight"}, "said": {"vi": "VN 123", "en": "VN 123"}})
    ]


@pytest.mark.parametrize("guarded", [{"is_sensitive": True}, {"kept_for_days": 30}])
def test_the_history_keeps_nothing_of_what_is_guarded(event: Event, guarded: dict[str, Any]) -> None:
    illness = make_question(event, label="Bệnh nền", when=IN_HALL, **guarded)
    delegate = make_registration(event, answers={illness.ref: "SECRET"})
    go_online(delegate)
    assert history_of(delegate) == [("answer_removed", {"name": {"vi": "Bệnh nền", "en": ""}})]


def test_the_delegate_is_told_and_completes_what_is_missing(app: Flask, event: Event, flight: Any, link: Any) -> None:
    delegate = make_registration(event, answers={flight.ref: "VN 123"})
    page, client = f"/my/{links.secret(delegate)}", app.test_client()
    assert "Answers are missing" not in client.get(f"{page}?lang=en").text
    told = client.post(f"{page}/attendance?lang=en", data={"mode": "online"}, follow_redirects=True).text
    assert "No longer asked, so the answers were removed: Flight." in told
    assert "Still to be answered: Software." in told
    assert "Answers are missing" in told
    done = client.post(f"{page}/answers", data={f"answer-{link.ref}": "Zoom"}, follow_redirects=True).text
    assert "Answers are missing" not in done
    assert answering.values_of(delegate) == {link.ref: "Zoom"}


def test_what_is_missing_can_be_answered_until_the_event_starts(app: Flask, link: Question) -> None:
    event = db.session.get_one(Event, link.event_id)
    with transaction():
        event.registration_closes_at = event.starts_at.replace(day=1)
    delegate = make_registration(event, mode=Mode.ONLINE)
    with time_machine.travel(event.starts_at.replace(day=2), tick=False):
        with transaction():
            answering.correct(delegate, {link.ref: "Zoom"}, by=SYSTEM, is_own=True)
        with pytest.raises(answering.AnsweringClosed), transaction():
            answering.correct(delegate, {link.ref: "Teams"}, by=SYSTEM, is_own=True)


def test_the_office_is_told_and_sees_what_is_missing(app: Flask, event: Event, flight: Any, link: Any) -> None:
    delegate, client = make_registration(event, answers={flight.ref: "VN 123"}), office(app, event)
    home = f"/manage/events/forum/delegates/{delegate.ref}"
    told = client.post(f"{home}/attendance?lang=en", data={"mode": "online"}, follow_redirects=True).text
    for sentence in ("removed: Flight.", "Still to be answered: Software.", "Answers are missing", "(VN 123)"):
        assert sentence in told
    listed = client.get("/manage/events/forum/delegates?lacking=yes").text
    assert delegate.person.full_name in listed
    make_registration(event, "Trần Bình")
    assert "Trần Bình" not in client.get("/manage/events/forum/delegates?lacking=yes").text


def test_another_category_tells_too(app: Flask, event: Event) -> None:
    delegates, guests = categories_of(event)[:2]
    badge = make_question(event, label_en="Badge", when=[When(ConditionKind.CATEGORY, delegates.ref)])
    delegate, client = make_registration(event, answers={badge.ref: "A"}), office(app, event)
    home = f"/manage/events/forum/delegates/{delegate.ref}"
    said = {"full_name": "Nguyễn Văn An", "email": delegate.person.email, "category": guests.ref}
    assert "removed: Badge." in client.post(f"{home}/edit?lang=en", data=said, follow_redirects=True).text


def test_the_focal_point_is_told(app: Flask, event: Event, flight: Question) -> None:
    delegation = make_delegation(event, online=1)
    delegate = make_registration(event, delegation=delegation, answers={flight.ref: "VN 123"})
    said = {"full_name": "Nguyễn Văn An", "email": delegate.person.email, "mode": "online", "revision": "0"}
    address = f"{secret_of(delegation)}/delegates/{delegate.ref}?lang=en"
    client = app.test_client()
    assert "removed: Flight." in client.post(address, data=said, follow_redirects=True).text
    page = client.get(f"{secret_of(delegation)}?lang=en").text
    assert "“Flight”, which is no longer asked" in page
    assert "VN 123" not in page  # answers are the delegate's


def test_a_program_reads_what_is_missing(app: Flask, event: Event, link: Question) -> None:
    delegate = make_registration(event, mode=Mode.ONLINE)
    address = f"/api/v1/events/forum/registrations/{delegate.ref}"
    shown = app.test_client().get(address, headers={"Authorization": f"Bearer {make_token(event)}"}).json
    assert shown["answers_missing"] == [link.ref]


def test_the_list_finds_exactly_who_lacks_an_answer(event: Event) -> None:
    guests = categories_of(event)[1]
    drives = make_question(event, Kind.YES_NO, "Đi ô tô", when=IN_HALL)
    plate = make_question(event, label="Biển số", is_required=True, when=[When(ConditionKind.ANSWER, "yes", drives)])
    lunch = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", None), Offer("Mặn", "", None)])
    meat = lunch.choices[1].ref
    after = [When(ConditionKind.ANSWER, meat, lunch), When(ConditionKind.CATEGORY, guests.ref)]
    make_question(event, label="Dị ứng", is_required=True, when=after)
    make_question(event, label="Màu xe", is_required=True, when=[When(ConditionKind.ANSWER, "", plate)])
    make_question(event, Kind.HEADING, "Phần hai", is_required=True)
    for answers in ({}, {drives.ref: "yes"}, {drives.ref: "no"}, {plate.ref: "29A"}, {lunch.ref: meat}):
        for mode in (Mode.HALL, Mode.ONLINE):
            for category in (None, guests):
                make_registration(event, mode=mode, category=category, answers=answers)
    make_registration(event, answers={drives.ref: "yes", plate.ref: "29A"})
    everyone = db.session.scalars(select(Registration)).all()
    lacking = {each.ref for each in everyone if answering.lacking(each)}
    found = db.session.scalars(search.found(event, Wanted(lacking=True))).all()
    assert {each.ref for each in found} == lacking
    assert len(lacking) == 5


def organiser(app: Flask, event: Event) -> FlaskClient:
    """Return the browser of an organiser."""
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = open_session(user), True
    return client


def test_a_question_asked_of_fewer_says_whose_answers_would_go(app: Flask, event: Event) -> None:
    drives = make_question(event, Kind.CHOICE, "Đi bằng", choices=[Offer("Ô tô", "", 5), Offer("Tàu", "", None)])
    car, train = (choice.ref for choice in drives.choices)
    plate = make_question(event, label="Biển số", when=[When(ConditionKind.ANSWER, car, drives)])
    guest = make_registration(event, mode=Mode.ONLINE, answers={drives.ref: car, plate.ref: "29A"})
    left = make_registration(event, mode=Mode.ONLINE, answers={drives.ref: car})
    stays = make_registration(event, answers={drives.ref: train})
    with transaction():
        enrolment.cancel(left, by=SYSTEM)
    desk, path = organiser(app, event), f"/manage/events/forum/questions/{drives.ref}?lang=en"
    said = {
        "kind": "choice",
        "label": "Đi bằng",
        f"choice-{car}": "Ô tô",
        f"places-{car}": "5",
        f"choice-{train}": "Tàu",
    }
    narrowed = {**said, "hall": "yes", "bridge": "yes"}
    asked = desk.post(path, data=narrowed)
    assert asked.status_code == 409
    assert "would lose answers: 1 (Đi bằng; Biển số)." in asked.text
    assert answering.values_of(guest) == {drives.ref: car, plate.ref: "29A"}
    done = desk.post(path, data={**narrowed, "erases": "yes"}, follow_redirects=True).text
    assert "The answers of 1 registration were erased." in done
    assert answering.values_of(guest) == {}
    assert answering.values_of(left) == {drives.ref: car}  # as history
    assert answering.values_of(stays) == {drives.ref: train}
    assert_counters_agree()
    erased = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "answers_erased")).all()
    assert [(line.words["name"]["vi"], line.words["number"]) for line in erased] == [("Đi bằng", 1), ("Biển số", 1)]


def test_what_was_not_asked_before_is_left_alone(app: Flask, event: Event) -> None:
    flight = make_question(event, label="Chuyến bay", when=IN_HALL)
    delegate = make_registration(event, answers={flight.ref: "VN 123"})
    with transaction():  # attends online meanwhile, and keeps what was said of the hall
        delegate.mode = Mode.ONLINE
    path, said = f"/manage/events/forum/questions/{flight.ref}", {"kind": "text", "label": "Số hiệu", "hall": "yes"}
    assert organiser(app, event).post(path, data=said).status_code == 303
    assert answering.values_of(delegate) == {flight.ref: "VN 123"}


@pytest.mark.parametrize("choices", ["Chay\nMặn\nCHAY", "Chay|Vegan\nVegán", "Chay\nMón chay|chay"])
def test_two_equal_choices_are_refused(app: Flask, event: Event, choices: str) -> None:
    desk, said = organiser(app, event), {"kind": "choice", "label": "Bữa trưa", "new_choices": choices}
    refused = desk.post("/manage/events/forum/questions?lang=en", data=said)
    assert (refused.status_code, "There are two choices" in refused.text) == (422, True)
    assert "Bữa trưa" in refused.text
    lunch = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", None)])
    more = {"kind": "choice", "label": "Bữa trưa", f"choice-{lunch.choices[0].ref}": "Chay", "new_choices": "chay"}
    refused = desk.post(f"/manage/events/forum/questions/{lunch.ref}?lang=en", data=more)
    assert (refused.status_code, "There are two choices" in refused.text) == (422, True)


def test_a_program_reads_after_which_answer_a_question_is_asked(app: Flask, event: Event) -> None:
    drives = make_question(event, Kind.YES_NO, "Đi ô tô")
    plate = make_question(event, label="Biển số", when=[When(ConditionKind.ANSWER, "yes", drives)])
    make_question(event, label="Màu xe", when=[When(ConditionKind.ANSWER, "", plate)])
    listed = app.test_client().get(
        "/api/v1/events/forum/questions", headers={"Authorization": f"Bearer {make_token(event)}"}
    )
    expected = [[], [{"question": drives.ref, "answer": "yes"}], [{"question": plate.ref, "answer": None}]]
    assert [each["after"] for each in listed.json["items"]] == expected


@pytest.fixture
def chain(event: Event) -> list[Question]:
    """A question, one that depends on it, one that depends on that, and one that has nothing to do with them."""
    drives = make_question(event, Kind.CHOICE, "Đi bằng", choices=[Offer("Ô tô", "", 5), Offer("Tàu", "", None)])
    car = drives.choices[0].ref
    plate = make_question(event, Kind.YES_NO, "Xe công vụ", when=[When(ConditionKind.ANSWER, car, drives)])
    number = make_question(event, label="Biển số", when=[When(ConditionKind.ANSWER, "yes", plate)])
    return [drives, plate, number, make_question(event, label="Dị ứng")]


def labels(event: Event) -> list[str]:
    """Return what the form asks."""
    return [each.label for each in questions_of(event)]


def test_before_a_question_goes_the_page_says_which_depend_on_it_and_what_can_be_done(
    app: Flask, event: Event, chain: list[Question]
) -> None:
    drives, plate, number, _other = chain
    car = drives.choices[0].ref
    make_registration(event, answers={drives.ref: car, plate.ref: "yes", number.ref: "29A"})
    desk, home = organiser(app, event), "/manage/events/forum/questions"
    page = desk.get(f"{home}/{drives.ref}/removal?lang=en").text
    assert "2 questions are asked or not as this one is answered" in page
    assert ("Xe công vụ" in page, "Biển số" in page, "Dị ứng" in page) == (True, True, False)
    assert "Whether these are asked depends on the answer" in desk.get(f"{home}/{drives.ref}?lang=en").text
    assert 'name="dependants"' not in desk.get(f"{home}/{number.ref}/removal").text
    for said in ({"erases": "yes"}, {"erases": "yes", "dependants": "nonsense"}):
        refused = desk.post(f"{home}/{drives.ref}/removal", data=said, follow_redirects=True).text
        assert "Whether “Xe công vụ” is asked depends on this." in refused
    unsaid = desk.post(f"{home}/{drives.ref}/removal", data={"dependants": "removed"}, follow_redirects=True).text
    assert "would lose answers: 1 (Đi bằng; Xe công vụ; Biển số)." in unsaid
    assert labels(event) == ["Đi bằng", "Xe công vụ", "Biển số", "Dị ứng"]


def test_those_that_depend_on_a_removed_question_go_with_it_where_that_is_said(
    app: Flask, event: Event, chain: list[Question]
) -> None:
    drives, plate, number, other = chain
    given = {drives.ref: drives.choices[0].ref, plate.ref: "yes", number.ref: "29A", other.ref: "lạc"}
    guest, ref = make_registration(event, answers=given), other.ref
    said = {"erases": "yes", "dependants": "removed"}
    path = f"/manage/events/forum/questions/{drives.ref}/removal?lang=en"
    page = organiser(app, event).post(path, data=said, follow_redirects=True).text
    assert "“Đi bằng” is removed. The answers of 1 registration were erased." in page
    assert labels(event) == ["Dị ứng"]
    assert answering.values_of(guest) == {ref: "lạc"}
    assert_counters_agree()


def test_those_that_depend_on_a_removed_question_are_asked_of_everyone_where_that_is_said(
    app: Flask, event: Event, chain: list[Question]
) -> None:
    drives, plate, number, _other = chain
    given = {drives.ref: drives.choices[0].ref, plate.ref: "yes", number.ref: "29A"}
    guest, stays = make_registration(event, answers=given), {plate.ref: "yes", number.ref: "29A"}
    said = {"erases": "yes", "dependants": "asked"}
    path = f"/manage/events/forum/questions/{drives.ref}/removal"
    assert organiser(app, event).post(path, data=said).status_code == 303
    first, second, _third = questions_of(event)
    assert (first.label, list(first.conditions), len(second.conditions)) == ("Xe công vụ", [], 1)
    assert answering.values_of(guest) == stays
    assert_counters_agree()
    deeds = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"questions/{plate.ref}")).all()
    assert deeds[-1] == "question_edited"


def test_an_answer_that_another_condition_decides_now_goes(app: Flask, event: Event) -> None:
    flies, drives = (make_question(event, Kind.YES_NO, label) for label in ("Bay", "Lái xe"))
    when = [When(ConditionKind.ANSWER, "yes", flies), When(ConditionKind.ANSWER, "yes", drives)]
    needs = make_question(event, label="Giấy tờ", when=when)
    guest = make_registration(event, answers={flies.ref: "yes", drives.ref: "no", needs.ref: "CCCD"})
    kept = {drives.ref: "no"}
    with pytest.raises(revising.WouldErase) as refusal, transaction():
        revising.remove(flies, by=SYSTEM, may_erase=False, dependants=Dependants.ASKED)
    assert refusal.value.values["number"] == 1
    with transaction():
        [flies, *_rest] = questions_of(event)
        assert revising.remove(flies, by=SYSTEM, may_erase=True, dependants=Dependants.ASKED) == 1
    assert answering.values_of(guest) == kept
