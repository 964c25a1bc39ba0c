"""Who may come in where, in the pages of events and accounts: every role against every page."""

import pytest
from flask import Flask

from eventapp.events.roles import Role
from tests import factories
from tests.visits import signed_in

PEOPLE = ("owner", "organiser", "registrar", "door", "viewer", "stranger", "admin", "anonymous")
OWNERS = {"owner", "admin"}
ORGANISERS = OWNERS | {"organiser"}
VIEWERS = ORGANISERS | {"registrar", "viewer"}
PAGES = {
    "": VIEWERS,
    "/settings": ORGANISERS,
    "/sites": ORGANISERS,
    "/history": ORGANISERS,
    "/team": OWNERS,
    "/tokens": OWNERS,
    "/deletion": OWNERS,
}
DEEDS = {
    "/settings": ORGANISERS,
    "/modes": ORGANISERS,
    "/sites": ORGANISERS,
    "/closure": ORGANISERS,
    "/archive": ORGANISERS,
    "/publication": ORGANISERS,
    "/team": OWNERS,
    "/team/role": OWNERS,
    "/team/removal": OWNERS,
    "/tokens": OWNERS,
    "/tokens/revocation": OWNERS,
    "/deletion": OWNERS,
}


def status_of(who: str, expected: set[str], *, is_deed: bool) -> set[int]:
    if who in expected:
        return {200, 201, 303, 409, 422}
    if who == "anonymous":
        return {401} if is_deed else {302}
    return {404} if who == "stranger" else {403}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_opens_its_own_pages_and_no_others(bare_app: Flask, who: str) -> None:
    with bare_app.app_context():
        event, user = factories.make_event(), factories.make_user(is_admin=who == "admin")
        other = factories.make_event("other")
        if who in list(Role):
            factories.give_role(event, user, Role(who))
        if who == "stranger":
            factories.give_role(other, user, Role.OWNER)
    browser = bare_app.test_client() if who == "anonymous" else signed_in(bare_app, user)
    wrong = []
    for path, expected in PAGES.items():
        answer = browser.get(f"/manage/events/forum{path}")
        if answer.status_code not in status_of(who, expected, is_deed=False):
            wrong.append((path, answer.status_code))
    for path, expected in DEEDS.items():
        answer = browser.post(f"/manage/events/forum{path}", data={})
        if answer.status_code not in status_of(who, expected, is_deed=True):
            wrong.append((f"POST {path}", answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["owner", "admin", "anonymous"])
def test_only_administrators_make_events_and_see_accounts(bare_app: Flask, who: str) -> None:
    with bare_app.app_context():
        user = factories.make_user(is_admin=who == "admin")
        factories.give_role(factories.make_event(), user, Role.OWNER)
    browser = bare_app.test_client() if who == "anonymous" else signed_in(bare_app, user)
    seen = [browser.get(path).status_code for path in ("/manage/events/new", "/manage/users", "/manage/users/password")]
    seen += [browser.post(path).status_code for path in ("/manage/events", "/manage/users", "/manage/users/disabling")]
    assert (
        seen
        == {
            "owner": [403] * 6,
            "admin": [200, 200, 302, 422, 422, 303],
            "anonymous": [302] * 3 + [401] * 3,
        }[who]
    )


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.OWNER, {"settings", "team", "tokens", "history", "sites"}),
        (Role.ORGANISER, {"settings", "history", "sites"}),
        (Role.VIEWER, set()),
    ],
)
def test_the_navigation_offers_only_what_may_be_opened(bare_app: Flask, role: Role, places: set[str]) -> None:
    with bare_app.app_context():
        user = factories.make_user()
        factories.give_role(factories.make_event(), user, role)
    page = signed_in(bare_app, user).get("/manage/events/forum").text
    offered = {
        place
        for place in ("settings", "team", "tokens", "history", "sites")
        if f'<li><a href="/manage/events/forum/{place}"' in page
    }
    assert offered == places


def test_a_door_keeper_and_a_stranger_see_their_own_events_only(bare_app: Flask) -> None:
    with bare_app.app_context():
        user = factories.make_user()
        factories.give_role(factories.make_event("mine", title_en="Mine"), user, Role.DOOR)
        factories.make_event("other", title_en="Other")
    page = signed_in(bare_app, user).get("/manage").text
    assert '<a href="/door/mine">Mine</a>' in page  # a door keeper's work is the door
    assert "Other" not in page
