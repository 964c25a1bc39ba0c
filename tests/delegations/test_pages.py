"""The organiser's pages of delegations: listed, added, changed, given a new link, removed."""

import io
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import amendment, links
from eventapp.delegations.importing import DelegationImporter
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import delegations_of, quotas_of
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.importing.rows import take_in
from eventapp.registration import enrolment, substitution
from eventapp.spreadsheets import read_table
from tests.delegations.desk import make_delegation, office, typed
from tests.factories import make_event, make_registration, make_site
from tests.importing.sheets import counts, run, sheet
from tests.queries import count_queries

HOME = "/manage/events/forum/delegations"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def seats(event: Event, delegation: Delegation) -> dict[Mode, tuple[int, int]]:
    """Return what is allotted and used, as the database has it."""
    db.session.expire_all()
    return {each.mode: (each.allotted, each.used) for each in quotas_of(event).get(delegation.id, [])}


def keep(client: FlaskClient, delegation: Delegation, body: bytes, name: str = "a.pdf") -> str:
    """Send a signed letter; return what the page then says."""
    data = {"file": (io.BytesIO(body), name)}
    return client.post(f"{HOME}/{delegation.ref}/letter", data=data, follow_redirects=True).text


def test_the_list_costs_as_much_with_many_as_with_one(app: Flask) -> None:
    event = make_event()
    client = office(app, event)
    make_delegation(event)
    with count_queries(app) as few:
        assert client.get(HOME).status_code == 200
    for number in range(12):
        make_delegation(event, f"Đơn vị {number}", f"X{number}", seats=dict.fromkeys(Mode, 1))
    with count_queries(app) as many:
        assert client.get(HOME).status_code == 200
    assert len(many) == len(few)


def test_a_name_of_markup_and_places_is_shown_as_it_was_typed(app: Flask) -> None:
    event = make_event()
    name = "<script>alert(1)</script> %(x)s {{7*7}} " + "Đ" * 150
    delegation = make_delegation(event, name, contact_name="<b>An</b>")
    client = office(app, event)
    for path in ("", f"/{delegation.ref}", f"/{delegation.ref}/edit", f"/{delegation.ref}/removal"):
        page = client.get(HOME + path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; %(x)s {{7*7}} ĐĐ" in page
        assert "<script>alert" not in page and "<b>An" not in page


def test_the_export_can_be_imported_again_and_changes_nothing(app: Flask) -> None:
    event = make_event()
    site = make_site(event)
    make_delegation(event, "Bộ A", "A1", kind="central")
    make_delegation(event, "Tỉnh B", "B1", mode=Mode.BRIDGE, site=site, seats={Mode.BRIDGE: 3, Mode.ONLINE: 1})
    client = office(app, event)
    for kind in ("xlsx", "csv"):
        body = client.get(f"{HOME}.{kind}?lang=vi").data
        with transaction():
            report = take_in(read_table(body, f"a.{kind}"), DelegationImporter(event, by=SYSTEM))
        assert counts(report) == (0, 0, 2, 0)


def test_one_is_added_for_an_organisation_of_the_register_or_a_new_one(app: Flask) -> None:
    event = make_event()
    client = office(app, event)
    with transaction():
        organisations.add(by=SYSTEM, name="Bộ Y tế", kind="central")
    form = {"organisation": "BỘ Y TẾ", "code": "TW13", "mode": "hall", "hall": "4", "kind": "enterprise"}
    assert client.post(f"{HOME}/new", data=form).status_code == 303
    other = {"organisation": "Hãng Mới", "code": "DN01", "mode": "online", "online": "1", "kind": "enterprise"}
    assert client.post(f"{HOME}/new", data=other).status_code == 303
    found = {each.code: each for each in delegations_of(event)}
    said = {code: (each.organisation.name, each.organisation.kind) for code, each in found.items()}
    assert said == {"TW13": ("Bộ Y tế", "central"), "DN01": ("Hãng Mới", "enterprise")}
    assert [seats(event, found[code]) for code in ("TW13", "DN01")] == [{Mode.HALL: (4, 0)}, {Mode.ONLINE: (1, 0)}]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"code": "tw01", "organisation": "Bộ Y tế"}, 409, "has the code tw01"),
        ({"code": "TW02"}, 409, "already has a delegation at this event"),
        ({"code": "", "organisation": "Bộ Y tế"}, 422, "Code is missing"),
        ({"code": "TW02", "organisation": "Bộ Y tế", "hall": "-1"}, 422, "less than 0"),
        ({"code": "TW02", "organisation": "Bộ Y tế", "contact_email": "nobody"}, 422, "not an e-mail address"),
        ({"code": "TW02", "organisation": "Bộ Y tế", "site": "ZZZZZZZZ"}, 422, "no such site"),
    ],
)
def test_what_cannot_be_added_is_refused_and_kept(
    app: Flask, changes: dict[str, str], status: int, sentence: str
) -> None:
    event = make_event()
    make_delegation(event)
    form = {"organisation": "bo ngoai giao", "mode": "hall", "hall": "1", "contact_name": "Đầu mối X", **changes}
    answer = office(app, event).post(f"{HOME}/new", data=form)
    assert (answer.status_code, sentence in answer.text, "Đầu mối X" in answer.text) == (status, True, True)
    assert [each.code for each in delegations_of(event)] == ["TW01"]


