"""The order of precedence: total, stable, the same in Python as in the database, and always as the rules say now."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.audit.trail import SYSTEM
from eventapp.database import change, db, transaction
from eventapp.directory import organisations, people, precedence, ranks
from eventapp.directory.models import Organisation, Person, Precedence, Tie
from eventapp.directory.ordering import Circumstances
from eventapp.directory.precedence import find_precedence, ranks_of, rules_of
from eventapp.events.models import Event
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration import amendment, listing, search, substitution
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted
from tests.factories import give_role, make_event, make_registration, make_user
from tests.queries import count_queries
from tests.visits import signed_in

PAGE = "/manage/events/forum/precedence"
BLOCKS = ["central", "province", "mission", "enterprise", "other"]


@pytest.fixture
def event(app: Flask) -> Event:
    """An event without a limit."""
    return make_event(hall=None)


def enter(event: Event, name: str, position: str = "", **said: Any) -> Registration:
    """Register someone of an organisation of the register."""
    organisation = said.pop("organisation", None)
    registration = make_registration(event, name, position=position)
    with transaction():
        person = registration.person
        if organisation is not None:
            person.organisation = organisation
        for field, value in said.items():
            setattr(person, field, value)
    return registration


def body(name: str, kind: str, sort_order: int = 0) -> Organisation:
    """Return an organisation of the register."""
    with transaction():
        return organisations.add(name=name, kind=kind, sort_order=sort_order, by=SYSTEM)


def order_of(event: Event, sort: str = "precedence") -> list[str]:
    """Return the last words of the names in order."""
    found = listing.lines(event, Wanted(), sort, limit=99, offset=0)
    assert [line.full_name for line in found] == [
        row.person.full_name for row in db.session.scalars(search.found(event, Wanted(), sort))
    ]
    return [line.full_name.split()[-1] for line in found]


def check_stored(event: Event) -> None:
    """Raise where anybody's stored place is not the one that follows from what is known."""
    db.session.expire_all()
    rules = rules_of(db.session.connection(), event.id)
    for person in db.session.scalars(select(Person).where(Person.event_id == event.id)):
        of = person.organisation
        kind, sort_order = (of.kind, of.sort_order) if of else ("", 0)
        if not person.is_rank_set:
            assert person.rank_id == rules.recognise(person.position)
        said = Circumstances(kind, sort_order, person.rank_id, person.in_post_since, person.birth_year)
        assert person.precedence == rules.key(said)
    derived = select(Person.id).where(
        Person.event_id == event.id,
        (Person.precedence != rules.key_column()) | (Person.organisation_order != rules.organisation_order_column()),
    )
    assert db.session.scalars(derived).all() == []


@pytest.mark.parametrize(
    ("position", "rank"),
    [
        ("Vụ trưởng Vụ Tổng hợp", "Vụ trưởng"),
        ("vu truong", "Vụ trưởng"),
        ("PHÓ VỤ TRƯỞNG", "Phó Vụ trưởng"),
        ("Quyền Vụ trưởng Vụ Pháp chế", "Vụ trưởng"),
        ("Chánh Văn phòng Bộ", "Vụ trưởng"),
        ("Chủ tịch nước", "Chủ tịch nước"),
        ("Chủ tịch UBND tỉnh", "Chủ tịch"),
        ("Director General of Culture", "Vụ trưởng"),
        ("Nguyên Bộ trưởng", None),
        ("Trưởng đại diện", None),
        ("Bộ trưởngg", None),
        ("", None),
    ],
)
def test_a_rank_is_the_longest_spelling_that_a_position_begins_with(
    event: Event, position: str, rank: str | None
) -> None:
    person = make_registration(event, position=position).person
    assert (person.rank.name if person.rank else None) == rank


