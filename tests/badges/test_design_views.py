"""The designer's page, its previews, and what they ask of the database."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventapp.badges import designs
from eventapp.badges.models import Layout
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from tests import factories
from tests.badges.test_designs import picture
from tests.visits import signed_in

HOME = "/manage/events/forum/badges"


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    with bare_app.test_request_context():
        event = factories.make_event()
        user = factories.make_user()
        factories.give_role(event, user, Role.ORGANISER)
        email = user.email
    return signed_in(bare_app, email)


def png(answer: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(answer)).size


def test_the_designer_keeps_what_is_chosen_and_shows_what_is_not_saved_yet(
    organiser: FlaskClient, bare_app: Flask
) -> None:
    assert "Nobody has a badge yet" in organiser.get(f"{HOME}/design").text
    assert organiser.get(f"{HOME}/preview.png").status_code == 404
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        factories.make_registration(event, "Nguyễn Phước Hoàng Thuỳ Dương")
        short = factories.make_registration(event, "Lê An").ref
    assert "Nguyễn Phước Hoàng Thuỳ Dương" in organiser.get(f"{HOME}/design").text
    asked = {"layout": "card", "has_back": "yes", "zones": "yes", "note": "Wi-Fi", "ref": short}
    page = organiser.get(f"{HOME}/design", query_string=asked).text
    assert "<b>Lê An</b>" in page
    upright, across = (organiser.get(f"{HOME}/preview.png", query_string=each) for each in ({}, asked))
    assert png(upright.data)[0] < png(upright.data)[1]
    assert png(across.data)[0] > png(across.data)[1]
    assert organiser.get(f"{HOME}/preview.png", query_string={**asked, "side": "back"}).data != across.data
    assert organiser.get(f"{HOME}/preview.pdf", query_string={"layout": "card_sheet"}).data.startswith(b"%PDF")

    sent = {**asked, "logo": (io.BytesIO(picture()), "logo.png")}
    assert organiser.post(f"{HOME}/design", data=sent).status_code == 303
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        design = designs.design_of(event)
        assert (design.layout, design.shown, design.note) == (Layout.CARD, ["zones"], "Wi-Fi")
        assert design.logo
    assert organiser.get(f"{HOME}/preview.png").status_code == 200
    refused = organiser.post(f"{HOME}/design", data={**asked, "logo": (io.BytesIO(b"no"), "logo.png")})
    assert refused.status_code == 422
    assert "Please send a PNG or JPEG picture." in refused.text
    assert organiser.post(f"{HOME}/design", data={"layout": "poster"}).status_code == 422
    organiser.post(f"{HOME}/design", data={**asked, "no_logo": "yes"})
    assert "Another logo" not in organiser.get(f"{HOME}/design").text