def test_a_delegation_is_changed_and_its_history_says_so_in_words(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    member = make_registration(event, "Nguyễn Văn An", delegation=delegation)
    client = office(app, event)
    changes = {
        "hall": "5", "online": "1", "deadline": "2030-04-01T17:00", "contact_phone": "091 234 56 78",
        "letter_number": "12/GM", "letter_dated_on": "2030-03-01", "head": member.person.ref,
    }  # fmt: skip
    assert client.post(f"{HOME}/{delegation.ref}/edit", data=typed(delegation, **changes)).status_code == 303
    assert seats(event, delegation) == {Mode.HALL: (5, 1), Mode.ONLINE: (1, 0)}
    page = client.get(f"{HOME}/{delegation.ref}").text
    for said in ("17:00", "12/GM", "01/03/2030", "+84912345678", "changed the delegation TW01:", "Seats allotted"):
        assert said in page
    assert (delegation.head_id, delegation.revision) == (member.person_id, 1)


def test_fewer_seats_than_are_used_are_refused_and_nothing_is_changed(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    for name in ("An", "Bình"):
        make_registration(event, name, delegation=delegation)
    answer = office(app, event).post(
        f"{HOME}/{delegation.ref}/edit", data=typed(delegation, hall="1", contact_name="Mới")
    )
    assert (answer.status_code, "already has 2 registered" in answer.text) == (409, True)
    assert f'href="/manage/events/forum/delegates?delegation={delegation.code}"' in answer.text
    db.session.expire_all()
    assert (seats(event, delegation), delegation.contact_name) == ({Mode.HALL: (2, 2)}, "")


def test_of_two_organisers_the_second_sees_both_versions_and_decides(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    first, second = office(app, event), office(app, event)
    path, shown = f"{HOME}/{delegation.ref}/edit", typed(delegation)
    assert first.post(path, data={**shown, "contact_name": "Lê Một"}).status_code == 303
    answer = second.post(path, data={**shown, "contact_name": "Trần Hai", "hall": "3"})
    assert answer.status_code == 409
    assert "Lê Một" in answer.text and "Trần Hai" in answer.text
    assert "Both versions" in answer.text
    assert 'name="revision" value="1"' in answer.text
    db.session.expire_all()
    assert (delegation.contact_name, seats(event, delegation)) == ("Lê Một", {Mode.HALL: (2, 0)})
    again = {**shown, "contact_name": "Trần Hai", "hall": "3", "revision": "1"}
    assert second.post(path, data=again).status_code == 303
    db.session.expire_all()
    assert (delegation.contact_name, seats(event, delegation)) == ("Trần Hai", {Mode.HALL: (3, 0)})


def test_an_import_meanwhile_is_a_change_too(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    form = typed(delegation)
    table = sheet(("code", "name", "mode", "quota"), ("TW01", "Bộ Ngoại giao", "hall", 7))
    assert counts(run(table, DelegationImporter, event, by=SYSTEM)) == (0, 1, 0, 0)
    answer = office(app, event).post(f"{HOME}/{delegation.ref}/edit", data={**form, "contact_name": "Lê"})
    assert (answer.status_code, seats(event, delegation)) == (409, {Mode.HALL: (7, 0)})


def test_the_head_is_one_of_its_own_delegates(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    stranger = make_registration(event, "Người Khác")
    data = typed(delegation, head=stranger.person.ref)
    answer = office(app, event).post(f"{HOME}/{delegation.ref}/edit", data=data)
    assert (answer.status_code, "must be one of the delegates" in answer.text) == (422, True)


def test_a_new_link_shuts_the_old_one_out(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    client, before = office(app, event), links.secret(delegation)
    assert f"http://localhost/delegations/{before}" in client.get(f"{HOME}/{delegation.ref}").text
    assert client.post(f"{HOME}/{delegation.ref}/link").status_code == 303
    db.session.expire_all()
    after = links.secret(delegation)
    assert (links.find_invited(before), links.find_invited(after)) == (None, delegation)
    assert f"http://localhost/delegations/{after}" in client.get(f"{HOME}/{delegation.ref}").text
    viewer = office(app, event, Role.VIEWER)
    assert after not in viewer.get(f"{HOME}/{delegation.ref}").text


def test_one_with_delegates_stays_and_one_whose_delegates_have_left_goes(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    member = make_registration(event, "An", delegation=delegation)
    client = office(app, event)
    refused = client.post(f"{HOME}/{delegation.ref}/removal", follow_redirects=True)
    assert "1 delegates of this delegation are registered" in refused.text
    assert seats(event, delegation) == {Mode.HALL: (2, 1)}
    with transaction():
        enrolment.cancel(member, by=SYSTEM)
    assert client.post(f"{HOME}/{delegation.ref}/removal").status_code == 303
    assert delegations_of(event) == []
    db.session.expire_all()
    assert (member.delegation_id, member.status.value) == (None, "cancelled")


def test_a_signed_letter_is_kept_handed_to_team_and_focal_point_and_to_nobody_else(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    event = make_event()
    delegation = make_delegation(event)
    registrar, viewer = office(app, event), office(app, event, Role.VIEWER)
    assert "The signed letter is kept" in keep(registrar, delegation, PDF, "../../thư\x00.exe")
    own = f"/delegations/{links.secret(delegation)}/letter.pdf"
    for browser, path in ((viewer, f"{HOME}/{delegation.ref}/letter.pdf"), (client, own)):
        answer = browser.get(path)
        assert (answer.status_code, answer.data, answer.content_type) == (200, PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="letter-{delegation.ref.lower()}.pdf"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    files = list((tmp_path / "letters").iterdir())
    assert [stat.S_IMODE(each.stat().st_mode) for each in files] == [0o600]
    assert client.get(f"{HOME}/{delegation.ref}/letter.pdf").status_code == 302
    registrar.post(f"{HOME}/{delegation.ref}/link")
    assert client.get(own).status_code == 404
    registrar.post(f"{HOME}/{delegation.ref}/letter/removal")
    assert (viewer.get(f"{HOME}/{delegation.ref}/letter.pdf").status_code, list((tmp_path / "letters").iterdir())) == (
        404,
        [],
    )


def test_bytes_of_a_scan_that_read_like_a_script_are_no_script(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    scan = b"%PDF-1.7\n1 0 obj<</Length 9>>stream\nx/JS \xff/JS(\nendstream endobj\n%%EOF"
    assert "The signed letter is kept" in keep(office(app, event), delegation, scan)


def test_the_page_says_who_was_replaced_or_withdrawn_and_why(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event)
    first, second = (make_registration(event, name, delegation=delegation) for name in ("Lê Văn Cũ", "Lê Văn Rút"))
    with transaction():
        new = {"full_name": "Lê Thị Mới", "email": "moi@x.example", "reason": "Đi công tác"}
        substitution.substitute(first, by=SYSTEM, **new)
        enrolment.cancel(second, by=SYSTEM)
    page = office(app, event).get(f"/manage/events/forum/delegations/{delegation.ref}").text
    assert "Replaced by Lê Thị Mới" in page and "Reason: Đi công tác" in page
    assert "Attends for Lê Văn Cũ: Đi công tác" in page and "Lê Văn Rút" in page


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "This file is not a PDF"),
        (b"<html>%PDF-1.7 %%EOF", "This file is not a PDF"),
        (b"\x89PNG\r\n\x1a\n%%EOF", "This file is not a PDF"),
        (b"%PDF-1.7 cut off", "This file is not a PDF"),
        (b"%PDF-1.7\n/OpenAction<</S/JavaScript/JS(app.alert(1))>>\n%%EOF", "holds a program or another file"),
        (b"%PDF-1.7\n/EmbeddedFile\n%%EOF", "holds a program or another file"),
        (b"%PDF-1.7" + b"x" * (10 * 1024 * 1024) + b"%%EOF", "larger than 10 MB"),
    ],
    ids=["empty", "html", "png", "cut", "javascript", "embedded", "large"],
)
def test_what_is_no_plain_pdf_is_refused_by_its_content(app: Flask, tmp_path: Path, body: bytes, sentence: str) -> None:
    event = make_event()
    delegation = make_delegation(event)
    assert sentence in keep(office(app, event), delegation, body, "letter.pdf")
    assert not (tmp_path / "letters").exists()


@pytest.mark.parametrize("name", ["../secret_key", "/etc/passwd", "", "a" * 31, "A" * 32, "a" * 300])
def test_a_letters_name_that_is_not_ours_names_no_file(app: Flask, client: FlaskClient, name: str) -> None:
    event = make_event()
    delegation = make_delegation(event)
    with transaction():
        amendment.keep_letter(delegation, name[:255], by=SYSTEM)
    assert client.get(f"/delegations/{links.secret(delegation)}/letter.pdf").status_code == 404


def test_the_list_says_how_many_have_answered_and_how_many_of_the_silent_are_overdue(app: Flask) -> None:
    event = make_event()
    client = office(app, event)
    asked, late, came, stays, _unsent = (make_delegation(event, name, name) for name in ("A1", "B1", "C1", "D1", "E1"))
    with transaction():
        now = clock.now()
        for each in (asked, late, came, stays):
            each.invited_at = now - timedelta(days=2)
        late.deadline_at, came.answered_at, stays.declined_at = now - timedelta(days=1), now, now
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(HOME).text).split())
    assert "Invited 4 1 has no invitation yet Answered 1 Declined 1 Not answered 2 of these 1 overdue" in page
    assert "The deadline of 1 is over: no reminder goes there before it is moved." in page
    assert "All 5 Not sent 1 Answered 1 Declined 1 Not answered 2 of these: sent 1 of these: overdue 1" in page
    silent = client.get(f"{HOME}?state=silent").text
    assert [name in silent for name in (">A1<", ">B1<", ">C1<", ">E1<")] == [True, True, False, False]