def test_blocks_then_organisations_then_ranks_then_time_in_post_then_age_then_names(event: Event) -> None:
    ministry, second = body("Bộ A", "central", 1), body("Bộ B", "central", 2)
    province, firm = body("Tỉnh C", "province"), body("Công ty D", "enterprise")
    enter(event, "Lê Tám", "Tổng Giám đốc", organisation=firm)
    enter(event, "Lê Bảy", "Chủ tịch", organisation=province)
    enter(event, "Lê Sáu", "Thứ trưởng", organisation=second)
    enter(event, "Lê Năm", organisation=ministry)
    enter(event, "Lê Bốn", "Vụ trưởng", organisation=ministry)
    enter(event, "Lê Ba", "Vụ trưởng", organisation=ministry, birth_year=1970)
    enter(event, "Lê Hai", "Vụ trưởng", organisation=ministry, birth_year=1960)
    enter(event, "Lê Một", "Vụ trưởng", organisation=ministry, in_post_since=date(2020, 1, 2))
    enter(event, "Lê Không", "Vụ trưởng", organisation=ministry, in_post_since=date(2019, 12, 31))
    enter(event, "Lê Chín", "Bộ trưởng")
    expected = ["Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín"]
    assert order_of(event) == expected
    assert order_of(event, "-precedence") == expected[::-1]
    check_stored(event)


def test_of_people_who_are_equal_in_all_the_given_name_and_then_the_number_decides(event: Event) -> None:
    for name in ("Trần Đạt", "Lê An", "Bùi An", "Lê Dung"):
        make_registration(event, name)
    first, second = (make_registration(event, "Lê Ba").person_id for _ in range(2))
    assert order_of(event) == ["An", "An", "Ba", "Ba", "Dung", "Đạt"]
    found = listing.lines(event, Wanted(q="le ba"), "precedence", limit=9, offset=0)
    assert [db.session.get_one(Registration, line.id).person_id for line in found] == [first, second]


def test_the_organiser_says_what_decides_and_in_which_order(event: Event) -> None:
    first, second = body("Bộ A", "central", 1), body("Bộ B", "central", 2)
    mission = body("Đại sứ quán C", "mission")
    enter(event, "Lê An", "Vụ trưởng", organisation=first)
    enter(event, "Lê Bình", "Bộ trưởng", organisation=second)
    enter(event, "Lê Chi", "Đại sứ", organisation=mission)
    assert order_of(event) == ["An", "Bình", "Chi"]
    with transaction():
        precedence.arrange(event, blocks=BLOCKS, ties=[Tie.RANK, Tie.ORGANISATION], by=SYSTEM)
    assert order_of(event) == ["Bình", "An", "Chi"]
    check_stored(event)
    with transaction():
        moved = ["mission", *(each for each in BLOCKS if each != "mission")]
        assert precedence.arrange(event, blocks=moved, ties=[], by=SYSTEM) is True
        assert precedence.arrange(event, blocks=moved, ties=[], by=SYSTEM) is False
    assert order_of(event) == ["Chi", "An", "Bình"]
    check_stored(event)


def test_organisations_stand_by_block_place_and_name(event: Event) -> None:
    for name, kind, place in (("Bộ A", "central", 2), ("Bộ B", "central", 1), ("Tỉnh C", "province", 0)):
        enter(event, f"Lê {name[-1]}", organisation=body(name, kind, place))
    make_registration(event, "Lê D", organisation="Hội D")
    make_registration(event, "Lê E")
    assert order_of(event, "organisation") == ["B", "A", "C", "D", "E"]
    check_stored(event)


def test_whoever_changes_somebody_or_the_register_changes_the_place(event: Event) -> None:
    ministry = body("Bộ A", "central", 5)
    one = enter(event, "Lê An", "Chuyên viên", organisation=ministry)
    enter(event, "Lê Bình", "Vụ trưởng", organisation=body("Bộ B", "central", 3))
    assert order_of(event) == ["Bình", "An"]
    with transaction():
        organisations.revise(ministry, sort_order=1, by=SYSTEM)
    assert order_of(event) == ["An", "Bình"]
    check_stored(event)
    with transaction():
        organisations.revise(ministry, kind="enterprise", name="Công ty A", by=SYSTEM)
    assert order_of(event) == ["Bình", "An"]
    check_stored(event)
    with transaction():
        said = {"full_name": "Lê An", "email": one.person.email}
        amendment.amend(one, by=SYSTEM, position="Bộ trưởng", **said)
    assert one.person.rank_id == next(each.id for each in ranks_of(event) if each.name == "Bộ trưởng")
    check_stored(event)


