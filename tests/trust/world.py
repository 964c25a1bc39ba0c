"""Two conferences with everything in them, and everybody who could come to a door: what access is tried on."""

import hashlib
import io
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from flask import Flask, current_app
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import String, Table, select

from eventapp import clock, files
from eventapp.agenda import signing_up, starring, terms
from eventapp.audit.trail import SYSTEM
from eventapp.badges import making, printing
from eventapp.bridges import describing, speaking
from eventapp.bridges import links as site_links
from eventapp.bridges.models import Duty
from eventapp.checkin import cases, devices, gates, scanning
from eventapp.checkin.models import CaseKind, Right
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations import letter_files
from eventapp.delegations import links as invitations
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory import organisations, people
from eventapp.directory.models import Person
from eventapp.directory.precedence import ranks_of
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode, Site
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import signed_letters
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience
from eventapp.mail.models import Letter
from eventapp.mailings import mailing
from eventapp.notices import telling
from eventapp.papers import commenting, editing, sending
from eventapp.papers import reading as receipts
from eventapp.papers.editing import Target
from eventapp.papers.models import Circle, Comments
from eventapp.presence import freezing
from eventapp.presence.attending import roll_of
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.questions.editing import Offer
from eventapp.questions.models import Kind
from eventapp.registration import acts, links, long_acts, photographs
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration
from eventapp.speakers import links as speaker_links
from eventapp.speakers import profiles as speaker_profiles
from eventapp.tickets.issuing import code_of
from eventapp.uploads import jobs
from tests.certificates.desk import certified
from tests.checkin.telephones import open_cases
from tests.factories import (
    give_role,
    make_event,
    make_question,
    make_registration,
    make_site,
    make_token,
    make_user,
    open_session,
)
from tests.joining.desk import joined
from tests.papers.desk import send
from tests.platforms import desk as platform_reports
from tests.platforms import files as platform_files

OWN, OTHER, ABSENT = "own", "other", "absent"
FOLDERS = ("uploads", "letters")  # of the instance: what lies there belongs to rows of the database
PDF = b"%PDF-1.7\n%%EOF\n"


class Visitor(StrEnum):
    """Everybody who could come to a door of event A."""

    ANYONE = "anyone"
    STRANGER = "signed in, no role"
    VIEWER = "viewer"
    DOOR = "door"
    REGISTRAR = "registrar"
    ORGANISER = "organiser"
    OWNER = "owner"
    ELSEWHERE = "organiser of event B"
    ADMINISTRATOR = "site administrator"
    VIEWERS_TOKEN = "token of a viewer"
    DOORS_TOKEN = "token of a door"
    REGISTRARS_TOKEN = "token of a registrar"
    ORGANISERS_TOKEN = "token of an organiser"
    TOKEN_ELSEWHERE = "token of an organiser of event B"


MEMBERS = {
    Visitor.VIEWER: Role.VIEWER,
    Visitor.DOOR: Role.DOOR,
    Visitor.REGISTRAR: Role.REGISTRAR,
    Visitor.ORGANISER: Role.ORGANISER,
    Visitor.OWNER: Role.OWNER,
}
TOKENS = {
    Visitor.VIEWERS_TOKEN: Role.VIEWER,
    Visitor.DOORS_TOKEN: Role.DOOR,
    Visitor.REGISTRARS_TOKEN: Role.REGISTRAR,
    Visitor.ORGANISERS_TOKEN: Role.ORGANISER,
}


