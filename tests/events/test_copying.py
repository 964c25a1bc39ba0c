"""A copy of an event: what was set up, and nobody who came."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.bridges import describing
from eventapp.bridges.models import Duty, LineState
from eventapp.bridges.queries import contacts_by_site, points_of
from eventapp.checkin import gates
from eventapp.database import db, transaction
from eventapp.directory import precedence, ranks
from eventapp.directory.models import Tie
from eventapp.directory.words import KIND_ORDER
from eventapp.events import categories
from eventapp.events.copying import moved_along
from eventapp.events.models import Event, EventStatus, Mode, TeamMember
from eventapp.events.queries import modes_of, sites_of
from eventapp.events.roles import Role
from eventapp.presence.thresholds import revise, threshold_of
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind
from eventapp.questions.queries import questions_of
from eventapp.registration.models import Registration
from eventapp.wordings.models import Wording
from tests import factories
from tests.events.desk import the

TYPED = {"slug": "next", "title": "Diễn đàn 2031", "title_en": "Forum 2031", "starts": "2031-05-05T08:30"}


def furnish() -> None:
    event = the()
    with transaction():
        event.registration_closes_at = datetime(2030, 5, 3, 10, 0, tzinfo=UTC)
        event.lead = "Câu dẫn"
        gates.add_gate(event, "Cửa Đông", modes=[Mode.ONLINE], opens_at=event.starts_at, by=SYSTEM)
    factories.make_site(event, seats=7)
    factories.make_registration(event)
    factories.give_role(event, factories.make_user(), Role.DOOR)


def test_a_copy_is_a_draft_set_up_the_same_and_empty(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        furnish()
    answer = owner.post("/manage/events/forum/copy", data={**TYPED, "with_team": "yes"})
    assert (answer.status_code, answer.location) == (303, "/manage/events/next/settings")
    with bare_app.app_context():
        copy = the("next")
        assert (copy.status, copy.title_en, copy.lead) == (EventStatus.DRAFT, "Forum 2031", "Câu dẫn")
        assert copy.starts_at == datetime(2031, 5, 5, 1, 30, tzinfo=UTC)
        assert copy.ends_at == datetime(2031, 5, 5, 10, 30, tzinfo=UTC)
        assert copy.registration_closes_at == datetime(2031, 5, 2, 10, 30, tzinfo=UTC)
        assert [(mode, row.capacity, row.taken) for mode, row in modes_of(copy).items()] == [
            (Mode.HALL, 1, 0), (Mode.BRIDGE, None, 0), (Mode.ONLINE, None, 0),
        ]  # fmt: skip
        assert [(site.name, site.capacity, site.taken) for site in sites_of(copy)] == [("Điểm cầu Huế", 7, 0)]
        assert [(gate.name, gate.modes, gate.opens_at) for gate in gates.gates_of(copy)] == [
            ("Cửa Đông", ["online"], copy.starts_at)
        ]
        roles = db.session.scalars(select(TeamMember.role).where(TeamMember.event_id == copy.id)).all()
        assert sorted(roles) == [Role.DOOR, Role.OWNER]
        here = select(func.count()).select_from(Registration).where(Registration.event_id == copy.id)
        assert db.session.scalar(here) == 0
    assert "Copy the event" in owner.get("/manage/events/next/copy").text


def test_the_form_and_the_letters_are_taken_over(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = the()
        meal = factories.make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "Vegetarian", 3)])
        when = [When(ConditionKind.ANSWER, meal.choices[0].ref, meal)]
        factories.make_question(event, Kind.TEXT, "Dị ứng", when=when)
        with transaction():
            now = event.created_at
            own = {"kind": "registration/registered", "locale": "vi", "subject": "Chào", "text": "Xin chào"}
            db.session.add(Wording(event_id=event.id, changed_at=now, **own))
    assert owner.post("/manage/events/forum/copy", data=TYPED).status_code == 303
    with bare_app.test_request_context():
        copy = the("next")
        meal, allergy = questions_of(copy)
        [choice], [condition] = meal.choices, allergy.conditions
        assert (meal.label, choice.label_en, choice.capacity, choice.taken) == ("Bữa trưa", "Vegetarian", 3, 0)
        assert (condition.on_id, condition.value, condition.event_id) == (meal.id, choice.ref, copy.id)
        assert choice.ref != questions_of(the())[0].choices[0].ref
        texts = db.session.scalars(select(Wording.text).where(Wording.event_id == copy.id)).all()
        assert texts == ["Xin chào"]


def test_categories_and_the_order_of_precedence_are_taken_over(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = the()
        with transaction():
            own = categories.add_category(event, name="Cựu sinh viên", colour="#1b4f7c", zones="A, B", by=SYSTEM)
            ranks.add_rank(event, name="Bí thư thứ nhất", by=SYSTEM)
            precedence.arrange(event, blocks=["other", *KIND_ORDER], ties=[Tie.RANK], by=SYSTEM)
        factories.make_question(event, when=[When(ConditionKind.CATEGORY, own.ref)])
    assert owner.post("/manage/events/forum/copy", data=TYPED).status_code == 303
    with bare_app.test_request_context():
        copied = categories.categories_of(the("next"))
        assert [(each.name, each.zones) for each in copied][-1] == ("Cựu sinh viên", "A, B")
        assert [each.is_default for each in copied].count(True) == 1
        [condition] = questions_of(the("next"))[0].conditions
        assert condition.value == copied[-1].ref != own.ref
        assert precedence.ranks_of(the("next"))[-1].name == "Bí thư thứ nhất"
        standing = precedence.find_precedence(the("next"))
        assert (standing.blocks, standing.ties) == (["other", *KIND_ORDER], ["rank"])


def test_without_the_team_only_whoever_copies_is_there(bare_app: Flask, owner: FlaskClient) -> None:
    with bare_app.app_context():
        furnish()
    owner.post("/manage/events/forum/copy", data=TYPED)
    with bare_app.app_context():
        members = db.session.scalars(select(TeamMember).where(TeamMember.event_id == the("next").id)).all()
        assert [(member.role, member.user.email) for member in members] == [(Role.OWNER, "owner@example.org")]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"slug": "forum"}, 409, "Another event already has the address “forum”."),
        ({"slug": ""}, 422, "Address is missing."),
        ({"starts": "soon"}, 422, "Starts is not a date and time"),
        ({"title": ""}, 422, "Title is missing."),
    ],
)
def test_a_bad_copy_is_not_made_and_what_was_typed_stays(
    bare_app: Flask, owner: FlaskClient, changes: dict[str, str], status: int, sentence: str
) -> None:
    answer = owner.post("/manage/events/forum/copy", data={**TYPED, "title_en": "Kept <b>", **changes})
    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="Kept &lt;b&gt;"' in answer.text
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def test_moments_keep_their_distance_by_the_clock_on_the_wall(app: Flask) -> None:
    """In Paris the clocks change between the two starts, and 17:00 stays 17:00."""
    event = factories.make_event(
        zone="Europe/Paris",
        starts_at=datetime(2030, 3, 30, 8, 0, tzinfo=UTC),
        ends_at=datetime(2030, 3, 30, 16, 0, tzinfo=UTC),
    )
    summer = datetime(2030, 7, 1, 7, 0, tzinfo=UTC)
    assert moved_along(event, datetime(2030, 3, 30, 16, 0, tzinfo=UTC), summer) == datetime(2030, 7, 1, 15, tzinfo=UTC)
    assert moved_along(event, datetime(2030, 3, 27, 16, 0, tzinfo=UTC), summer) == datetime(2030, 6, 28, 15, tzinfo=UTC)


def describe_points(event: Event) -> None:
    """Let a bridge point have a room, a tested line, notes, a secretary and a delegate who chairs."""
    site = factories.make_site(event)
    chair = factories.make_registration(event, "Lê Chủ Trì", mode=Mode.BRIDGE, site=site)
    with transaction():
        describing.describe(event, site, by=SYSTEM, room="Phòng 2", notes="Máy chiếu hỏng")
        describing.note_line(event, site, LineState.PASSED, note="ổn", by=SYSTEM)
        describing.renew_link(event, site, by=SYSTEM)
        person = {"name": "Trần Thư Ký", "position": "Thư ký", "phone": "+84901234567", "email": "tk@hue.example.vn"}
        describing.name_contact(event, site, Duty.SECRETARY, by=SYSTEM, locale="vi", **person)
        describing.name_contact(
            event, site, Duty.CHAIR, by=SYSTEM, registration=chair, name="Lê Chủ Trì", position="", phone="", email="",
            locale="vi",
        )  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), [({"with_contacts": "yes"}, 2), ({}, 0)])
def test_bridge_points_keep_their_rooms_and_where_it_is_wanted_their_people(
    bare_app: Flask, owner: FlaskClient, typed: dict[str, str], expected: int
) -> None:
    with bare_app.test_request_context():
        describe_points(the())
    assert 'name="with_contacts"' in owner.get("/manage/events/forum/copy").text
    assert owner.post("/manage/events/forum/copy", data=TYPED | typed).status_code == 303
    with bare_app.test_request_context():
        copy = the("next")
        [(site_id, point)] = points_of(copy).items()
        assert (point.room, point.line, point.line_note, point.notes, point.generation) == (
            "Phòng 2", LineState.UNTESTED, "", "", 0,
        )  # fmt: skip
        assert point.line_tested_at is None
        contacts = contacts_by_site(copy).get(site_id, {})
        assert len(contacts) == expected
        if expected:
            secretary, chair = contacts[Duty.SECRETARY], contacts[Duty.CHAIR]
            assert (secretary.name, secretary.phone, secretary.email) == (
                "Trần Thư Ký", "+84901234567", "tk@hue.example.vn",
            )  # fmt: skip
            assert (chair.name, chair.registration_id) == ("Lê Chủ Trì", None)


def test_who_does_what_at_bridge_points_is_asked_only_where_it_is_known(bare_app: Flask, owner: FlaskClient) -> None:
    assert 'name="with_contacts"' not in owner.get("/manage/events/forum/copy").text


def test_what_counts_as_late_and_who_signs_is_taken_over_and_remarks_are_not(
    bare_app: Flask, owner: FlaskClient
) -> None:
    with bare_app.test_request_context(), transaction():
        said = {"late_minutes": 5, "early_minutes": 7, "online_minutes": 20, "online_percent": 80}
        signs = {"position": "Chánh Văn phòng", "position_en": "Chief", "signer": "Lê An", "remarks": "Mưa bão"}
        revise(the(), by=SYSTEM, **said, **signs)
    assert owner.post("/manage/events/forum/copy", data=TYPED).status_code == 303
    with bare_app.test_request_context():
        copy = threshold_of(the("next"))
        assert {name: getattr(copy, name) for name in said} == said
        assert {name: getattr(copy, name) for name in signs} == {**signs, "remarks": ""}
