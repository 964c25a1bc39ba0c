"""The organiser's pages, the public form, the delegate's and the office's pages, the API and the sheets."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventapp import files
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.reports import Report
from eventapp.importing.rows import take_in
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind
from eventapp.questions.queries import questions_of
from eventapp.registration import answering, links
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.models import Registration
from eventapp.spreadsheets import read_table
from tests.factories import (
    give_role,
    make_event,
    make_question,
    make_registration,
    make_token,
    make_user,
    open_session,
)
from tests.trust.invariants import assert_counters_agree

MARKUP = "<img src=x onerror=alert(1)> {{7*7}} %(x)s"
PERSON = {"full_name": "Nguyễn Văn An", "email": "an@example.org", "mode": "hall", "consent": "on"}


@pytest.fixture
def event(app: Flask) -> Event:
    """An event whose registration is open."""
    return make_event(hall=None)


def member(app: Flask, event: Event, role: Role) -> FlaskClient:
    """Return the browser of someone of the team."""
    user = make_user()
    give_role(event, user, role)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = open_session(user), True
    return client


def picture(kind: str = "PNG") -> bytes:
    """Return a small picture with words beside its pixels and a page behind them."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(target, kind, comment=b"CANARY")
    return target.getvalue() + b"<script>alert(1)</script>"


def registrations() -> list[Registration]:
    """Return all registrations there are."""
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def test_an_organiser_writes_moves_changes_and_removes_questions(app: Flask, event: Event) -> None:
    desk, home = member(app, event, Role.ORGANISER), "/manage/events/forum/questions"
    lunch = {"kind": "choice", "label": "Bữa trưa", "label_en": "Lunch", "new_choices": "Chay | Vegetarian | 5\nMặn"}
    assert desk.post(home, data=lunch).status_code == 303
    after = f"{questions_of(event)[0].ref}={questions_of(event)[0].choices[0].ref}"
    assert desk.post(home, data={"kind": "text", "label": "Dị ứng", "hall": "on", "after": after}).status_code == 303
    first, second = questions_of(event)
    assert [(each.label, each.label_en, each.capacity) for each in first.choices] == [
        ("Chay", "Vegetarian", 5),
        ("Mặn", "", None),
    ]
    assert [(each.kind, each.value) for each in second.conditions] == [
        (ConditionKind.MODE, "hall"),
        (ConditionKind.ANSWER, first.choices[0].ref),
    ]
    body = desk.post(f"{home}/{second.ref}/position", data={"to": "up"}, follow_redirects=True).get_data(as_text=True)
    assert "“Dị ứng” depends on what is asked before it: it cannot stand above “Lunch”." in body
    assert "Whether “Dị ứng” is asked depends on this." in desk.post(
        f"{home}/{first.ref}/removal", follow_redirects=True
    ).get_data(as_text=True)
    assert desk.post(f"{home}/{second.ref}", data={"kind": "text", "label": "Dị ứng"}).status_code == 303
    assert desk.post(f"{home}/{second.ref}/position", data={"to": "up"}).status_code == 303
    assert [each.label for each in questions_of(event)] == ["Dị ứng", "Bữa trưa"]
    assert desk.post(f"{home}/{second.ref}/removal").status_code == 303
    assert [each.label for each in questions_of(event)] == ["Bữa trưa"]


def test_saving_a_required_question_says_how_many_registrations_lack_its_answer(app: Flask, event: Event) -> None:
    make_registration(event)
    desk, home = member(app, event, Role.ORGANISER), "/manage/events/forum/questions"
    said = desk.post(home, data={"kind": "text", "label": "Dị ứng"}, follow_redirects=True).text
    assert "required answer" not in said
    wanted = {"kind": "text", "label": "Dị ứng", "is_required": "yes"}
    said = desk.post(f"{home}/{questions_of(event)[0].ref}", data=wanted, follow_redirects=True).text
    assert "1 registration lacks a required answer." in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "text", "label": ""},
        {"kind": "poem", "label": "Thơ"},
        {"kind": "choice", "label": "Bữa trưa"},
        {"kind": "choice", "label": "Bữa trưa", "new_choices": "Chay | Vegetarian | many"},
        {"kind": "text", "label": "Sau", "after": "K7QM4XTR="},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    app: Flask, event: Event, wrong: dict[str, str]
) -> None:
    answer = member(app, event, Role.ORGANISER).post("/manage/events/forum/questions", data={**wrong, "help": "KEPT"})
    assert (answer.status_code, "KEPT" in answer.get_data(as_text=True)) == (422, True)
    assert questions_of(event) == []