@dataclass
class Things:
    """What can be named of one event, in an address or a body."""

    slug: str
    registration: str
    waiting: str
    site: str
    session: str
    speaker: str
    delegation: str
    token: str
    member: str
    my: str
    feeds: str
    invitation: str
    code: str
    upload: str = "zzzzzzzzzzzzzzzzzzzzzz"
    event_id: int = 0
    gate: str = "ZZZZZZZZ"
    link: str = "ZZZZZZZZ"
    point: str = "zzzzzzzz" + "0" * 26
    wish: str = "ZZZZZZZZ"
    device: str = "ZZZZZZZZ"
    case: str = "ZZZZZZZZ"
    question: str = "ZZZZZZZZ"
    letter: str = "0" * 32
    mailing: str = "ZZZZZZZZ"
    unsubscribe: str = "zzzzzzzz" + "0" * 26
    organisation: str = "ZZZZZZZZ"
    delegation_ref: str = "ZZZZZZZZ"
    act: str = "ZZZZZZZZ"
    long_act: str = "ZZZZZZZZ"
    category: str = "ZZZZZZZZ"
    rank: str = "ZZZZZZZZ"
    room: str = "ZZZZZZZZ"
    track: str = "ZZZZZZZZ"
    change: str = "ZZZZZZZZ"
    speaking: str = "zzzzzzzz" + "0" * 26
    speaking_feed: str = "zzzzzzzz" + "0" * 26
    paper: str = "ZZZZZZZZ"
    comment: str = "ZZZZZZZZ"
    version: str = "987654321"
    snapshot: str = "ZZZZZZZZ"
    run: str = "ZZZZZZZZ"
    file: str = "1"
    print: str = "987654321"
    certificate: str = "ZZZZZZZZ"
    certificate_run: str = "ZZZZZZZZ"
    verified: str = "zzzzzzzz" + "0" * 26
    join: str = "zzzzzzzz" + "0" * 26
    visit: str = "0" * 32
    platform_report: str = "ZZZZZZZZ"
    platform_person: str = "987654321"


NOTHING = Things(
    slug="no-such-event",
    registration="ZZZZZZZZ",
    waiting="ZZZZZZZZ",
    site="ZZZZZZZZ",
    session="ZZZZZZZZ",
    speaker="ZZZZZZZZ",
    delegation="NOSUCH",
    token="987654321",
    member="987654321",
    my="zzzzzzzz" + "0" * 26,
    feeds="zzzzzzzz" + "0" * 26,
    invitation="zzzzzzzz" + "0" * 26,
    code="Z" * 24,
)


@dataclass
class World:
    """The application, its two events, and the ways in that its visitors hold."""

    app: Flask
    file: Path | None  # the SQLite file; on PostgreSQL nothing is brought back
    own: Things
    other: Things
    sessions: dict[Visitor, str] = field(default_factory=dict)
    bearers: dict[Visitor, str] = field(default_factory=dict)

    def things(self, which: str) -> Things:
        """Return what to name: of event A, of event B, or of none."""
        return {OWN: self.own, OTHER: self.other, ABSENT: NOTHING}[which]

    def client(self, visitor: Visitor) -> FlaskClient:
        """Return the visitor's browser or program."""
        client = self.app.test_client()
        if visitor in self.sessions:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = self.sessions[visitor], True
        if visitor in self.bearers:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.bearers[visitor]}"
        return client

    def keep(self) -> None:
        """Remember the database as it is now."""
        if self.file is None:
            return
        self._copy(self.file, self.file.with_suffix(".kept"))
        for name in FOLDERS:
            shutil.copytree(self.file.parent / name, self.file.parent / f"{name}.kept", dirs_exist_ok=True)

    def restore(self) -> None:
        """Bring the database back to what was kept."""
        with self.app.app_context():
            db.session.remove()
        if self.file is None:
            return
        self._copy(self.file.with_suffix(".kept"), self.file)
        for name in FOLDERS:
            shutil.rmtree(self.file.parent / name, ignore_errors=True)
            shutil.copytree(self.file.parent / f"{name}.kept", self.file.parent / name)

    def _copy(self, source: Path, target: Path) -> None:
        with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
            here.backup(there)
        here.close(), there.close()


def make_world(app: Flask, file: Path | None) -> World:
    """Fill a migrated database with two events and their people."""
    with app.test_request_context():
        own, other = _furnish("alpha"), _furnish("beta")
        other.organisation = NOTHING.organisation  # the register is the site's: no entry of it is another event's
        world = World(app, file, own, other)
        for visitor, role in MEMBERS.items():
            user = make_user()
            give_role(_event(own), user, role)
            world.sessions[visitor] = open_session(user)
        world.sessions[Visitor.STRANGER] = open_session(make_user())
        world.sessions[Visitor.ADMINISTRATOR] = open_session(make_user(is_admin=True))
        elsewhere = make_user()
        give_role(_event(other), elsewhere, Role.ORGANISER)
        world.sessions[Visitor.ELSEWHERE] = open_session(elsewhere)
        world.bearers = {visitor: make_token(_event(own), role) for visitor, role in TOKENS.items()}
        world.bearers[Visitor.TOKEN_ELSEWHERE] = make_token(_event(other), Role.ORGANISER)
        for things in (own, other):
            things.token = str(db.session.execute(_of("api_tokens", things, "id").limit(1)).scalar_one())
        db.session.remove()
    for things in (own, other):
        things.upload = _upload(world, things)
    world.keep()
    return world


