"""Invitations and reminders: to whom, once, and what they say."""

import io
import subprocess
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
import time_machine
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import letter_files, links
from eventapp.delegations.amendment import renew_link
from eventapp.delegations.models import Delegation, State
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.invitations import inviting, letter_writing, letterheads
from eventapp.invitations.inviting import NobodyToWriteTo, Reason
from eventapp.invitations.shapes import Kind
from eventapp.mail import composing
from eventapp.mail.models import Letter
from tests.delegations.desk import make_delegation, office
from tests.factories import make_event, make_registration, make_token
from tests.queries import count_queries

NOW = datetime(2030, 1, 10, 8, tzinfo=UTC)
HOME = "/manage/events/forum/delegations/invitations"
SENDER = "eventapp <no-reply@eventapp.example>"


def send(event: Event, kind: Kind, *delegations: Delegation, now: datetime = NOW) -> int:
    """Send to these, or to all."""
    refs = [each.ref for each in delegations] or None
    with transaction():
        number = inviting.send(event, kind, refs, by=SYSTEM, now=now)
    db.session.expire_all()
    return number


def reasons(event: Event, kind: Kind) -> dict[str, Reason]:
    """Return who would be left out, by code, and why."""
    return {each.code: reason for each, reason in inviting.plan(event, kind, None, now=NOW).left_out}


def written(letter: Letter) -> EmailMessage:
    """Return the message as the worker would send it."""
    raw = composing.compose(letter, SENDER)
    assert raw is not None
    return cast(EmailMessage, message_from_bytes(raw, policy=policy.default))


def test_an_invitation_is_sent_once_whoever_presses_how_often(app: Flask) -> None:
    event = make_event()
    first, second = make_delegation(event), make_delegation(event, "Bộ Y tế", "TW02")
    assert send(event, Kind.INVITATION, first) == 1
    assert (first.invited_at, first.state(NOW), second.invited_at) == (NOW, State.SENT, None)
    assert send(event, Kind.INVITATION) == 1
    with pytest.raises(NobodyToWriteTo):
        send(event, Kind.INVITATION)
    assert reasons(event, Kind.INVITATION) == {"TW01": Reason.HAS_IT, "TW02": Reason.HAS_IT}
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(each.recipient, each.kind) for each in letters] == [
        ("focal.tw01@example.vn", "delegations/invitation"),
        ("focal.tw02@example.vn", "delegations/invitation"),
    ]


