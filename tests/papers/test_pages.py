"""The organiser's pages of papers, the public ones, and a delegate's own."""

import io
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.copying import copy_event
from eventapp.events.models import Event
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.papers import commenting, editing
from eventapp.papers.editing import Target
from eventapp.papers.models import Circle, Comments, Paper, Reading, Version
from eventapp.papers.queries import versions_of
from eventapp.papers.reading import note_reading
from eventapp.registration import links
from eventapp.registration.models import Registration
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.papers import samples
from tests.papers.desk import folder, make_paper, make_speaker, make_version, send
from tests.queries import count_queries
from tests.registration.focal import make_delegation
from tests.visits import signed_in

HOME = "/manage/events/forum/papers"
JSON = {"Accept": "application/json"}


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """The organiser of an event."""
    with bare_app.test_request_context():
        give_role(make_event(), make_user(email="organiser@example.org"), Role.ORGANISER)
    return signed_in(bare_app, "organiser@example.org")


def the_event() -> Event:
    """Return the event."""
    found = find_event("forum")
    assert found is not None
    return found


def sent(*files: tuple[bytes, str], **said: str) -> dict[str, Any]:
    """Return a form with files."""
    return {"files": [(io.BytesIO(content), called) for content, called in files], "circle": "delegates", **said}


def large(content: bytes) -> dict[str, Any]:
    """Return a large form; the test client's own leaves files open."""
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    circle = '\r\n--x\r\nContent-Disposition: form-data; name="circle"\r\n\r\ndelegates\r\n--x--\r\n'
    body = head.encode() + content + circle.encode()
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def papers() -> dict[str, Paper]:
    """Return all papers by their titles."""
    return {each.title: each for each in db.session.scalars(select(Paper))}


def secret_of(registration: Registration) -> str:
    """Return the secret of a delegate's page."""
    return links.secret(registration)


def test_several_papers_are_sent_at_once_and_the_bad_ones_are_named(organiser: FlaskClient, bare_app: Flask) -> None:
    good, bad = (samples.PDF, "An/Báo cáo_1.pdf"), (b"MZ", "../setup.pdf")
    answer = organiser.post(HOME, data=sent(good, bad, (samples.open_xml("pptx"), "Trình bày.pptx"), publish="yes"))
    assert answer.status_code == 422
    assert "“setup.pdf” is not taken" in answer.text
    assert answer.text.count("setup.pdf") >= 1
    with bare_app.test_request_context():
        assert {title: each.is_published for title, each in papers().items()} == {"Báo cáo 1": True, "Trình bày": True}
        assert len(list(folder().iterdir())) == 2


def test_a_script_sends_them_one_by_one_and_reads_what_came_of_each(organiser: FlaskClient) -> None:
    answer = organiser.post(HOME, data=sent((samples.PDF, "a.pdf"), title="Đề cương"), headers=JSON)
    assert (answer.status_code, answer.json) == (200, {"added": 1, "faults": []})
    answer = organiser.post(HOME, data=sent((b"MZ", "b.pdf")), headers=JSON)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["added"] == 0
    assert answer.json["faults"][0].startswith("“b.pdf” is not taken")
    assert "Đề cương" in organiser.get(HOME).text


def test_nothing_chosen_or_no_such_session_is_said(organiser: FlaskClient) -> None:
    assert "Choose at least one file." in organiser.post(HOME, data={"circle": "delegates"}).text
    answer = organiser.post(HOME, data=sent((samples.PDF, "a.pdf"), session="ZZZZZZZZ"))
    assert answer.status_code == 422
    assert "There is no such session." in answer.text


def test_a_paper_larger_than_the_setting_is_refused(organiser: FlaskClient, bare_app: Flask) -> None:
    bare_app.config["PAPER_MEGABYTES"] = 1
    content = samples.pdf(b" " * 1024 * 1024)
    answer = organiser.post(HOME, **large(content))
    assert answer.status_code == 422
    assert "This file is larger than 1 MB." in answer.text
    assert organiser.post(HOME, **large(content * 6)).status_code == 413


def test_papers_may_be_larger_than_other_requests(organiser: FlaskClient) -> None:
    content = samples.pdf(b" " * 20 * 1024 * 1024)
    assert organiser.post(HOME, **large(content)).status_code == 303