def test_a_change_that_would_erase_answers_says_how_many_and_the_organiser_decides(app: Flask, event: Event) -> None:
    desk = member(app, event, Role.ORGANISER)
    lunch = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", 2), Offer("Mặn", "", None)])
    vegetarian, meat = lunch.choices
    for number in range(2):
        make_registration(event, f"Trần Thị {'AB'[number]}", answers={lunch.ref: vegetarian.ref})
    path = f"/manage/events/forum/questions/{lunch.ref}"
    kept = {"kind": "choice", "label": "Bữa tối", f"choice-{meat.ref}": "Mặn", f"choice-{vegetarian.ref}": "Chay"}
    fewer = desk.post(path, data={**kept, f"places-{vegetarian.ref}": "1"})
    assert (fewer.status_code, "2 have chosen “Chay” already" in fewer.get_data(as_text=True)) == (409, True)
    without = {**kept, f"removed-{vegetarian.ref}": "on"}
    asked = desk.post(path, data=without)
    assert asked.status_code == 409
    assert "would lose answers: 2 (Bữa tối)." in asked.get_data(as_text=True)
    assert "Bữa tối" in asked.get_data(as_text=True)
    assert [answering.values_of(each) for each in registrations()] == [{lunch.ref: vegetarian.ref}] * 2
    assert desk.post(path, data={**without, "erases": "yes"}).status_code == 303
    assert [answering.values_of(each) for each in registrations()] == [{}, {}]
    assert_counters_agree()


def test_a_removed_question_takes_its_answers_along_only_when_the_page_has_said_so(app: Flask, event: Event) -> None:
    desk, flight = member(app, event, Role.ORGANISER), make_question(event)
    path = f"/manage/events/forum/questions/{flight.ref}/removal"
    make_registration(event, answers={flight.ref: "VN 1"})
    desk.post(path)
    assert [each.ref for each in questions_of(event)] == [flight.ref]
    assert "1 answer would be erased." in desk.get(path).get_data(as_text=True)
    desk.post(path, data={"erases": "yes"})
    assert questions_of(event) == []


def test_the_public_form_keeps_what_was_typed_and_registers_with_the_answers(
    app: Flask, event: Event, client: FlaskClient
) -> None:
    flight = make_question(event, label="Chuyến bay", label_en="Flight", is_required=True)
    plate = make_question(event, label="Biển số", when=[When(ConditionKind.MODE, "online")])
    langs = make_question(event, Kind.SEVERAL, "Ngôn ngữ", choices=[Offer("Anh", "", 1), Offer("Pháp", "", None)])
    typed = {**PERSON, f"answer-{plate.ref}": "29A", f"answer-{langs.ref}": [each.ref for each in langs.choices]}
    answer = client.post("/events/forum/register", data=typed)
    body = answer.get_data(as_text=True)
    assert (answer.status_code, "Flight is missing." in body, 'value="29A"' in body) == (422, True, True)
    assert body.count(" checked") == 4  # the mode, two languages, consent
    sent = {**typed, f"answer-{flight.ref}": "VN 1"}
    assert client.post("/events/forum/register", data=sent).status_code == 303
    chosen = [each.ref for each in langs.choices]
    assert answering.values_of(registrations()[0]) == {flight.ref: "VN 1", langs.ref: chosen}
    again = {**sent, "full_name": "Trần Thị Bình"}
    full = client.post("/events/forum/register", data=again)
    assert (full.status_code, "“Anh” is full." in full.get_data(as_text=True)) == (409, True)
    assert "Full." in client.get("/events/forum/register").get_data(as_text=True)
    assert_counters_agree()


