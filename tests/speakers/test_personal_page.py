"""A speaker's own page: the link, the answer, what visitors read, the picture, the calendar."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.models import Reply, Session
from eventapp.speakers import links, profiles
from tests.factories import make_event, make_registration, make_session
from tests.speakers.people import kept, make_speaker, page_of, picture

SAID = {"salutation": "Bà", "position": "Viện trưởng", "organisation_name": "Viện A", "bio": "", "bio_en": ""}


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum")


def test_the_page_says_when_where_and_how_long_and_nothing_about_others(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    make_session(event, "Phiên của người khác", hour=5)
    text = client.get(page_of(event, speaker)).get_data(as_text=True)
    assert [word in text for word in ("Phiên toàn thể", "60 minutes", "Trần Thị Bình", "Phiên của người khác")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "link", ["/speaking/zzzzzzzz00000000000000000000000000", "/speaking/x", "/feeds/speakers/x.ics"]
)
def test_what_is_no_link_of_ours_opens_nothing(event: Event, client: FlaskClient, link: str) -> None:
    assert client.get(link).status_code == 404


def test_each_link_opens_one_thing_and_a_renewed_one_opens_nothing(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    page, feed = page_of(event, speaker), page_of(event, speaker, links.FEED)
    crossed = [
        page.replace("/speaking/", "/feeds/speakers/") + ".ics",
        feed.replace("/feeds/speakers/", "/speaking/")[:-4],
    ]
    assert [client.get(path).status_code for path in (page, feed, *crossed)] == [200, 200, 404, 404]
    with transaction():
        profiles.renew_link(event, speaker, by=SYSTEM)
    assert [client.get(path).status_code for path in (page, feed, page_of(event, speaker))] == [404, 404, 200]


def test_whoever_speaks_nowhere_any_more_has_no_page(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    page = page_of(event, speaker)
    with transaction():
        programming.cancel_session(event, db.session.scalars(select(Session)).one(), by=SYSTEM)
    assert client.get(page).status_code == 404


def test_a_speaker_confirms_and_takes_it_back_with_a_reason(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    page = page_of(event, speaker)
    assert client.post(f"{page}/reply", data={"reply": "confirmed"}).status_code == 303
    assert kept(event, speaker).reply is Reply.CONFIRMED
    assert client.post(f"{page}/reply", data={"reply": "declined", "note": "Công tác"}).status_code == 303
    profile = kept(event, speaker)
    assert (profile.reply, profile.note, profile.replied_at is not None) == (Reply.DECLINED, "Công tác", True)
    deeds = [entry.action for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert deeds[-2:] == ["speaker_confirmed", "speaker_declined"]


def test_an_unknown_answer_is_refused_and_what_was_typed_stays(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    answer = client.post(f"{page_of(event, speaker)}/reply", data={"reply": "perhaps", "note": "Đang xem"})
    assert (answer.status_code, "Đang xem" in answer.get_data(as_text=True)) == (422, True)
    assert kept(event, speaker).reply is None


def test_after_the_event_there_is_nothing_to_confirm(app: Flask, client: FlaskClient) -> None:
    past = make_event("past")
    speaker = make_speaker(past)
    page = page_of(past, speaker)
    with transaction():
        past.starts_at, past.ends_at = past.starts_at - timedelta(days=4000), past.ends_at - timedelta(days=4000)
    answer = client.post(f"{page}/reply", data={"reply": "confirmed"})
    assert (answer.status_code, "The event is over." in answer.get_data(as_text=True)) == (409, True)


def test_what_a_speaker_says_stands_on_the_public_page_rendered_and_harmless(event: Event, client: FlaskClient) -> None:
    """F2: Markdown, with nothing that runs."""
    speaker = make_speaker(event)
    public = f"/events/forum/speakers/{speaker.ref}"
    before = client.get(public).get_data(as_text=True)
    bio = "Nghiên cứu **ngoại giao** [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    said = {**SAID, "bio": bio, "bio_en": "Works.", "locale": "en"}
    assert client.post(f"{page_of(event, speaker)}/profile", data=said).status_code == 303
    text = client.get(f"{public}?lang=vi").get_data(as_text=True)
    assert "ngoại giao" not in before
    assert "<strong>ngoại giao</strong>" in text
    assert ('href="javascript:' in text, "<img src=x" in text) == (False, False)
    assert "Works." in client.get(f"{public}?lang=en").get_data(as_text=True)
    db.session.refresh(speaker)
    assert (kept(event, speaker).locale, speaker.position, speaker.salutation) == ("en", "Viện trưởng", "Bà")


def test_a_speaker_who_is_a_delegate_changes_nothing_of_the_registration(event: Event, client: FlaskClient) -> None:
    """Position and organisation stand on the ticket, and may have been approved."""
    make_registration(event, "Trần Thị Bình", email="binh@example.org", position="Vụ trưởng", organisation="Bộ A")
    speaker = make_speaker(event)
    with transaction():
        speaker.position = "Vụ trưởng"
    page = page_of(event, speaker)
    assert 'name="position"' not in client.get(page).get_data(as_text=True)
    said = {**SAID, "organisation_name": "Bộ B", "bio": "Về tôi", "locale": "vi"}
    assert client.post(f"{page}/profile", data=said).status_code == 303
    db.session.refresh(speaker)
    assert (speaker.position, speaker.organisation_name, kept(event, speaker).bio) == ("Vụ trưởng", "Bộ A", "Về tôi")


def test_a_picture_is_cut_square_drawn_anew_and_shown_to_everyone(
    app: Flask, event: Event, client: FlaskClient
) -> None:
    """G1 G6: whatever it was called, and nothing of where it was taken."""
    speaker = make_speaker(event)
    page, public = page_of(event, speaker), f"/events/forum/speakers/{speaker.ref}/portrait.jpg"
    assert client.get(public).status_code == 404
    sent = {**SAID, "locale": "vi", "portrait": (io.BytesIO(picture("JPEG")), "../../x.html")}
    assert client.post(f"{page}/profile", data=sent).status_code == 303
    shown = client.get(public)
    with Image.open(io.BytesIO(shown.get_data())) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (640, 640), {})
    assert (shown.mimetype, b"CANARY" in shown.get_data()) == ("image/jpeg", False)
    assert "portrait.jpg" in client.get("/events/forum/speakers").get_data(as_text=True)
    assert client.post(f"{page}/portrait/removal").status_code == 303
    assert client.get(public).status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"%PDF-1.7 %%EOF", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_refused_and_nothing_is_kept(
    app: Flask, event: Event, client: FlaskClient, content: bytes
) -> None:
    speaker = make_speaker(event)
    sent = {**SAID, "locale": "vi", "portrait": (io.BytesIO(content), "me.png", "image/png")}
    answer = client.post(f"{page_of(event, speaker)}/profile", data=sent)
    assert (answer.status_code, "Viện trưởng" in answer.get_data(as_text=True)) == (422, True)
    assert (kept(event, speaker).portrait, speaker.position) == ("", "Thứ trưởng")
    assert not (Path(app.config["INSTANCE"]) / "uploads" / "portraits").exists()


def test_pictures_that_nobody_shows_are_swept_away(app: Flask, event: Event) -> None:
    folder = Path(app.config["INSTANCE"]) / "uploads" / "portraits"
    speaker = make_speaker(event)
    for _ in range(2):
        with transaction():
            profiles.show_portrait(folder, event, speaker, picture(), by=SYSTEM)
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert profiles.sweep(folder) == 1
    assert [path.name for path in folder.iterdir()] == [kept(event, speaker).portrait]


def test_the_feed_has_the_speakers_own_sessions_alone(event: Event, client: FlaskClient) -> None:
    speaker = make_speaker(event)
    other = make_session(event, "Phiên của người khác", hour=5)
    mine = db.session.scalars(select(Session).where(Session.id != other.id)).one()
    feed = page_of(event, speaker, links.FEED)
    answer = client.get(feed)
    body = answer.get_data(as_text=True)
    assert (answer.mimetype, f"session-{mine.uuid}" in body, f"session-{other.uuid}" in body) == (
        "text/calendar",
        True,
        False,
    )
    again = client.get(feed, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, "Set-Cookie" in answer.headers) == (304, False)