def mark_everything(world: World, which: str, mark: str) -> int:
    """Write the mark into every text of that event that people see; return how many columns were marked."""
    event_id, marked = world.things(which).event_id, 0
    with world.app.app_context(), transaction():
        for table in db.metadata.sorted_tables:
            mine = table.c.id if table.name == "events" else table.c.get("event_id")
            if mine is None:
                continue
            for column in _free_texts(table):
                words = f"{mark} {table.name} {column.name}"
                db.session.execute(table.update().where(mine == event_id).values({column: words}))
                marked += 1
    return marked


def table_hashes(app: Flask) -> dict[str, str]:
    """Return a digest of every table's rows; when a session was last seen is left out."""
    digests = {}
    with app.app_context():
        for table in db.metadata.sorted_tables:
            columns = [column for column in table.c if (table.name, column.name) != ("user_sessions", "seen_at")]
            rows = sorted(repr(tuple(row)) for row in db.session.execute(select(*columns)))
            digests[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        db.session.remove()
    return digests


def rows_of(app: Flask, event_id: int) -> str:
    """Return a digest of all rows of one event."""
    digest = hashlib.sha256()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            mine = table.c.id if table.name == "events" else table.c.get("event_id")
            if mine is not None:
                rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table).where(mine == event_id)))
                digest.update("\n".join([table.name, *rows]).encode())
        db.session.remove()
    return digest.hexdigest()


def strays(app: Flask) -> list[str]:
    """Return every row of one event that points at a row of another."""
    found = []
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for key in table.foreign_keys:
                target = key.column.table.alias()  # a registration may point at a registration
                if "event_id" not in table.c or "event_id" not in target.c or key.column.table.name == "events":
                    continue
                rows = select(table.c.event_id, target.c.event_id).join(target, key.parent == target.c[key.column.name])
                found += [
                    f"{table.name}.{key.parent.name} of event {mine} points into event {theirs}"
                    for mine, theirs in db.session.execute(rows.where(table.c.event_id != target.c.event_id))
                ]
        db.session.remove()
    return found