def test_a_paper_is_described_replaced_published_withdrawn_and_deleted(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        session, paper = make_session(the_event()), make_paper(the_event(), "Báo cáo", is_published=False)
        ref, session_ref = paper.ref, session.ref
    one = f"{HOME}/{ref}"
    said = {
        "title": "Báo cáo chung",
        "title_en": "Report",
        "session": session_ref,
        "released": "2030-05-06T07:00",
        "ends_with_event": "yes",
        "comments": "readers",
        "audience": ["hall", "speakers"],
    }
    assert organiser.post(one, data=said).status_code == 303
    assert organiser.post(f"{one}/publication").status_code == 303
    assert (
        organiser.post(f"{one}/versions", data={"file": (io.BytesIO(samples.open_xml()), "b.docx")}).status_code == 303
    )
    with bare_app.test_request_context():
        (paper,) = papers().values()
        assert (paper.title, paper.title_en, paper.ends_with_event) == ("Báo cáo chung", "Report", True)
        assert paper.released_at is not None
        assert f"{paper.released_at:%H:%M}" == "00:00"
        assert paper.comments is Comments.READERS
        assert [each.circle for each in paper.audience] == [Circle.HALL, Circle.SPEAKERS]
        assert (paper.is_published, paper.current) == (True, 2)
    page = organiser.get(one).text
    assert "Version 2" in page
    assert "b.docx" in page
    assert 'value="2030-05-06T07:00"' in page
    assert organiser.get(f"{one}/versions/1").data == samples.PDF
    assert organiser.get(f"{one}/versions/1/preview").headers["Content-Disposition"].startswith("inline")
    assert organiser.get(f"{one}/versions/2/preview").status_code == 404
    assert organiser.get(f"{one}/versions/3").status_code == 404
    assert organiser.post(f"{one}/withdrawal").status_code == 303
    assert "2 files are deleted with it" in organiser.get(f"{one}/removal").text
    assert organiser.post(f"{one}/removal").status_code == 303
    assert organiser.get(one).status_code == 404
    assert "“Report” is deleted." in organiser.get(HOME).text


def test_what_was_typed_is_kept_where_it_is_refused(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ref = make_paper(the_event(), "Báo cáo").ref
    answer = organiser.post(f"{HOME}/{ref}", data={"title": "Tên mới", "session": "ZZZZZZZZ", "comments": "off"})
    assert answer.status_code == 422
    assert 'value="Tên mới"' in answer.text
    answer = organiser.post(f"{HOME}/{ref}", data={"title": "Tên mới", "comments": "off"})
    assert answer.status_code == 409
    assert "Say whom “Báo cáo” is for" in answer.text
    answer = organiser.post(f"{HOME}/{ref}", data={"title": "Tên", "comments": "off", "audience": "site:ZZZZZZZZ"})
    assert "is not there any more" in answer.text


def test_the_list_is_searched_filtered_sorted_and_taken_along(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = the_event()
        session = make_session(event)
        make_paper(event, "Đề cương", Circle.EVERYONE, is_published=False)
        make_paper(event, "Báo cáo", session=session)
        send(session, make_speaker(event, session, "Trần Thị Hoà"), title="Tham luận")
        session_ref = session.ref

    def found(question: str) -> list[str]:
        page = organiser.get(f"{HOME}?{question}").text
        return sorted(("Đề cương", "Báo cáo", "Tham luận"), key=page.find)[-page.count('id="paper-') :] if page.count(
            'id="paper-'
        ) else []  # fmt: skip

    assert found("") == ["Đề cương", "Báo cáo", "Tham luận"]
    assert found("q=hoa") == ["Tham luận"]
    assert found("q=de cuong") == ["Đề cương"]
    assert found("stage=awaiting") == ["Tham luận"]
    assert found("stage=open") == ["Báo cáo"]
    assert found("circle=everyone") == ["Đề cương"]
    assert found("session=none") == ["Đề cương"]
    assert found(f"session={session_ref}&sort=-title") == ["Tham luận", "Báo cáo"]
    assert found("q=zzz") == []
    sheet = organiser.get(f"{HOME}.csv?stage=open").text
    assert "Báo cáo" in sheet
    assert "Tham luận" not in sheet
    assert organiser.get(f"{HOME}.xlsx").data.startswith(b"PK")


def test_the_list_costs_as_many_queries_with_many_papers(organiser: FlaskClient, bare_app: Flask) -> None:
    costs = []
    for number in (1, 15):
        with bare_app.test_request_context():
            session = make_session(the_event(), f"Phiên {number}")
            for each in range(number):
                make_paper(the_event(), f"Báo cáo {each}", Circle.EVERYONE, Circle.HALL, session=session)
        with count_queries(bare_app) as asked:
            assert organiser.get(HOME).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_papers_page_costs_as_many_queries_whoever_reads_it(organiser: FlaskClient, bare_app: Flask) -> None:
    costs = []
    for number in (1, 8):
        with bare_app.test_request_context():
            event, targets = the_event(), []
            for each in range(number):
                delegation = make_delegation(event, f"Bộ {number} {each}")
                targets.append(Target(Circle.DELEGATION, delegation_id=delegation.id))
            paper = make_paper(event, "Báo cáo", Circle.HALL, *targets, comments=Comments.READERS)
            for each in range(number):
                an = make_registration(event, f"An {number} {each}").person
                with transaction():
                    note_reading(versions_of(paper)[0], an)
                    commenting.comment(paper, an, "Ý kiến")
            ref = paper.ref
        with count_queries(bare_app) as asked:
            assert organiser.get(f"{HOME}/{ref}").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_speakers_file_is_released_or_returned(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        session = make_session(the_event())
        person = make_speaker(the_event(), session)
        with transaction():
            person.email = "speaker@example.org"
        first, second = (send(session, person, title=title).paper.ref for title in ("Một", "Hai"))
    assert "Awaits release" in organiser.get(f"{HOME}/{first}").text
    assert organiser.post(f"{HOME}/{first}/versions/1/release").status_code == 303
    answer = organiser.post(f"{HOME}/{second}/versions/1/return", data={"reason": ""})
    assert answer.status_code == 422
    assert organiser.post(f"{HOME}/{second}/versions/1/return", data={"reason": "Thiếu trang"}).status_code == 303
    assert "Thiếu trang" in organiser.get(f"{HOME}/{second}").text
    with bare_app.test_request_context():
        told = db.session.scalars(select(Letter).where(Letter.kind == "notices/paper_returned")).one()
        letter = compose(told, "eventapp@example.org")
        assert (told.recipient, told.occasion) == ("speaker@example.org", f"paper returned {second} 1")
        assert letter is not None
        said = message_from_bytes(letter, policy=policy.default).get_body(("plain",))
        assert said is not None
        assert ("Thiếu trang" in said.get_content(), "/speaking/" in said.get_content()) == (True, True)
    assert organiser.post(f"{HOME}/{second}/versions/1/release", follow_redirects=True).text.count("meanwhile") == 1
    assert organiser.post(f"{HOME}/{second}/publication", follow_redirects=True).text.count("no file yet") == 1


def test_a_delegate_reads_what_is_his_and_the_team_sees_that(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = the_event()
        an, paper = make_registration(event, "An"), make_paper(event, "Báo cáo")
        other = make_paper(event, "Của người khác", Circle.ONLINE)
        mine, ref, others, secret = f"/my/{secret_of(an)}/papers", paper.ref, other.ref, secret_of(an)
    delegate = bare_app.test_client()
    assert "Read 1 paper" in delegate.get(f"/my/{secret}").text
    page = delegate.get(mine).text
    assert "Báo cáo" in page
    assert "Của người khác" not in page
    for method in ("get", "head"):
        assert getattr(delegate, method)(f"{mine}/{ref}").status_code == 200
    with bare_app.test_request_context():
        assert db.session.scalars(select(Reading.person_id)).all() == []
    opened = delegate.post(f"{mine}/{ref}")
    assert (opened.status_code, opened.headers["Location"]) == (303, f"{mine}/{ref}")
    delegate.post(f"{mine}/{ref}", data={"as": "preview"})
    assert "Read</span>" in delegate.get(mine).text
    with bare_app.test_request_context():
        assert len(db.session.scalars(select(Reading.person_id)).all()) == 1
        assert db.session.scalars(select(Version.downloads).where(Version.downloads > 0)).all() == [2]
        make_version(papers()["Báo cáo"])
    assert "New since you read it" in delegate.get(mine).text
    assert "An" in organiser.get(f"{HOME}/{ref}/readers.csv").text
    for path in (f"{mine}/{others}", f"{mine}/{others}/preview", f"{mine}/ZZZZZZZZ", f"{mine}/..%2f", f"{mine}/{ref}x"):
        assert delegate.get(path).status_code == 404
        assert delegate.post(path).status_code in (404, 405)


def test_a_file_is_handed_out_as_what_it_is_and_may_do_nothing(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        shelf = {
            ending: make_paper(event, f"Báo cáo/{ending}", Circle.EVERYONE, content=content).ref
            for ending, content in [("pdf", samples.PDF), ("docx", samples.open_xml()), ("png", samples.picture())]
        }
    visitor = bare_app.test_client()
    for ending, ref in shelf.items():
        answer = visitor.get(f"/events/forum/papers/{ref}")
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith(f'attachment; filename="forum-{ref}-1.{ending}"; filename*=UTF-8')
        assert disposition.endswith(f"B%C3%A1o%20c%C3%A1o-{ending}.{ending}")
        assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        preview = visitor.get(f"/events/forum/papers/{ref}/preview")
        assert preview.status_code == (200 if ending == "pdf" else 404)
        if ending == "pdf":
            assert preview.headers["Content-Disposition"].startswith("inline")
            assert preview.headers["Content-Type"] == "application/pdf"
            assert preview.headers["Content-Security-Policy"].endswith("; sandbox")


def test_public_pages_show_what_is_released_to_everyone_at_its_hour(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        session, other = make_session(event), make_session(event, "Khác", hour=5)
        released = event.starts_at - timedelta(hours=1)
        whole = {"released_at": released, "ends_with_event": True}
        ref = make_paper(event, "Báo cáo", Circle.EVERYONE, session=session, **whole).ref
        make_paper(event, "Nội bộ", session=session)
        ends_at, pages = event.ends_at, ["/events/forum/programme", f"/events/forum/sessions/{session.ref}"]
        elsewhere = f"/events/forum/sessions/{other.ref}"
    visitor = bare_app.test_client()

    def shown() -> list[bool]:
        assert all("Nội bộ" not in visitor.get(page).text for page in pages)
        assert "Báo cáo" not in visitor.get(elsewhere).text
        answer = visitor.get(f"/events/forum/papers/{ref}")
        return [answer.status_code == 200, *("Báo cáo" in visitor.get(page).text for page in pages)]

    for at, is_open in (
        (released - timedelta(seconds=1), False),
        (released, True),
        (ends_at - timedelta(seconds=1), True),
        (ends_at, False),
    ):
        with time_machine.travel(at, tick=False):
            assert shown() == [is_open] * 3
    with time_machine.travel(released, tick=False):
        assert visitor.post(f"/events/forum/papers/{ref}").status_code == 303
        with bare_app.test_request_context():
            assert sum(each.downloads for each in versions_of(papers()["Báo cáo"])) == 1
            with transaction():
                editing.withdraw(papers()["Báo cáo"], by=SYSTEM)
        assert shown() == [False] * 3


def test_old_addresses_of_what_is_gone_are_404(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event, other = make_event(), make_event("other")
        an = make_registration(event, "An")
        gone, theirs, lost = (make_paper(each, "a", Circle.EVERYONE) for each in (event, other, event))
        paths = [
            f"{way}/{ref}{end}"
            for way in (f"/my/{secret_of(an)}/papers", "/events/forum/papers")
            for ref in (gone.ref, theirs.ref, lost.ref)
            for end in ("", "/preview")
        ]
        (folder() / versions_of(lost)[0].file).unlink()
        with transaction():
            editing.remove(gone, by=SYSTEM)
    visitor = bare_app.test_client()
    assert {path: visitor.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert visitor.get("/events/forum/papers").status_code == 404


def test_delegates_comment_and_the_team_answers_and_hides(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = the_event()
        an, binh = make_registration(event, "An"), make_registration(event, "Bình")
        ref = make_paper(event, "Báo cáo", comments=Comments.READERS).ref
        mine, his = (f"/my/{secret_of(each)}/papers" for each in (an, binh))
    delegate = bare_app.test_client()
    assert delegate.post(f"{mine}/{ref}/comments", data={"text": " "}).status_code == 422
    text = "<b>Đề nghị</b> bổ sung."
    assert delegate.post(f"{mine}/{ref}/comments", data={"text": text}).status_code == 303
    assert "&lt;b&gt;Đề nghị&lt;/b&gt;" in delegate.get(his).text
    page = organiser.get(f"{HOME}/{ref}").text
    comment = page.split('id="comment-')[1][:8]
    assert organiser.post(f"{HOME}/{ref}/comments/{comment}/answer", data={"text": "Sẽ bổ sung."}).status_code == 303
    assert "Sẽ bổ sung." in delegate.get(his).text
    assert organiser.post(f"{HOME}/{ref}/comments/{comment}/hiding", data={"to": "hidden"}).status_code == 303
    assert "Đề nghị" not in delegate.get(his).text
    assert organiser.post(f"{HOME}/{ref}/comments/{comment}/hiding", data={"to": "shown"}).status_code == 303
    assert "Đề nghị" in delegate.get(his).text
    with time_machine.travel("2031-01-01T00:00:00Z"):
        answer = delegate.post(f"{mine}/{ref}/comments", data={"text": "Muộn"})
        assert answer.status_code == 409
        assert "Comments on “Báo cáo” are closed." in answer.text


def test_another_site_counts_nothing(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ref = make_paper(make_event(), "Báo cáo", Circle.EVERYONE).ref
    address, visitor = f"/events/forum/papers/{ref}", bare_app.test_client()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert visitor.post(address, headers=headers).status_code == 403
    with bare_app.test_request_context():
        assert db.session.scalars(select(Version.downloads)).all() == [0]


def test_a_copy_of_an_event_has_no_papers(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        make_paper(event, "Báo cáo")
        told = {"title": "Sau", "title_en": "", "starts_at": event.starts_at, "owner": make_user()}
        with transaction():
            copy = copy_event(event, "next", by=SYSTEM, **told)
        assert db.session.scalars(select(Paper.id).where(Paper.event_id == copy.id)).all() == []
