"""J1 of trust.md: whoever is erased is found nowhere any more, in whatever spelling, and every figure stays."""

import io
import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import select, text, update

from eventapp.audit import trail
from eventapp.audit.trail import SYSTEM
from eventapp.bridges import describing, speaking
from eventapp.bridges.models import Duty
from eventapp.checkin import minding, scanning
from eventapp.checkin.models import Right
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.directory import people
from eventapp.events.models import Event, EventMode, Site
from eventapp.mail.delivery import deliver
from eventapp.mail.models import Letter
from eventapp.mail.transport import transport
from eventapp.papers import commenting
from eventapp.papers.models import Paper
from eventapp.presence import recording, ruling
from eventapp.presence.freezing import find_snapshot, is_intact
from eventapp.presence.models import Judgement
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session
from eventapp.registration import letters, merging, photographs
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.speakers import profiles
from eventapp.work.registry import work_jobs
from tests.checkin.telephones import Telephone
from tests.factories import make_registration
from tests.platforms import desk as platform_desk
from tests.platforms import files as platform_files
from tests.registration.test_photographs import picture
from tests.trust.traces import traces
from tests.trust.world import Visitor, World, make_world

NAME, EMAIL, PHONE = "Trịnh Đình Ưởng", "canari.uong@ngoaigiao.example", "+84987600123"
FORMER = "Trịnh Đình Ưong Cũ"
NEEDLES = [
    NAME, EMAIL, "canari.uong", "987600123", "Chánh văn phòng Canari", "dị ứng lạc canari", "Tiểu sử canari",
    "con ốm canari", FORMER, "cu.canari@ngoaigiao.example",
]  # fmt: skip


@pytest.fixture
def world(bare_app: Flask) -> World:
    """A conference with one of everything, in which somebody stands everywhere."""
    world = make_world(bare_app, None)
    with bare_app.test_request_context():
        furnish(world)
        db.session.remove()
    return world


def furnish(world: World) -> None:
    """Let him be a delegate, speaker, contact, focal point, and whatever else somebody may be."""
    event, registration = person_of(world)
    folder = Path(world.app.config["INSTANCE"])
    nfd = unicodedata.normalize("NFD", NAME)
    with transaction():
        people.rename(registration.person, NAME)
        registration.person.email, registration.person.phone = EMAIL, PHONE
        registration.person.position, registration.person.birth_year = "Chánh văn phòng Canari", 1961
        registration.note = f"{NAME} dị ứng lạc canari"
        registration.stood_before = {"full_name": NAME, "phone": PHONE}
        change_letters(registration)
    with transaction():
        seats = update(EventMode).where(EventMode.event_id == event.id).values(capacity=20)
        db.session.execute(seats)
    double = make_registration(event, FORMER, email="cu.canari@ngoaigiao.example")
    with transaction():
        merging.merge(registration, double, by=SYSTEM)
    later = make_registration(event, "Người được thay", email="nguoikhac@example.vn")
    with transaction():
        later.substitution_reason = f"{NAME.upper()} giới thiệu"
    _at_the_conference(event, registration, world, nfd, folder)
    _on_paper(event, registration, world, nfd)
    while deliver(transport(None, folder / "mail"), "ban@example.vn"):
        pass
    with transaction():
        letters.confirmed(registration)


def change_letters(registration: Registration) -> None:
    """Let the letters of before be written to the address of now."""
    mine = Letter.kind.like("registration/%") & (Letter.subject_id == registration.id)
    db.session.execute(update(Letter).where(mine).values(recipient=EMAIL, name=NAME, person=f"{EMAIL} {NAME}"))


def _at_the_conference(event: Event, registration: Registration, world: World, nfd: str, folder: Path) -> None:
    session = db.session.scalars(select(Session).where(Session.event_id == event.id)).first()
    site = db.session.scalars(select(Site).where(Site.event_id == event.id, Site.ref == world.own.site)).one()
    assert session is not None
    with transaction():
        minding.mind(registration, f"{NAME}: dị ứng lạc canari", by=SYSTEM)
        photographs.show(photographs.folder_of(folder), registration, picture(), by=SYSTEM)
        ruling.rule(registration, Judgement.EXCUSED, reason=f"{nfd} con ốm canari", by=SYSTEM)
        recording.tick(registration, recording.Tick(uuid=uuid4()), by=SYSTEM, site=site)
        scanning.scan(
            event,
            scanning.Reading(id=uuid4(), code=world.own.code, operator="x", override_reason=f"Quen ông {NAME}"),
        )
        describing.name_contact(event, site, Duty.CHAIR, name=NAME, email=EMAIL, phone=PHONE, locale="vi", by=SYSTEM)
        speaking.ask(event, site, subject=f"{NAME} hỏi", speaker=nfd, by=SYSTEM)
        programming.revise_session(event, session, platform=[(registration.person, PlatformRole.SPEAKER)], by=SYSTEM)
        profiles.describe(event, registration.person, bio="Tiểu sử canari", by=SYSTEM)
        profiles.show_portrait(folder / "uploads" / "portraits", event, registration.person, picture(), by=SYSTEM)
        paper = db.session.scalars(select(Paper).where(Paper.event_id == event.id)).first()
        assert paper is not None
        commenting.comment(paper, registration.person, f"Tôi là {NAME}, gọi 0987 600 123")
        trail.record(
            "edited", f"registrations/{registration.ref}", by=SYSTEM, event_id=event.id, reason="con ốm canari"
        )
        trail.record("head_named", "delegations/1", by=SYSTEM, event_id=event.id, name=NAME.upper(), code="A")


