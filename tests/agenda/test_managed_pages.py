"""What organisers do with sign-ups: set places beside a session, look at the list, change it by hand, take it along."""

import html
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.agenda.queries import find_offer
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.programme.models import Session
from eventapp.spreadsheets import read_table
from tests.agenda.sessions import sign_up, standing, taken, workshop
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.queries import count_queries
from tests.visits import signed_in

PROGRAMME = "/manage/events/forum/programme"
TYPED = {
    "kind": "parallel",
    "title": "Chuyên đề",
    "title_en": "Workshop",
    "starts": "2030-05-06T10:00",
    "ends": "2030-05-06T11:00",
}
PLACES = {
    "sign_up": "places",
    "hall_places": "40",
    "bridge_places": "0",
    "online_places": "",
    "sign_up_opens": "2030-05-01T08:00",
    "sign_up_closes": "2030-05-05T17:00",
    "has_waiting_list": "yes",
}


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference."""
    with bare_app.test_request_context():
        yield make_event(hall=None)


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    user = make_user()
    give_role(forum, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def list_of(session: Session) -> str:
    """Return the address of the session's sign-ups."""
    return f"{PROGRAMME}/{session.ref}/sign-ups"


def now(session: Session) -> dict[str, str]:
    """Return how everyone stands, as the database says now."""
    db.session.rollback()
    return standing(session)


def test_the_form_sets_places_and_says_again_what_it_was_told(organiser: FlaskClient, forum: Event) -> None:
    session = make_session(forum)
    assert organiser.post(f"{PROGRAMME}/{session.ref}", data=TYPED | PLACES).status_code == 303
    db.session.rollback()
    offer = find_offer(session)
    assert offer is not None
    assert {mode: row.capacity for mode, row in offer.places.items()} == {
        Mode.HALL: 40,
        Mode.BRIDGE: 0,
        Mode.ONLINE: None,
    }
    assert offer.terms.opens_at is not None and offer.terms.opens_at.isoformat() == "2030-05-01T01:00:00+00:00"
    page = organiser.get(f"{PROGRAMME}/{session.ref}").text
    for word in ('value="40"', 'value="2030-05-01T08:00"', 'value="2030-05-05T17:00"', 'value="places" selected'):
        assert word in page
    listed = organiser.get(PROGRAMME).text
    assert "40 of 40 places left" in listed and "no limit" in listed and list_of(session) in listed


def test_a_form_without_a_word_of_sign_up_leaves_it_as_it_is(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=3)
    organiser.post(f"{PROGRAMME}/{session.ref}", data=TYPED)
    db.session.rollback()
    assert find_offer(session) is not None
    organiser.post(f"{PROGRAMME}/{session.ref}", data=TYPED | {"sign_up": "open"})
    db.session.rollback()
    assert find_offer(session) is None


def test_fewer_places_than_are_taken_are_told_and_the_organiser_decides(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=3)
    for name in ("An", "Bình"):
        sign_up(make_registration(forum, name), session)
    address, fewer = f"{PROGRAMME}/{session.ref}", TYPED | PLACES | {"hall_places": "1", "sign_up_opens": ""}
    answer = organiser.post(address, data=fewer | {"title": "Tên mới"})
    assert answer.status_code == 409
    assert "2 delegates have one of these places already." in answer.text and 'value="Tên mới"' in answer.text
    assert organiser.post(address, data=fewer | {"beyond": "yes"}).status_code == 303
    assert now(session) == {"An": "hall", "Bình": "hall"}
    ended = organiser.post(address, data=TYPED | {"sign_up": "open"})
    assert (ended.status_code, "2 delegates have signed up" in ended.text) == (409, True)
    assert organiser.post(address, data=TYPED | {"sign_up": "open", "beyond": "yes"}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"hall_places": "many"}, "Places in the hall is not a whole number."),
        ({"hall_places": "-1"}, "Places in the hall is less than 0."),
        ({"sign_up": "perhaps"}, "Sign-up is unknown: perhaps."),
        ({"sign_up_opens": "soon"}, "Sign-up opens is not a date and time"),
        ({"sign_up_opens": "2030-05-05T18:00"}, "Sign-up must close after it opens."),
    ],
)
def test_what_is_wrong_with_places_is_said(
    organiser: FlaskClient, forum: Event, changed: dict[str, str], says: str
) -> None:
    answer = organiser.post(PROGRAMME, data=TYPED | PLACES | changed)
    assert (answer.status_code, says in html.unescape(answer.text)) == (422, True)
    assert "Chuyên đề" not in organiser.get(PROGRAMME).text