def test_a_stand_in_has_a_rank_of_his_own(event: Event) -> None:
    minister = enter(event, "Lê An", "Bộ trưởng", in_post_since=date(2020, 1, 1), birth_year=1960)
    with transaction():
        entered = substitution.substitute(
            minister, by=SYSTEM, full_name="Lê Bình", email="b@x.example", position="Chuyên viên"
        )
    person = entered.person
    assert (person.rank.name if person.rank else "", person.in_post_since, person.birth_year) == (
        "Chuyên viên", None, None,
    )  # fmt: skip


def test_ranks_are_added_changed_moved_and_removed_and_everyone_follows(event: Event) -> None:
    one = make_registration(event, "Lê An", position="Thư ký thứ nhất").person
    with transaction():
        rank = ranks.add_rank(event, name="Bí thư thứ nhất", spellings="Thư ký thứ nhất", by=SYSTEM)
    assert one.rank_id == rank.id
    with transaction():
        assert ranks.move_rank(event, rank, to=1, by=SYSTEM) is True
        assert ranks.move_rank(event, rank, to=-3, by=SYSTEM) is False
    assert ranks_of(event)[0].id == rank.id
    check_stored(event)
    with transaction():
        said = {"name": "Bí thư thứ nhất", "spellings": ""}
        assert ranks.edit_rank(event, rank, by=SYSTEM, **said) is True
        assert ranks.edit_rank(event, rank, by=SYSTEM, **said) is False
    assert one.rank_id is None
    with transaction():
        ranks.describe_standing(one, rank=rank, is_rank_set=True, in_post_since=None, birth_year=None)
    assert ranks.numbers_by_rank(event)[rank.id] == 1
    with transaction():
        ranks.remove_rank(event, rank, by=SYSTEM)
    assert (one.rank_id, one.is_rank_set) == (None, False)
    check_stored(event)


def test_two_ranks_never_share_a_name_and_there_are_not_ever_so_many(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ranks.RankExists), transaction():
        ranks.add_rank(event, name="bo truong", by=SYSTEM)
    with pytest.raises(ranks.RankExists), transaction():
        ranks.edit_rank(event, ranks_of(event)[0], name="Bộ Trưởng", by=SYSTEM)
    monkeypatch.setattr(ranks, "MOST_RANKS", len(ranks_of(event)))
    with pytest.raises(ranks.TooManyRanks), transaction():
        ranks.add_rank(event, name="Bí thư thứ nhất", by=SYSTEM)


def test_a_rank_by_hand_stays_whatever_the_position_says(event: Event) -> None:
    one = make_registration(event, "Lê An", position="Chuyên viên")
    minister = ranks_of(event)[7]
    with transaction():
        said = {"in_post_since": None, "birth_year": None}
        assert ranks.describe_standing(one.person, rank=minister, is_rank_set=True, **said) == {"rank"}
        assert ranks.describe_standing(one.person, rank=minister, is_rank_set=True, **said) == set()
        people.describe(one.person, None, {"position": "Giám đốc"})
    assert one.person.rank_id == minister.id
    with transaction():
        ranks.describe_standing(one.person, rank=None, is_rank_set=True, **said)
    assert one.person.rank_id is None
    check_stored(event)
    with transaction():
        ranks.describe_standing(one.person, rank=None, is_rank_set=False, **said)
    assert one.person.rank is not None
    assert one.person.rank.name == "Giám đốc"
    check_stored(event)


def test_a_copy_of_an_event_has_its_order(event: Event) -> None:
    with transaction():
        ranks.add_rank(event, name="Bí thư thứ nhất", spellings="Thư ký", by=SYSTEM)
        precedence.arrange(event, blocks=BLOCKS[::-1], ties=[Tie.AGE], by=SYSTEM)
    copy = make_event("copy")
    with transaction():
        ranks.copy_precedence(event, copy)
    assert (find_precedence(copy).blocks, find_precedence(copy).ties) == (BLOCKS[::-1], ["age"])
    assert [each.name for each in ranks_of(copy)] == [each.name for each in ranks_of(event)]
    assert make_registration(copy, position="Thư ký").person.rank_id == ranks_of(copy)[-1].id


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """The organiser's browser."""
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="organiser@example.org"), Role.ORGANISER)
        make_registration(event, "Lê An", position="Bí thư thứ nhất")
    return signed_in(bare_app, "organiser@example.org")