def _on_paper(event: Event, registration: Registration, world: World, nfd: str) -> None:
    row = platform_desk.row(nfd, EMAIL)
    platform_desk.take(event, platform_files.zoom([row, platform_desk.row("Trinh Dinh Uong", "")]))
    with transaction():
        delegation = db.session.scalars(select(Delegation).where(Delegation.event_id == event.id)).first()
        assert delegation is not None
        delegation.contact_name, delegation.contact_email, delegation.contact_phone = NAME, EMAIL, PHONE
        delegation.head = registration.person
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        first, second = book.add_worksheet("Một"), book.add_worksheet("Hai")
        first.write_row(0, 0, ["Họ và tên", "E-mail", "Điện thoại", "Chức vụ", "Hình thức"])
        first.write_row(1, 0, [NAME.upper(), EMAIL, "0987.600.123", "Chánh văn phòng Canari", "Trực tiếp"])
        first.write_row(2, 0, ["Người khác", "khac@example.vn", "", "", "Trực tiếp"])
        second.write_row(0, 0, [NAME])
    sent = {"what": "delegates", "file": (io.BytesIO(content.getvalue()), f"{NAME}.xlsx")}
    answer = world.client(Visitor.ADMINISTRATOR).post(f"/manage/events/{event.slug}/import", data=sent)
    assert answer.status_code in (200, 302, 303), answer.status_code
    work_jobs()


def person_of(world: World) -> tuple[Event, Registration]:
    """Return the event and the registration it is about."""
    event = db.session.get_one(Event, world.own.event_id)
    registration = find_by_ref(event, world.own.registration)
    assert registration is not None
    return event, registration


def test_whoever_is_erased_is_found_nowhere_any_more(world: World) -> None:
    folder, telephone = Path(world.app.config["INSTANCE"]), None
    with world.app.test_request_context():
        event, registration = person_of(world)
        before = traces(NEEDLES, folder)
        assert len({each.split(":")[0] for each in before if "/" not in each}) > 25, before
        assert any(each.startswith("mail/") for each in before)
        files = {path.name for path in (folder / "uploads").rglob("*") if path.is_file()}
        telephone = Telephone(world.app, event, Right.SCAN, Right.SEARCH)
        db.session.remove()
    telephone.sync()
    assert telephone.opened(world.own.code) is not None
    assert NAME in str(telephone.opened(world.own.code))
    page = f"/manage/events/{event.slug}/delegates/{registration.ref}"
    organiser = world.client(Visitor.ORGANISER)
    assert NAME in organiser.get(f"{page}/erasure").text
    answer = organiser.post(f"{page}/erasure", data={"reason": f"{NAME} asks", "leaves_programme": "yes"})
    assert answer.status_code == 303, answer.text
    with world.app.test_request_context():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("VACUUM"))
        left = traces(NEEDLES, folder)
        assert not left, "\n".join(left)
        gone = files - {path.name for path in (folder / "uploads").rglob("*") if path.is_file()}
        assert len(gone) >= 4, gone  # photograph, portrait, answer, badges, certificates
        event, registration = person_of(world)
        assert all(is_intact(each) for each in [find_snapshot(event, world.own.snapshot)] if each)
        db.session.remove()
    telephone.sync()
    assert NAME not in str(telephone.opened(world.own.code))
    assert world.client(Visitor.ANYONE).get(f"/my/{world.own.my}").status_code == 404
    verified = world.client(Visitor.ANYONE).get(f"/c/{world.own.verified}")
    assert verified.status_code == 200 and NAME not in verified.text and "Erased" in verified.text
    assert "Erased" in organiser.get(page).text
    report = f"/manage/events/{event.slug}/platform-reports/{world.own.platform_report}"
    assert organiser.get(report).status_code == 200 and f"{report}/file" not in organiser.get(report).text
    assert organiser.get(f"{report}/file").status_code == 404