def test_answers_to_another_events_questions_count_for_nothing(app: Flask, event: Event, client: FlaskClient) -> None:
    """E2: by the form they are ignored, by the API refused."""
    other = make_event("other", hall=None)
    theirs = make_question(other, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", 1)])
    mine = make_question(event, Kind.CHOICE, "Bữa tối", choices=[Offer("Mặn", "", 1)])
    form = {**PERSON, f"answer-{theirs.ref}": theirs.choices[0].ref}
    assert client.post("/events/forum/register", data=form).status_code == 303
    stolen = client.post("/events/forum/register", data={**PERSON, f"answer-{mine.ref}": theirs.choices[0].ref})
    assert stolen.status_code == 422
    body = {"full_name": "Lê Ba", "email": "ba@example.org", "mode": "hall", "answers": {theirs.ref: "x"}}
    headers = {"Authorization": f"Bearer {make_token(event)}"}
    refused = client.post("/api/v1/events/forum/registrations", json=body, headers=headers)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [f"answers.{theirs.ref}"])
    assert answering.values_of(registrations()[0]) == {}
    assert_counters_agree()


def test_labels_and_answers_are_shown_as_they_were_typed(app: Flask, event: Event, client: FlaskClient) -> None:
    """F1 F5: nothing in them is markup, a template or a place to fill in."""
    question = make_question(event, Kind.CHOICE, MARKUP, help=MARKUP, is_required=True, choices=[Offer(MARKUP, "", 1)])
    text = make_question(event, label=MARKUP, help=MARKUP)
    answers = {question.ref: question.choices[0].ref, text.ref: MARKUP}
    registration = make_registration(event, answers=answers)
    desk = member(app, event, Role.ORGANISER)
    pages = [
        client.get("/events/forum/register"),
        client.post("/events/forum/register", data=PERSON),
        client.post("/events/forum/register", data={**PERSON, f"answer-{question.ref}": answers[question.ref]}),
        client.get(f"/my/{links.secret(registration)}"),
        desk.get("/manage/events/forum/questions"),
        desk.get("/manage/events/forum/questions/preview"),
        desk.get(f"/manage/events/forum/questions/{question.ref}"),
        desk.get(f"/manage/events/forum/questions/{question.ref}/removal"),
        desk.get(f"/manage/events/forum/delegates/{registration.ref}"),
        desk.get(f"/manage/events/forum/delegates/{registration.ref}/answers"),
        desk.get("/manage/events/forum/history"),
    ]
    assert [page.status_code for page in pages] == [200, 422, 409, 200, 200, 200, 200, 200, 200, 200, 200]
    for page in pages:
        body = page.get_data(as_text=True)
        assert ("<img src=x" in body, "&lt;img src=x onerror=alert(1)&gt; {{7*7}} %(x)s" in body) == (False, True)


def test_a_delegate_corrects_answers_and_a_viewer_does_not_see_what_is_sensitive(app: Flask, event: Event) -> None:
    flight, health = make_question(event), make_question(event, label="Sức khoẻ", is_sensitive=True)
    registration = make_registration(event, answers={flight.ref: "VN 1", health.ref: "CANARY"})
    mine, office = f"/my/{links.secret(registration)}", f"/manage/events/forum/delegates/{registration.ref}"
    anyone = app.test_client()
    assert "CANARY" in anyone.get(mine).get_data(as_text=True)
    sent = {f"answer-{flight.ref}": "VN 2", f"answer-{health.ref}": "CANARY"}
    assert anyone.post(f"{mine}/answers", data=sent).status_code == 303
    assert answering.values_of(registration) == {flight.ref: "VN 2", health.ref: "CANARY"}
    seen = {role: member(app, event, role).get(office).get_data(as_text=True) for role in (Role.VIEWER, Role.REGISTRAR)}
    assert ["CANARY" in seen[role] for role in seen] == [False, True]
    assert ["VN 2" in seen[role] for role in seen] == [True, True]
    desk = member(app, event, Role.REGISTRAR)
    sheets = [
        desk.get(f"/manage/events/forum/delegates.csv{more}").get_data(as_text=True) for more in ("", "?sensitive=yes")
    ]
    assert [("CANARY" in sheet, "VN 2" in sheet) for sheet in sheets] == [(False, True), (True, True)]
    for role, shown in ((Role.VIEWER, {flight.ref}), (Role.REGISTRAR, {flight.ref, health.ref})):
        headers = {"Authorization": f"Bearer {make_token(event, role)}"}
        told = anyone.get(f"/api/v1/events/forum/registrations/{registration.ref}", headers=headers).json
        assert set(told["answers"]) == shown
    assert desk.post(f"{office}/answers", data={}).status_code == 303
    assert answering.values_of(registration) == {}