def test_the_page_arranges_blocks_ties_and_ranks(bare_app: Flask, organiser: FlaskClient) -> None:
    for sent in ({"block": "mission", "to": "up"}, {"tie": "age", "to": "out"}, {"tie": "rank", "to": "up"}):
        assert organiser.post(PAGE, data=sent).status_code == 303
    for nothing in ({"block": "age", "to": "up"}, {"tie": "zzz", "to": "in"}, {}):
        assert organiser.post(PAGE, data=nothing).status_code == 303
    with bare_app.test_request_context():
        standing = find_precedence(_event())
        assert standing.blocks == ["central", "mission", "province", "enterprise", "other"]
        assert standing.ties == ["rank", "organisation", "in_post"]
    assert organiser.post(PAGE, data={"tie": "age", "to": "in"}).status_code == 303
    assert organiser.post(f"{PAGE}/ranks", data={"name": ""}).status_code == 422
    assert organiser.post(f"{PAGE}/ranks", data={"name": "Bộ trưởng"}).status_code == 409
    added = organiser.post(f"{PAGE}/ranks", data={"name": "Bí thư thứ nhất", "place": "3"}, follow_redirects=True)
    assert "1 person" in added.text
    with bare_app.test_request_context():
        rank = ranks_of(_event())[2]
        assert rank.name == "Bí thư thứ nhất"
    place = f"{PAGE}/ranks/{rank.ref}"
    assert organiser.post(f"{place}/position", data={"to": "down"}).status_code == 303
    assert organiser.post(place, data={"name": "Thủ tướng"}).status_code == 409
    assert organiser.post(place, data={"name": "Bí thư", "name_en": "Secretary", "place": "1"}).status_code == 303
    assert "1 person is of this rank." in organiser.get(f"{place}/removal").text
    assert organiser.post(f"{place}/removal").status_code == 303
    assert organiser.get(place).status_code == 404


def test_the_office_gives_a_rank_by_hand(bare_app: Flask, organiser: FlaskClient) -> None:
    with bare_app.test_request_context():
        registration = db.session.scalars(search.found(_event(), Wanted())).one()
        email, minister = registration.person.email, ranks_of(_event())[7].ref
    place = f"/manage/events/forum/delegates/{registration.ref}"
    sent = {"full_name": "Lê An", "email": email, "position": "Bí thư", "rank": minister, "birth_year": "1970"}
    assert organiser.post(f"{place}/edit", data={**sent, "rank": "ZZZZZZZZ"}).status_code == 422
    assert organiser.post(f"{place}/edit", data={**sent, "birth_year": "197"}).status_code == 422
    assert organiser.post(f"{place}/edit", data={**sent, "in_post_since": "2020-01-02"}).status_code == 303
    shown = organiser.get(place).text
    assert "Minister" in shown
    assert "Year of birth" in shown
    edited = organiser.get(f"{place}/edit").text
    assert "2020-01-02" in edited
    assert organiser.post(f"{place}/edit", data={**sent, "rank": "none"}).status_code == 303
    with bare_app.test_request_context():
        person = db.session.scalars(search.found(_event(), Wanted())).one().person
        assert (person.rank_id, person.is_rank_set, person.birth_year) == (None, True, 1970)


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event


def test_the_order_is_asked_for_once_a_transaction_however_many_are_entered(app: Flask, event: Event) -> None:
    with count_queries(app) as sent, transaction():
        for number in range(3):
            people.meet(event.id, full_name=f"Lê An {number}", email=f"an{number}@x.example")
            db.session.flush()
    assert sum("precedences.version" in statement for statement in sent) == 1


def test_the_order_is_read_anew_only_where_it_has_changed(app: Flask, event: Event) -> None:
    def ask(number: int) -> int:
        with count_queries(app) as sent, transaction():
            people.meet(event.id, full_name=f"Lê An {number}", email=f"an{number}@x.example")
            db.session.flush()
        return sum("FROM ranks" in statement for statement in sent)

    assert (ask(1), ask(2)) == (1, 0)
    with transaction():  # as another process does it
        change(update(Precedence).values(version="ANOTHER1", ties=[Tie.AGE.value]))
    assert (ask(3), ask(4)) == (1, 0)