def test_the_list_is_searched_filtered_and_sorted(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=1)
    for name in ("Đỗ Thị Hoà", "Lê An", "Bùi Bình"):
        sign_up(make_registration(forum, name), session)
    sign_up(make_registration(forum, "Trần Chi", mode=Mode.ONLINE), session)
    page = organiser.get(list_of(session)).text
    assert "Waits, number 2" in page and "0 of 1 places left" in page and "4 delegates" in page
    assert page.index("Lê An") < page.index("Bùi Bình")
    assert "Hoà" in (found := organiser.get(f"{list_of(session)}?q=hoa").text) and "Lê An" not in found
    assert "Trần Chi" not in organiser.get(f"{list_of(session)}?mode=hall").text
    by_name = organiser.get(f"{list_of(session)}?sort=-name").text
    assert by_name.index("Hoà") < by_name.index("Trần Chi") < by_name.index("Bùi Bình") < by_name.index("Lê An")
    assert "Nobody is found" in organiser.get(f"{list_of(session)}?q=zzz").text
    assert "Lê An" not in organiser.get(f"{list_of(session)}?per_page=2&page=2&sort=name").text


def test_the_office_adds_removes_and_promotes(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=1)
    an, _binh, chi = (make_registration(forum, name) for name in ("Lê An", "Lê Bình", "Trần Chi"))
    address = list_of(session)
    assert organiser.post(address, data={"delegate": an.ref}).status_code == 303
    assert organiser.post(address, data={"delegate": "tran chi"}).status_code == 303
    assert now(session) == {"Lê An": "hall", "Trần Chi": "hall?"}
    several = organiser.post(address, data={"delegate": "le"})
    assert (several.status_code, "2 delegates are found" in several.text) == (422, True)
    nobody = organiser.post(address, data={"delegate": "zzz"})
    assert (nobody.status_code, "No confirmed delegate is found." in nobody.text) == (422, True)
    assert organiser.post(address, data={"delegate": "le binh", "beyond": "yes"}).status_code == 303
    assert now(session) == {"Lê An": "hall", "Lê Bình": "hall", "Trần Chi": "hall?"}
    organiser.post(f"{address}/{an.ref}/removal")
    assert now(session) == {"Lê Bình": "hall", "Trần Chi": "hall?"}  # one of them was beyond the number
    organiser.post(f"{address}/{chi.ref}/place")
    assert "There is no place left." in organiser.get(address).text
    organiser.post(f"{address}/{chi.ref}/place", data={"beyond": "yes"})
    assert now(session) == {"Lê Bình": "hall", "Trần Chi": "hall"} and taken(session)["hall"] == 2
    kinds = [each.kind for each in db.session.query(Letter).filter(Letter.kind.like("agenda/%")).order_by(Letter.id)]
    assert kinds == ["agenda/changed"] * 4 + ["agenda/place_came"]
    assert organiser.post(f"{address}/NOSUCH22/removal").status_code == 404


def test_an_overlap_is_refused_to_the_office_too(organiser: FlaskClient, forum: Event) -> None:
    an = make_registration(forum, "Lê An")
    sign_up(an, workshop(forum, "A"))
    answer = organiser.post(list_of(workshop(forum, "B")), data={"delegate": an.ref})
    assert (answer.status_code, "overlaps with “A”" in html.unescape(answer.text)) == (409, True)


def test_the_list_is_taken_along_as_it_is_looked_for(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=1)
    for name in ("Lê An", "Bùi Bình"):
        sign_up(make_registration(forum, name), session)
    for form in ("xlsx", "csv"):
        answer = organiser.get(f"{list_of(session)}.{form}?sort=name")
        table = read_table(answer.data)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="forum-sign-ups-{session.ref}.{form}"'
        assert [(row.cells[0], row.cells[4]) for row in table.rows][-2:] == [
            ("Lê An", "Has a place"),
            ("Bùi Bình", "Waits"),
        ]
    assert "Lê An" in organiser.get(f"{list_of(session)}.csv?q=an").text


def test_a_session_without_sign_up_says_so(organiser: FlaskClient, forum: Event) -> None:
    assert "This session needs no sign-up" in organiser.get(list_of(make_session(forum))).text


def test_lists_cost_as_many_queries_for_one_as_for_many(bare_app: Flask, organiser: FlaskClient, forum: Event) -> None:
    first = workshop(forum, hall=1)
    sign_up(make_registration(forum), first)

    def cost(address: str) -> int:
        organiser.get(address)
        with count_queries(bare_app) as sent:
            organiser.get(address)
        return len(sent)

    before = [cost(address) for address in (PROGRAMME, list_of(first))]
    for number in range(6):
        sign_up(make_registration(forum), first)
        sign_up(make_registration(forum), workshop(forum, f"Phiên {number}", hall=2))
    assert [cost(address) for address in (PROGRAMME, list_of(first))] == before