@pytest.mark.parametrize(
    ("content", "ending"),
    [(picture(), "png"), (picture("JPEG"), "jpg"), (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "pdf")],
    ids=["png", "jpeg", "pdf"],
)
def test_a_file_is_cleaned_kept_under_an_opaque_name_and_handed_out_as_a_file(
    app: Flask, event: Event, client: FlaskClient, content: bytes, ending: str
) -> None:
    """G1 G2 G3: whatever it was called."""
    photo = make_question(event, Kind.FILE, "Ảnh", is_required=True)
    sent = {**PERSON, f"answer-{photo.ref}": (io.BytesIO(content), "../../../CON.txt\0.html")}
    assert client.post("/events/forum/register", data=sent).status_code == 303
    registration = registrations()[0]
    kept = [path.name for path in (Path(app.config["INSTANCE"]) / "uploads" / "answers").iterdir()]
    assert kept == [answering.values_of(registration)[photo.ref]]
    assert (len(kept[0]), kept[0].endswith(f".{ending}")) == (32 + len(ending) + 1, True)
    mine = f"/my/{links.secret(registration)}/answers/{photo.ref}"
    office = f"/manage/events/forum/delegates/{registration.ref}/answers/{photo.ref}"
    desk, viewer = member(app, event, Role.REGISTRAR), member(app, event, Role.VIEWER)
    for answer in (client.get(mine), desk.get(office)):
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
        assert (b"<script" in answer.get_data(), b"CANARY" in answer.get_data()) == (False, False)
    stranger = make_registration(event, "Trần Thị Bình")
    refused = [
        viewer.get(office),
        client.get(office),
        client.get(f"/my/{links.secret(stranger)}/answers/{photo.ref}"),
        client.get(f"/my/{links.secret(registration)}/answers/..%2f..%2fsecret_key"),
        client.get(f"/static/../uploads/answers/{kept[0]}"),
    ]
    assert [answer.status_code for answer in refused] == [403, 302, 404, 404, 404]
    (Path(app.config["INSTANCE"]) / "uploads" / "answers" / kept[0]).unlink()
    assert client.get(mine).status_code == 404


BAD_FILES = {
    "nothing": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svgz": b"\x1f\x8b\x08\0\0\0\0\0",
    "zip": b"PK\x03\x04",
    "gif": b"GIF89a",
    "pdf behind html": b"<script></script>%PDF-1.7 %%EOF",
    "pdf with a script": b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >> %%EOF",
    "half a pdf": b"%PDF-1.7 1 0 obj",
    "png by name": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "half a png": picture()[:40],
    "jpeg by name": b"\xff\xd8\xff<script>alert(1)</script>",
    "half a jpeg": picture("JPEG")[:200],
    "a bomb": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0",
}


def test_what_is_no_pdf_and_no_picture_is_refused_whatever_its_name(
    app: Flask, event: Event, client: FlaskClient
) -> None:
    """G1: nothing is kept, nobody is registered."""
    photo = make_question(event, Kind.FILE, "Ảnh")
    for name, content in BAD_FILES.items():
        sent = {**PERSON, f"answer-{photo.ref}": (io.BytesIO(content), "photo.png", "image/png")}
        assert (name, client.post("/events/forum/register", data=sent).status_code) == (name, 422)
    assert registrations() == []
    assert not (Path(app.config["INSTANCE"]) / "uploads" / "answers").exists()


def test_a_file_of_more_than_five_megabytes_is_refused_in_words() -> None:
    with pytest.raises(files.FileTooLarge, match=r"This file is larger than 5 MB\."):
        files.clean(b"%PDF-1.7" + b" " * files.LARGEST + b"%%EOF")


def test_a_photo_stands_upright_and_where_it_was_taken_goes() -> None:
    """G6: it is turned once and for all, for not every program reads which side is up."""
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010F] = 6, "CANARY"
    top = Image.new("RGB", (40, 30), "white")
    top.paste("black", (0, 0, 40, 15))
    top.save(target, "JPEG", exif=exif.tobytes(), comment=b"CANARY")
    cleaned = files.clean(target.getvalue())
    with Image.open(io.BytesIO(cleaned.content)) as after:
        right, left = (after.convert("L").getpixel((x, 20)) for x in (25, 5))
        assert (after.size, dict(after.getexif()), b"CANARY" in cleaned.content) == ((30, 40), {}, False)
        assert (right < 30, left > 220) == (True, True)  # turned a quarter to the right, the top is at the right


