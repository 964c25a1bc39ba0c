"""E1: every route, every role, own, foreign and absent things: who comes in is what `matrix.py` says, and no other."""

import pytest
from sqlalchemy import update

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.events.models import ApiToken
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.web.access import Access, Audience
from tests.trust.matrix import MATRIX
from tests.trust.walk import HERE, Visit, doors, expected, told_apart, unknown_places, walk
from tests.trust.world import Visitor, World


def test_every_door_has_a_row_in_the_matrix_and_every_row_a_door(world: World) -> None:
    """E1: a new route is red until someone has said, apart from its mark, who may come in."""
    known = set(doors(world.app))
    assert sorted(known - set(MATRIX)) == [], f"say in {HERE} who may come in there"
    assert sorted(set(MATRIX) - known) == [], f"take these rows out of {HERE}: there is no such route"


def test_every_place_of_an_address_has_its_thing(world: World) -> None:
    """E1: without it foreign and absent things could not be tried."""
    rules = [rule.rule for rule in doors(world.app).values()]
    assert sorted(unknown_places(rules)) == [], f"say in PLACES of {HERE} which thing stands there"


def test_everyone_gets_in_where_the_matrix_says_and_nowhere_else(visits: list[Visit], world: World) -> None:
    """E1: all doors, all visitors, own, foreign and absent things."""
    assert len(visits) > len(MATRIX) * len(Visitor)
    wrong = [f"{visit} ({fault})" for visit in visits if (fault := expected(visit, world))]
    assert wrong == []


def test_another_events_thing_and_no_thing_get_the_same_404(visits: list[Visit], world: World) -> None:
    """E1: nobody can find out what exists elsewhere."""
    assert told_apart(visits, world) == []


@pytest.mark.parametrize(
    "mark",
    [
        Access(Audience.PUBLIC),
        Access(Audience.SIGNED_IN),
        Access(Audience.STAFF, None),
        Access(Audience.STAFF, Role.OWNER),
    ],
    ids=str,
)
def test_a_door_whose_mark_was_lost_or_changed_is_noticed(
    mark: Access, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E1: the control. `/manage/events/<slug>` is for viewers; with any other mark the matrix is red."""
    door = "GET /manage/events/<slug>"
    assert [visit for visit in walk(world, only=[door]) if expected(visit, world)] == []
    monkeypatch.setattr(world.app.view_functions["events.home"], "access", mark)
    assert [visit for visit in walk(world, only=[door]) if expected(visit, world)] != []


def test_a_route_nobody_wrote_down_is_noticed(world: World) -> None:
    """E1: the control of the first test."""
    assert "GET /manage/events/<slug>/secrets" not in MATRIX
    assert unknown_places(["/manage/events/<slug>/secrets/<number>"]) == {("secrets", "number")}


def test_each_secret_opens_its_own_door_and_no_other(world: World) -> None:
    """E1: the page's secret is not the feed's, nor a token, nor a session; each altered letter closes it."""
    own, client = world.own, world.client(Visitor.ANYONE)
    mine, feeds, list_of = f"/my/{own.my}", f"/feeds/{own.feeds}.ics", f"/delegations/{own.invitation}"
    wrong = [
        f"/my/{own.feeds}",
        f"/feeds/{own.my}.ics",
        f"/my/{own.registration}",
        f"/my/{own.registration.lower()}",
        f"/my/{own.my[:-1]}",
        f"/my/{own.my}0",
        f"/my/{_altered(own.my)}",
        f"/my/{world.other.my[:8]}{own.my[8:]}",
        f"/my/{own.code}",
        f"/t/{own.my}",
        f"/feeds/{_altered(own.feeds)}.ics",
        f"/my/{own.invitation}",
        f"/feeds/{own.invitation}.ics",
        f"/delegations/{own.my}",
        f"/delegations/{own.feeds}",
        f"/delegations/{own.delegation}",
        f"/delegations/{own.invitation[:8]}",
        f"/delegations/{_altered(own.invitation)}",
        f"/delegations/{world.other.invitation[:8]}{own.invitation[8:]}",
        f"{list_of}/delegates/{world.other.registration}",
        f"{list_of}/delegates/{own.waiting}",
    ]
    assert [client.get(path).status_code for path in (mine, feeds, list_of)] == [200, 200, 200]
    assert client.get(f"{list_of}/delegates/{own.registration}").status_code == 200
    assert [path for path in wrong if client.get(path).status_code != 404] == []
    for secret in (own.my, own.feeds, own.invitation, own.code):
        bearer = {"Authorization": f"Bearer {secret}"}
        assert client.get(f"/api/v1/events/{own.slug}/registrations", headers=bearer).status_code == 401
        with world.app.test_client() as thief:
            with thief.session_transaction() as cookie:
                cookie["_user_id"] = secret
            assert thief.get("/manage").status_code == 302


def test_a_revoked_token_and_a_revoked_link_open_nothing(world: World) -> None:
    """E1: at the next request."""
    own = world.own
    with world.app.test_request_context(), transaction():
        db.session.execute(update(ApiToken).values(revoked_at=clock.now()))
        db.session.execute(update(Registration).values(generation=Registration.generation + 1))
        db.session.execute(update(Delegation).values(generation=Delegation.generation + 1))
    for visitor in (Visitor.VIEWERS_TOKEN, Visitor.ORGANISERS_TOKEN, Visitor.TOKEN_ELSEWHERE):
        assert world.client(visitor).get(f"/api/v1/events/{own.slug}/registrations").status_code == 401
    client = world.client(Visitor.ANYONE)
    # 410 tells a calendar program to stop asking; only whoever held the link that was revoked gets that far.
    assert [client.get(path).status_code for path in (f"/my/{own.my}", f"/feeds/{own.feeds}.ics")] == [404, 410]
    assert client.get(f"/delegations/{own.invitation}").status_code == 404
    world.restore()


def _altered(secret: str) -> str:
    middle = len(secret) // 2
    return secret[:middle] + ("0" if secret[middle] != "0" else "1") + secret[middle + 1 :]