def _furnish(slug: str) -> Things:
    event = make_event(slug, hall=1, title=f"Diễn đàn {slug}", title_en=f"Forum {slug}", accent="#8a1538")
    site = make_site(event, f"Điểm cầu {slug}")
    with transaction():
        organisation, _is_new = organisations.enter(f"Bộ {slug}")
        delegation = Delegation(
            event_id=event.id,
            organisation=organisation,
            code=f"{slug}-01".upper(),
            mode=Mode.HALL,
            created_at=event.created_at,
            letter_file=letter_files.keep(signed_letters(), PDF),
        )
        db.session.add(delegation)
        db.session.flush()
        db.session.add(Quota(delegation_id=delegation.id, mode=Mode.HALL, allotted=5))
        speaker = people.meet(event.id, full_name=f"Trần Thị {slug.title()}", position="Thứ trưởng")
        session = programming.add_session(
            event,
            kind=SessionKind.PLENARY,
            title=f"Phiên {slug}",
            starts_at=event.starts_at,
            ends_at=event.starts_at + timedelta(hours=1),
            platform=[(speaker, PlatformRole.SPEAKER)],
            room=programming.room(event, f"Phòng {slug}"),
            track=programming.track(event, f"Chủ đề {slug}"),
            by=SYSTEM,
        )
        speaker_profiles.show_portrait(_portraits(), event, speaker, _picture(), by=SYSTEM)
        gate = gates.add_gate(event, name=f"Cửa {slug}", modes=[Mode.HALL], by=SYSTEM)
    question, answers = _ask(event)
    seated = make_registration(event, f"Nguyễn Văn {slug.title()}", delegation=delegation, answers=answers)
    waiting = make_registration(event, f"Lê Thị {slug.title()}")
    with transaction():
        terms.set_terms(event, session, places={Mode.HALL: 1}, by=SYSTEM)
        signing_up.sign_up(seated, session, by=SYSTEM)
        starring.star(waiting, session)
    assert seated.ticket is not None
    code = code_of(seated.ticket)
    with transaction():
        photographs.show(photographs.folder_of(_instance()), seated, _picture(), by=SYSTEM)
        reading = scanning.Reading(id=_uuid(slug), code=code, operator="tests", gate=f"Cửa {slug}")
        scanning.scan(event, reading)
        device, _pairing = devices.add_device(event, f"Cửa {slug}", rights=[Right.SCAN], by=SYSTEM)
        cases.open_case(event, CaseKind.REJECTED, f"rejected/{slug}", record={"id": slug}, device=slug)
    with transaction():
        words = {"subject": f"Thư {slug}", "text": f"Lời {slug}", "subject_en": "", "text_en": ""}
        draft = mailing.write(event, key=f"key {slug}", wanted={}, words=words)
    member = make_user()
    give_role(event, member, Role.OWNER)
    make_token(event, Role.VIEWER)
    return Things(
        slug=slug,
        registration=seated.ref,
        waiting=waiting.ref,
        site=site.ref,
        session=session.ref,
        speaker=speaker.ref,
        delegation=delegation.code,
        token="",
        member=str(member.id),
        my=links.secret(seated),
        feeds=links.secret(seated, links.FEED),
        invitation=invitations.secret(delegation),
        code=code,
        event_id=event.id,
        gate=gate.ref,
        link=_link(event, session),
        **_point(event, site),
        device=device.ref,
        case=open_cases(event)[0].ref,
        question=question,
        letter=_letter(seated),
        mailing=draft.ref,
        unsubscribe=links.secret(seated, links.UNSUBSCRIBE),
        organisation=organisation.ref,
        delegation_ref=delegation.ref,
        act=_act(event),
        snapshot=_snapshot(event),
        long_act=_long_act(event, seated),
        category=categories_of(event)[1].ref,
        rank=ranks_of(event)[0].ref,
        room=rooms_of(event)[0].ref,
        track=tracks_of(event)[0].ref,
        speaking=speaker_links.secret(speaker, 0),
        change=_change(event, session),
        speaking_feed=speaker_links.secret(speaker, 0, speaker_links.FEED),
        **_paper(seated, session, speaker),
        **_badges(event, seated),
        **_platform_report(event, seated),
        **certified(event, seated),
        **joined(event),
    )


def _platform_report(event: Event, registration: Registration) -> dict[str, str]:
    """Let a report of the platform count; return how it and the one person in it are named."""
    name = f"{registration.person.full_name} {event.slug}"
    report = platform_reports.take(event, platform_files.zoom([platform_reports.row(name, registration.person.email)]))
    return {"platform_report": report.ref, "platform_person": "5"}


def _link(event: Event, session: Session) -> str:
    """Let those online join the session; return the link's reference."""
    leads = Opened(url=f"https://zoom.us/j/{event.slug}", passcode="123456")
    with transaction():
        return add_link(event, Place(audience=Audience.ONLINE, session=session), leads, by=SYSTEM).ref


def _point(event: Event, site: Site) -> dict[str, str]:
    """Give the bridge point a secretary and a wish to speak; return how both are named."""
    with transaction():
        describing.name_contact(
            event, site, Duty.SECRETARY, name="Đinh Thị Ánh", email="thuky@example.vn", locale="vi", by=SYSTEM
        )
        describing.describe(event, site, room=f"Phòng {event.slug}", notes=f"Ghi chú {event.slug}", by=SYSTEM)
        wish = speaking.ask(event, site, subject=f"Ý kiến {event.slug}", speaker="Trần Văn Bình", by=SYSTEM)
    return {"point": site_links.secret(site, 0), "wish": wish.ref}


def _badges(event: Event, registration: Registration) -> dict[str, str]:
    """Let a badge be printed at a station, and asked for again; return how the run and the print are named."""
    with transaction():
        printing.ask(event, registration, desk=f"Bàn {event.slug}", by=SYSTEM)
        run = printing.take(event, station=f"Trạm {event.slug}", most=1, by=SYSTEM)
        work = making.begin(run)
    jobs.do(work)
    with transaction():
        again = printing.reprint(event, registration, 2, reason=f"Mất {event.slug}", desk="", by=SYSTEM)
    return {"run": run.ref, "print": str(again.id)}