def test_a_program_registers_reads_and_patches_answers(app: Flask, event: Event, client: FlaskClient) -> None:
    flight = make_question(event, label="Chuyến bay", is_required=True)
    lunch = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", 1), Offer("Mặn", "", None)])
    guests = make_question(event, Kind.NUMBER, "Số khách")
    vegetarian, meat = (choice.ref for choice in lunch.choices)
    headers = {"Authorization": f"Bearer {make_token(event)}"}
    home = "/api/v1/events/forum/registrations"
    asked = client.get("/api/v1/events/forum/questions", headers=headers).json
    assert [(item["ref"], item["kind"]) for item in asked["items"]] == [
        (flight.ref, "text"),
        (lunch.ref, "choice"),
        (guests.ref, "number"),
    ]
    person = {"full_name": "Lê Ba", "email": "ba@example.org", "mode": "hall"}
    lacking = client.post(home, json={**person, "answers": {guests.ref: "3"}}, headers=headers)
    assert (lacking.status_code, set(lacking.json["errors"])) == (
        422,
        {f"answers.{flight.ref}", f"answers.{guests.ref}"},
    )
    given = {flight.ref: "VN 1", lunch.ref: vegetarian, guests.ref: 3}
    made = client.post(home, json={**person, "answers": given}, headers=headers)
    assert made.status_code == 201
    one = f"{home}/{made.json['ref']}"
    assert client.get(one, headers=headers).json["answers"] == given
    full = client.post(home, json={**person, "full_name": "Lê Tư", "answers": given}, headers=headers)
    assert (full.status_code, full.json["code"]) == (409, "choice_full")
    wrong = client.patch(one, json={"answers": {flight.ref: None, "nonsense": 1}}, headers=headers)
    assert set(wrong.json["errors"]) == {f"answers.{flight.ref}", "answers.nonsense"}
    patched = client.patch(one, json={"answers": {lunch.ref: meat, guests.ref: None}}, headers=headers)
    assert (patched.status_code, patched.json["answers"]) == (200, {flight.ref: "VN 1", lunch.ref: meat})
    assert_counters_agree()


def sheet(event: Event, rows: str) -> Report:
    """Take a list of delegates in."""
    with transaction():
        return take_in(read_table(rows.encode(), "list.csv"), DelegateImporter(event, by=SYSTEM))


def test_a_sheet_answers_by_the_question_in_either_language_and_comes_back_the_same(app: Flask, event: Event) -> None:
    lunch = make_question(
        event,
        Kind.CHOICE,
        "Bữa trưa",
        label_en="Lunch",
        choices=[Offer("Chay", "Vegetarian", 1), Offer("Mặn", "", None)],
    )
    arrives = make_question(event, Kind.DATE, "Ngày đến", label_en="Arrival", is_required=True)
    heading = "Họ và tên,Email,Hình thức,Lunch,Ngày đến\n"
    rows = "An Văn,a@example.org,Trực tiếp,vegetarian,05/05/2030\nBình Thị,b@example.org,Trực tiếp,Chay,\n"
    report = sheet(event, heading + rows + "Chi Lê,c@example.org,Trực tiếp,Cá,\n")
    assert [(each.row, each.column, each.fault.code) for each in report.rejected] == [
        (3, "", "choice_full"),
        (4, "Lunch", "unknown"),
    ]
    first = registrations()[0]
    given = {lunch.ref: lunch.choices[0].ref, arrives.ref: "2030-05-05"}
    assert answering.values_of(first) == given
    desk = member(app, event, Role.REGISTRAR)
    exported = desk.get("/manage/events/forum/delegates.csv").get_data(as_text=True)
    again = sheet(event, exported.lstrip("\ufeff"))
    assert ([each.outcome for each in again.verdicts], again.rejected) == (["unchanged"], [])
    assert answering.values_of(first) == given
    sheet(event, heading + "An Văn,a@example.org,Trực tiếp,Mặn,\n")
    assert answering.values_of(first) == {**given, lunch.ref: lunch.choices[1].ref}
    assert_counters_agree()