def test_a_new_link_is_a_new_invitation(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    send(event, Kind.INVITATION)
    with transaction():
        renew_link(delegation, by=SYSTEM)
    assert send(event, Kind.INVITATION, delegation) == 1
    last = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert last is not None
    assert links.secret(delegation) in written(last).get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_reminders_go_to_the_silent_alone_and_once_a_day(app: Flask) -> None:
    event = make_event()
    names = {"S1": "Im lặng", "A1": "Đã trả lời", "D1": "Từ chối", "N1": "Chưa mời", "E1": "Không thư", "O1": "Quá hạn"}
    made = {code: make_delegation(event, name, code) for code, name in names.items()}
    send(event, Kind.INVITATION, *(made[code] for code in ("S1", "A1", "D1", "E1", "O1")))
    with transaction():
        made["A1"].answered_at = made["D1"].declined_at = NOW
        made["E1"].contact_email, made["O1"].deadline_at = "", NOW
    assert reasons(event, Kind.REMINDER) == {
        "A1": Reason.ANSWERED, "D1": Reason.DECLINED, "N1": Reason.NOT_INVITED, "E1": Reason.NO_ADDRESS,
        "O1": Reason.OVER,
    }  # fmt: skip
    assert send(event, Kind.REMINDER) == 1
    with pytest.raises(NobodyToWriteTo):
        send(event, Kind.REMINDER, now=NOW + timedelta(hours=2))
    assert send(event, Kind.REMINDER, now=NOW + timedelta(days=1)) == 1


def test_the_same_list_from_two_organisers_at_once_makes_one_letter_each(app: Flask) -> None:
    event = make_event()
    delegations = [make_delegation(event, f"Đơn vị {number}", f"X{number}") for number in range(3)]
    send(event, Kind.INVITATION, delegations[0])
    with transaction():  # what the second organiser was shown before the first one pressed
        delegations[0].invited_at = None
    assert send(event, Kind.INVITATION, *delegations) == 2
    assert len(db.session.scalars(select(Letter)).all()) == 3


def test_another_events_delegations_get_nothing(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    theirs = make_delegation(other)
    with pytest.raises(NobodyToWriteTo):
        send(event, Kind.INVITATION, theirs)
    assert theirs.invited_at is None


def test_inviting_two_hundred_asks_no_more_of_the_database_than_inviting_two(app: Flask) -> None:
    event = make_event()
    few = [make_delegation(event, f"Đơn vị {number}", f"X{number}") for number in range(2)]
    many = [make_delegation(event, f"Cơ quan {number}", f"Y{number}") for number in range(40)]
    asked = [[each.ref for each in chosen] for chosen in (few, many)]
    counted = []
    for refs in asked:
        with count_queries(app) as sent, transaction():
            assert inviting.send(event, Kind.INVITATION, refs, by=SYSTEM, now=NOW) == len(refs)
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_the_letter_speaks_both_languages_and_brings_link_and_paper(app: Flask) -> None:
    event = make_event(host="Bộ Ngoại giao", host_en="Ministry of Foreign Affairs")
    delegation = make_delegation(event, seats={Mode.HALL: 2, Mode.ONLINE: 1}, contact_name="Lê Hoà")
    with transaction():
        delegation.organisation.name_en = "MOFA"
        delegation.deadline_at = datetime(2030, 4, 1, 10, tzinfo=UTC)
    send(event, Kind.INVITATION)
    message = written(db.session.scalars(select(Letter)).one())
    assert message["Subject"] == "Giấy mời: Diễn đàn / Invitation: Forum"
    assert str(message["To"]) == "Lê Hoà <focal.tw01@example.vn>"
    link = f"http://localhost/delegations/{links.secret(delegation)}"
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    for said in ("Kính gửi: Bộ Ngoại giao", "To: MOFA", "Trực tiếp tại hội trường 2, Trực tuyến 1", "17:00", link):
        assert said in plain
    assert plain.count(link) == 2 and html.count(f'href="{link}"') == 2
    paper = next(message.iter_attachments())
    assert (paper.get_filename(), paper.get_content_type()) == ("giay-moi.pdf", "application/pdf")


def composed_text(delegation: Delegation) -> str:
    """Return the reminder as it would be written now."""
    return letter_writing.compose(delegation, Kind.REMINDER, has_paper=False).text


def test_a_reminder_is_not_wanted_any_more_by_whoever_has_answered_meanwhile(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    send(event, Kind.INVITATION)
    send(event, Kind.REMINDER)
    letters = db.session.scalars(select(Letter)).all()
    assert all(composing.compose(each, SENDER) for each in letters)
    assert "No delegate has been nominated yet." in composed_text(delegation)
    make_registration(event, delegation=delegation)
    assert "Delegates nominated so far: 1. Please confirm" in composed_text(delegation)
    with transaction():
        delegation.answered_at = NOW
    assert [composing.compose(each, SENDER) for each in letters] == [None, None]


def test_names_of_markup_and_places_stand_in_letter_and_paper_as_they_were_typed(app: Flask) -> None:
    event = make_event(title="#strong[x] {{7*7}} %(host)s", title_en="")
    name = "<b>Uỷ ban</b> #text(red)[y] *a* $z$ %(event)s {{7*7}} " + "Ặ" * 150
    delegation = make_delegation(event, name[:200])
    letter = letter_writing.compose(delegation, Kind.INVITATION)
    assert f"Kính gửi: {name[:200]}" in letter.text
    assert "&lt;b&gt;Uỷ ban&lt;/b&gt;" in letter.html and "<b>Uỷ" not in letter.html
    pages = PdfReader(io.BytesIO(letter.attachments[0].body)).pages
    text = " ".join(pages[0].extract_text().split())
    assert "<b>Uỷ ban</b> #text(red)[y] *a* $z$ %(event)s {{7*7}}" in text
    assert len(pages) == 2


def test_the_paper_has_the_layout_of_a_state_letter_and_a_code_that_opens_the_page(app: Flask, tmp_path: Path) -> None:
    event = make_event(host="Bộ Ngoại giao")
    delegation = make_delegation(event, letter_number="12/GM-BNG", letter_dated_on=datetime(2030, 3, 5).date())
    with transaction():
        letterheads.revise(
            event, by=SYSTEM, superior="Chính phủ", superior_en="", place="Hà Nội", place_en="", signer="Lê Hoà",
            position="Vụ trưởng", position_en="Director", has_motto=True,
        )  # fmt: skip
    body = letter_writing.paper(delegation)
    vietnamese = " ".join(PdfReader(io.BytesIO(body)).pages[0].extract_text().split())
    for said in (
        "CHÍNH PHỦ", "BỘ NGOẠI GIAO", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/GM-BNG", "Hà Nội, ngày 05 tháng 03 năm 2030", "GIẤY MỜI", "Kính gửi: Bộ Ngoại giao", "VỤ TRƯỞNG",
        "Lê Hoà", "Nơi nhận:",
    ):  # fmt: skip
        assert said in vietnamese
    (tmp_path / "letter.pdf").write_bytes(body)
    command = ("pdftoppm", "-r", "100", "-png", "-singlefile", tmp_path / "letter.pdf", tmp_path / "letter")
    subprocess.run(command, check=True, timeout=60)
    found = zxingcpp.read_barcodes(Image.open(tmp_path / "letter.png"))
    assert [each.text for each in found] == [f"http://localhost/delegations/{links.secret(delegation)}"]


def test_the_signed_letter_goes_instead_of_ours(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    signed = b"%PDF-1.7 signed %%EOF"
    with transaction():
        delegation.letter_file = letter_files.keep(letter_writing.signed_letters(), signed)
    assert letter_writing.compose(delegation, Kind.INVITATION).attachments[0].body == signed


def test_the_page_shows_count_names_and_letter_first_and_then_sends(app: Flask) -> None:
    event = make_event()
    first, second = make_delegation(event), make_delegation(event, "Bộ Y tế", "TW02", contact_email="")
    client = office(app, event)
    page = client.get(HOME).text
    missing = "the issuing body, the place, the signer&#39;s position, the signer&#39;s name, the number of the letter"
    assert f"It would go out without {missing}, the date of the letter." in page
    assert "Invite one delegation?" in page and "Giấy mời: Diễn đàn" in page
    assert "Bộ Y tế</a> has no e-mail address" in page
    assert db.session.scalars(select(Letter)).all() == []
    data = {"kind": "invitation", "ref": [first.ref, second.ref], "deadline": "2030-04-01T17:00"}
    answer = client.post(HOME, data=data, follow_redirects=True)
    assert "1 letter is on its way." in answer.text
    db.session.expire_all()
    assert first.deadline_at == datetime(2030, 4, 1, 10, tzinfo=UTC)
    assert second.deadline_at is None
    again = client.post(HOME, data=data)
    assert (again.status_code, "Nobody is left to write to" in again.text) == (409, True)
    history = client.get(f"/manage/events/forum/delegations/{first.ref}").text
    assert "sent the invitation to the delegation TW01" in history and "Waiting to be sent" in history


def test_what_is_sent_wrong_is_422(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    client = office(app, event)
    assert client.post(HOME, data={"kind": "poem", "ref": delegation.ref}).status_code == 422
    assert client.post(HOME, data={"kind": "invitation", "deadline": "soon", "ref": delegation.ref}).status_code == 422
    assert client.post(HOME, data={"kind": "invitation"}).status_code == 409
    over = client.post(HOME, data={"kind": "invitation", "deadline": "2020-01-01T08:00", "ref": delegation.ref})
    assert (over.status_code, "This deadline is over" in over.text, "2020-01-01T08:00" in over.text) == (
        422,
        True,
        True,
    )
    assert db.session.scalars(select(Letter)).all() == []


def test_the_home_page_says_who_has_not_answered(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    make_delegation(event, "Bộ Y tế", "TW02")
    client = office(app, event)
    with time_machine.travel(NOW, tick=False):
        send(event, Kind.INVITATION, delegation)
    page = client.get("/manage/events/forum").text
    assert "delegation has not answered" in page and f'href="{HOME}?kind=reminder"' in page
    assert "delegation has no invitation yet" in page
    listed = client.get("/manage/events/forum/delegations?state=silent").text
    assert "Bộ Ngoại giao" in listed and "Bộ Y tế" not in listed


def test_the_paper_is_shown_to_a_registrar(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    answer = office(app, event).get(f"/manage/events/forum/delegations/{delegation.ref}/invitation.pdf")
    assert (answer.status_code, answer.data[:5], answer.content_type) == (200, b"%PDF-", "application/pdf")


def test_who_signs_is_kept(app: Flask) -> None:
    event = make_event()
    client = office(app, event, Role.ORGANISER)
    form = {"signer": "Lê <Hoà>", "position": "Vụ trưởng", "place": "Hà Nội"}
    assert client.post(f"{HOME}/letterhead", data=form).status_code == 303
    page = client.get(f"{HOME}/letterhead").text
    assert 'value="Lê &lt;Hoà&gt;"' in page and 'value="yes" checked' not in page
    assert client.post(f"{HOME}/letterhead", data={"signer": "x" * 256}).status_code == 422


def test_only_a_registrars_token_is_told_the_link(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    told = {}
    for role in (Role.VIEWER, Role.REGISTRAR, Role.ORGANISER):
        headers = {"Authorization": f"Bearer {make_token(event, role)}"}
        answer = app.test_client().get("/api/v1/events/forum/delegations", headers=headers).json
        told[role] = answer["items"][0]["links"]["page"]
    link = f"http://localhost/delegations/{links.secret(delegation)}"
    assert told == {Role.VIEWER: None, Role.REGISTRAR: link, Role.ORGANISER: link}