def _change(event: Event, session: Session) -> str:
    """Move the session and tell those whom it concerns; return the change's reference."""
    with transaction():
        change = programming.revise_session(event, session, ends_at=session.ends_at + timedelta(minutes=15), by=SYSTEM)
        assert change is not None
        telling.tell(event, change, by=SYSTEM)
    return change.ref


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _portraits() -> Path:
    return _instance() / "uploads" / "portraits"


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, "PNG")
    return target.getvalue()


def _paper(registration: Registration, session: Session, speaker: Person) -> dict[str, str]:
    """Let everyone read a paper that the speaker sent, and one comment it; return how both are named."""
    version = send(session, speaker, title=f"Tham luận {registration.event.slug}")
    paper = version.paper
    with transaction():
        sending.release(version, by=SYSTEM)
        editing.edit(paper, targets=[Target(Circle.EVERYONE)], comments=Comments.READERS, by=SYSTEM)
        said = commenting.comment(paper, registration.person, f"Ý kiến {registration.event.slug}")
        receipts.note_reading(version, registration.person)
    return {"paper": paper.ref, "comment": said.ref, "version": "1"}


def _act(event: Event) -> str:
    """Cancel someone in a way that can be undone; return by what the act is known."""
    other = make_registration(event, f"Phạm Văn {event.slug.title()}")
    with transaction():
        act, _outcome = acts.carry_out(event, Decision.CANCELLATION, [other.ref], by=SYSTEM)
    assert act is not None
    return act.ref


def _snapshot(event: Event) -> str:
    with transaction():
        return freezing.freeze(event, roll_of(event, at=clock.now()), title="", by=SYSTEM).ref


def _long_act(event: Event, registration: Registration) -> str:
    """Plan to cancel someone as one of very many; return by what that is known."""
    with transaction():
        return long_acts.plan(event, Decision.CANCELLATION, [registration.ref], by=SYSTEM).ref


def _ask(event: Event) -> tuple[str, dict[str, str]]:
    """Ask for a file and a choice; return the file's question, and the answers of someone who has sent one."""
    paper = make_question(event, Kind.FILE, f"Ảnh {event.slug}")
    meal = make_question(event, Kind.CHOICE, f"Bữa ăn {event.slug}", choices=[Offer(f"Chay {event.slug}", "", 3)])
    folder = _instance() / "uploads" / "answers"
    name = files.keep(folder, files.CleanFile("pdf", b"%PDF-1.7\n%%EOF"))
    return paper.ref, {paper.ref: name, meal.ref: meal.choices[0].ref}


def _letter(registration: Registration) -> str:
    reference = select(Letter.reference).where(Letter.subject_id == registration.id)
    return db.session.scalars(reference.order_by(Letter.id)).first() or ""


def _upload(world: World, things: Things) -> str:
    """Leave a sheet at the office's page, not yet taken in; return its reference."""
    sheet = (ROOT / "sample" / "delegations.csv").read_bytes().splitlines(keepends=True)[:3]
    sent = {"what": "delegations", "file": (io.BytesIO(b"".join(sheet)), "delegations.csv")}
    answer = world.client(Visitor.ADMINISTRATOR).post(f"/manage/events/{things.slug}/import", data=sent)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).rsplit("/", 1)[-1]


def _event(things: Things) -> Event:
    return db.session.get_one(Event, things.event_id)


def _of(table: str, things: Things, column: str) -> Any:
    found = db.metadata.tables[table]
    return select(found.c[column]).where(found.c.event_id == things.event_id).order_by(found.c[column])


def _uuid(slug: str) -> UUID:
    return uuid5(NAMESPACE_DNS, slug)


def _free_texts(table: Table) -> list[Any]:
    """Return the columns that hold what people typed: text without a key, a rule or a meaning of its own."""
    kept = {"zone", "accent", "locale", "place", "code_hash", "token_hash", "uuid", "ref", "slug", "operator", "key"}
    kept |= {"name_key", "search_words", "sort_key", "kind", "occasion", "person", "reference", "gate", "action"}
    kept |= {"consent_version", "subject", "code", "digest", "last_error", "phone", "colour"}
    kept |= {"precedence", "organisation_order", "file"}
    unique = {column.name for index in table.indexes if index.unique for column in index.columns}
    unique |= {
        column.name
        for constraint in table.constraints
        if type(constraint).__name__ in {"UniqueConstraint", "PrimaryKeyConstraint"}
        for column in constraint.columns  # type: ignore[attr-defined]
    }
    return [column for column in table.c if type(column.type) in {String, db.Text} and column.name not in kept | unique]
