"""The sample conference with one of everything, so that every page there is has something to show."""

import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flask import current_app
from PIL import Image
from sqlalchemy import select

from eventapp import clock, files
from eventapp.accounts.models import User
from eventapp.agenda import signing_up, starring, terms
from eventapp.audit.trail import SYSTEM
from eventapp.badges import making, printing
from eventapp.bridges import describing, speaking
from eventapp.bridges import links as site_links
from eventapp.bridges.models import Duty, LineState
from eventapp.checkin import devices
from eventapp.checkin.gates import gates_of
from eventapp.checkin.models import Right
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations import letter_files
from eventapp.delegations import links as delegation_links
from eventapp.directory.models import Person
from eventapp.directory.precedence import ranks_of
from eventapp.events import life_cycle
from eventapp.events.approval import set_approval
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, EventStatus, Mode, Site
from eventapp.events.queries import find_event, sites_of
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import signed_letters
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience, Channel, Platform
from eventapp.mail.models import Letter
from eventapp.mailings import mailing
from eventapp.papers import commenting
from eventapp.papers.editing import Target
from eventapp.papers.models import Circle, Comments
from eventapp.papers.queries import versions_of
from eventapp.papers.reading import note_reading
from eventapp.presence import freezing, recording
from eventapp.presence.attending import roll_of
from eventapp.programme import programming
from eventapp.programme.models import OnPlatform, Session, SessionKind
from eventapp.programme.queries import rooms_of, sessions_of, tracks_of
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind
from eventapp.questions.queries import questions_of
from eventapp.registration import (
    acts,
    answering,
    approving,
    enrolment,
    letters,
    links,
    long_acts,
    photographs,
    replying,
    switching,
)
from eventapp.registration.act_models import Decision
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.models import Registration, Status
from eventapp.sample import SLUG
from eventapp.speakers import links as speaker_links
from eventapp.speakers import profiles, uniting
from eventapp.spreadsheets import read_table
from eventapp.tickets.issuing import code_of
from eventapp.uploads import jobs
from eventapp.uploads.checking import check
from eventapp.uploads.keeping import keep
from eventapp.uploads.models import What
from eventapp.versions import drafting, publishing
from eventapp.versions.queries import drafted_programme
from tests import factories
from tests.certificates.desk import certified
from tests.joining import desk as online
from tests.journeys.instance import Instance
from tests.journeys.pages import Page, Visitor, pages_of
from tests.papers import desk as papers
from tests.platforms import desk as platform_reports
from tests.platforms import files as platform_files
from tests.registration import focal

STAFF = {Visitor.DOOR: Role.DOOR, Visitor.ORGANISER: Role.ORGANISER}
NEWCOMER = "moi@example.vn"
# What an address needs beyond its path to show what it is for.
QUESTIONS = {
    "/manage/users/password": f"?email={NEWCOMER}",
}


def email(visitor: Visitor) -> str:
    """Return the address of a visitor's account."""
    return f"{visitor}@example.vn"


def furnish(instance: Instance) -> list[Page]:
    """Load the sample, make the accounts and one of everything; return every page, and pages in an unusual state."""
    instance.command("sample", "load")
    for visitor in (*STAFF, Visitor.ADMINISTRATOR):
        instance.make_account(email(visitor), is_admin=visitor is Visitor.ADMINISTRATOR)
    instance.make_account(NEWCOMER)
    with instance.inside():
        event = find_event(SLUG)
        assert event is not None
        for visitor, role in STAFF.items():
            user = db.session.scalars(select(User).filter_by(email=email(visitor))).one()
            factories.give_role(event, user, role)
        samples = samples_of(event)
        questions = {rule: question.format(**samples) for rule, question in QUESTIONS.items()}
        return [*pages_of(current_app, samples, questions), *unusual_pages(event)]


def frozen(event: Event) -> str:
    """Freeze the attendance report, and return its reference."""
    with transaction():
        return freezing.freeze(event, roll_of(event, at=clock.now()), title="Báo cáo sơ bộ", by=SYSTEM).ref


def samples_of(event: Event) -> dict[str, str]:
    """Return an example of everything that an address may name."""
    whole = Registration.ticket_id.is_not(None) & Registration.delegation_id.is_not(None)
    registration = db.session.scalars(select(Registration).where(whole).order_by(Registration.id)).first()
    speaking = db.session.scalars(select(OnPlatform)).first()
    assert registration is not None
    assert registration.ticket is not None
    assert registration.delegation is not None
    invited = registration.delegation
    with transaction():
        invited.letter_file = letter_files.keep(signed_letters(), b"%PDF-1.7\n%%EOF\n")
    assert speaking is not None
    show(event, speaking.person)
    with transaction():
        photographs.show(_instance() / "uploads" / "photographs", registration, drawn(), by=SYSTEM)
    question = asked(event, registration)
    paper, sent = shelved(event, registration)
    busy = chosen(event, registration)
    planned(event, busy)
    return {
        "slug": event.slug,
        "question": question,
        "/manage/events/<slug>/questions/<ref>": question,
        "code": code_of(registration.ticket),
        "form": "xlsx",
        "snapshot": frozen(event),
        "ref": registration.ref,
        "/delegations/<secret>": delegation_links.secret(invited),
        "/delegations/<secret>/delegates/<ref>": registration.ref,
        "kind": "registration.registered",
        "reference": written(registration),
        "/manage/events/<slug>/letters/mailings/<ref>": drafted(event),
        "/unsubscribe/<secret>": links.secret(registration, links.UNSUBSCRIBE),
        "/my/<secret>": links.secret(registration),
        "/feeds/<secret>": links.secret(registration, links.FEED),
        "/events/<slug>/sessions/<ref>": busy,
        "/events/<slug>/speakers/<ref>": speaking.person.ref,
        "/manage/events/<slug>/speakers/<ref>": speaking.person.ref,
        "change": moved(event, speaking.session),
        "/speaking/<secret>": speaker_links.secret(speaking.person, 0),
        "/feeds/speakers/<secret>": speaker_links.secret(speaking.person, 0, speaker_links.FEED),
        "/manage/events/<slug>/programme/<ref>": busy,
        "/manage/events/<slug>/papers/<ref>": paper,
        "/events/<slug>/papers/<ref>": paper,
        "/my/<secret>/papers/<ref>": paper,
        "/speaking/<secret>/papers/<ref>": sent,
        "number": "1",
        "duty": "secretary",
        "/manage/events/<slug>/rooms/<ref>": rooms_of(event)[0].ref,
        "/events/<slug>/tracks/<ref>": tracks_of(event)[0].ref,
        "/manage/events/<slug>/tracks/<ref>": tracks_of(event)[0].ref,
        "/manage/events/<slug>/sites/<ref>": sites_of(event)[0].ref,
        "/manage/events/<slug>/precedence/ranks/<ref>": ranks_of(event)[0].ref,
        "/manage/events/<slug>/categories/<ref>": categories_of(event)[1].ref,
        "/manage/events/<slug>/gates/<ref>": gates_of(event)[0].ref,
        "/manage/events/<slug>/links/<ref>": joined(event),
        "/manage/events/<slug>/bridge-points/<ref>": (point := connected(event)).ref,
        "/sites/<secret>": site_links.secret(point, 0),
        "/manage/events/<slug>/devices/<ref>": prepared(event),
        "/manage/events/<slug>/import/<ref>": rehearsed(event),
        "/manage/events/<slug>/delegations/<ref>": invited.ref,
        "/manage/organisations/<ref>": invited.organisation.ref,
        "/door/<slug>/badges/runs/<ref>": badged(event, registration),
        **reported(event, registration),
        **named(certified(event, registration)),
        **entered(event),
    }


def reported(event: Event, registration: Registration) -> dict[str, str]:
    """Let a report of the platform count; return how it and someone in it are named."""
    rows = [
        platform_reports.row("An", registration.person.email), platform_reports.row(registration.person.full_name),
        platform_reports.row(f"{registration.person.full_name.split()[-1]} iPhone"),
        platform_reports.row("Lan", left="?"),
    ]  # fmt: skip
    report = platform_reports.take(event, platform_files.zoom(rows))
    home = "/manage/events/<slug>/platform-reports/<ref>"
    return {home: report.ref, f"{home}/people/<int:number>": "7"}


def named(certificate: dict[str, str]) -> dict[str, str]:
    """Return how the addresses of certificates name it and its run."""
    home = "/manage/events/<slug>/certificates"
    return {
        f"{home}/<ref>": certificate["certificate"],
        "run": certificate["certificate_run"],
        "/c/<secret>": certificate["verified"],
    }


def entered(event: Event) -> dict[str, str]:
    """Return how the addresses of a join page name it and the room."""
    known = online.joined(event)
    return {"/join/<secret>": known["join"], "visit": known["visit"]}


def prepared(event: Event) -> str:
    """Prepare a telephone for the door; return its reference."""
    with transaction():
        return devices.add_device(event, "Cửa Đông 1", rights=[Right.SCAN, Right.SEARCH], by=SYSTEM)[0].ref


def connected(event: Event) -> Site:
    """Give a bridge point with delegates its people and a wish to speak, and tick one of its delegates."""
    registration = db.session.scalars(select(Registration).where(Registration.mode == Mode.BRIDGE)).first()
    assert registration is not None
    site = registration.site
    assert site is not None
    with transaction():
        said = {"name": "Đinh Thị Ánh Tuyết", "phone": "+84912345678", "email": "thuky@example.vn", "locale": "vi"}
        describing.name_contact(event, site, Duty.SECRETARY, by=SYSTEM, **said)
        describing.note_line(event, site, LineState.PASSED, note="Tiếng, hình", by=SYSTEM)
        speaking.ask(event, site, subject="Ngoại giao văn hoá ở địa phương", speaker="Trần Văn Bình", by=SYSTEM)
        recording.tick(registration, recording.Tick(uuid=uuid4()), by=SYSTEM)
        recording.report_headcount(event, site, 42, uuid=uuid4(), by=SYSTEM)
    return site


def joined(event: Event) -> str:
    """Let bridge points and those online join, one point by a link of its own; return the reference of one link."""
    held = next(each for each in sessions_of(event) if not each.kind.is_pause)
    with transaction():
        add_link(
            event, Place(audience=Audience.BRIDGE), Opened(url="https://zoom.us/j/1", passcode="246810"), by=SYSTEM
        )
        own = Place(audience=Audience.BRIDGE, site=sites_of(event, Mode.BRIDGE)[0], channel=Channel.EN)
        add_link(event, own, Opened(url="https://teams.microsoft.com/l/1"), by=SYSTEM)
        room = Opened(url="https://bbb.example.vn/bigbluebutton/", room="phien-1", secret="not for anybody")
        online = Place(audience=Audience.ONLINE, session=held)
        return add_link(event, online, room, platform=Platform.BBB, by=SYSTEM).ref


def moved(event: Event, session: Session) -> str:
    """Move a session by a quarter of an hour; return the reference of the change, of which nobody is told yet."""
    later = {name: getattr(session, name) + timedelta(minutes=15) for name in ("starts_at", "ends_at")}
    with transaction():
        change = programming.revise_session(event, session, by=SYSTEM, **later)
    assert change is not None
    return change.ref


def planned(event: Event, ref: str) -> None:
    """Publish a second version of the programme, and draft a third: a session goes elsewhere, and one is new."""
    for title in ("Bản thứ hai", "Bản thứ ba"):
        with transaction():
            held = drafting.hold(event, ref)
            shown = held.shown
            there = drafting.moments(shown.starts_at, shown.ends_at + timedelta(minutes=5))
            drafting.keep(event, held, by=SYSTEM, title=title, **there)
            drafting.keep_new(event, by=SYSTEM, kind="plenary", title=f"{title}: phiên mới", **there)
        if title == "Bản thứ hai":
            with transaction():
                publishing.publish(event, seen=drafted_programme(event).digest, note="Đổi giờ kết thúc.", by=SYSTEM)


def badged(event: Event, registration: Registration) -> str:
    """Let a station print a badge and a desk ask for it again; return the reference of the run."""
    with transaction():
        printing.ask(event, registration, desk="Bàn 1", by=SYSTEM)
        run = printing.take(event, station="Trạm 1", most=1, by=SYSTEM)
        work = making.begin(run)
    jobs.do(work)
    with transaction():
        printing.reprint(event, registration, 2, reason="Mất thẻ", desk="Bàn 1", by=SYSTEM)
    return run.ref


def show(event: Event, speaker: Person) -> None:
    """Let a speaker have a picture, a few words in both languages, and an address to be asked at."""
    folder = _instance() / "uploads" / "portraits"
    with transaction():
        person = uniting.name(event, speaker, full_name=speaker.full_name, email="speaker@example.org", by=SYSTEM)
        words = {"bio": "Nghiên cứu **ngoại giao văn hoá**.", "bio_en": "Works on *cultural diplomacy*."}
        profiles.describe(event, person, by=SYSTEM, **words)
        profiles.show_portrait(folder, event, person, drawn(), by=SYSTEM)


def drawn() -> bytes:
    """Return a picture of nobody."""
    target = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(target, "PNG")
    return target.getvalue()


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def chosen(event: Event, registration: Registration) -> str:
    """Let delegates sign up for parallel sessions, wait and star; return the reference of a session that is full."""
    first, second, *_more = (each for each in sessions_of(event) if each.kind is SessionKind.PARALLEL)
    others = select(Registration).where(
        Registration.event_id == event.id, Registration.status == Status.CONFIRMED, Registration.mode == Mode.HALL
    )
    with transaction():
        terms.set_terms(event, first, places={Mode.HALL: 2, Mode.BRIDGE: None, Mode.ONLINE: 0}, by=SYSTEM)
        for each in db.session.scalars(others.where(Registration.id != registration.id).limit(4)).all():
            signing_up.sign_up(each, first, by=SYSTEM, is_office=True)
        signing_up.sign_up(registration, first, by=SYSTEM, is_office=True)
        starring.star(registration, second)
    return first.ref


def written(registration: Registration) -> str:
    """Let the delegate have the letter with the ticket; return its reference."""
    with transaction():
        letters.registered(registration)
    mine = select(Letter.reference).where(Letter.subject_id == registration.id, Letter.event_id.is_not(None))
    return str(db.session.scalars(mine).first())


def drafted(event: Event) -> str:
    """Draft a letter to many; return its reference."""
    words = {
        "subject": "Lịch đưa đón",
        "text": "Xe rời khách sạn lúc 7 giờ.",
        "subject_en": "Shuttle",
        "text_en": "At 7.",
    }
    with transaction():
        return mailing.write(event, key="journey", wanted={}, words=words).ref


def asked(event: Event, registration: Registration) -> str:
    """Ask one question of each kind, and let the delegate send a file; return the reference of the file's question."""
    drives = factories.make_question(event, Kind.YES_NO, "Đi ô tô riêng", label_en="By car", is_required=True)
    for kind in Kind:
        choices = [Offer("Chay", "Vegetarian", 1), Offer("Mặn", "Meat", None), Offer("Cá", "Fish", 0)]
        when = [When(ConditionKind.ANSWER, "yes", drives), When(ConditionKind.MODE, "hall")]
        details = {"label_en": f"Of kind {kind}", "help": "Hướng dẫn", "help_en": "Help", "is_sensitive": True}
        factories.make_question(event, kind, f"Loại {kind}", choices=choices if kind.has_choices else [], **details)
        factories.make_question(event, kind, f"Sau {kind}", choices=choices if kind.has_choices else [], when=when)
    sent = next(each for each in questions_of(event) if each.kind is Kind.FILE)
    folder = _instance() / "uploads" / "answers"
    with transaction():
        name = files.keep(folder, files.CleanFile("pdf", b"%PDF-1.7\n%%EOF"))
        answering.correct(registration, {sent.ref: name, drives.ref: "yes"}, by=SYSTEM)
    return sent.ref


def shelved(event: Event, registration: Registration) -> tuple[str, str]:
    """Let a delegate read and comment papers; return the reference of one, and of one that a speaker sent."""
    session = db.session.scalars(select(OnPlatform)).first()
    assert session is not None
    circles = (Target(Circle.EVERYONE), Target(Circle.SPEAKERS))
    paper = papers.make_paper(event, "Đề cương báo cáo", *circles, session=session.session, comments=Comments.READERS)
    with transaction():
        said = commenting.comment(paper, registration.person, "Đề nghị bổ sung số liệu.")
        commenting.answer(said, "Sẽ bổ sung.", by=SYSTEM)
        note_reading(versions_of(paper)[0], registration.person)
    papers.make_version(paper)
    papers.make_paper(event, "Dự thảo nghị quyết", comments=Comments.TEAM)
    papers.make_paper(event, "Tài liệu kèm theo", is_published=False)
    return paper.ref, papers.send(session.session, session.person, title="Tham luận").paper.ref


def rehearsed(event: Event) -> str:
    """Return the reference of a sheet whose report waits to be read."""
    table = read_table(ROOT / "sample" / "delegates.xlsx")
    with transaction():
        upload = keep(event.id, What.DELEGATES, table, DelegateImporter(event, by=SYSTEM))
    check(upload, by=SYSTEM, tell=lambda _done, _total: None)
    return upload.ref


def unusual_pages(event: Event) -> list[Page]:
    """Return pages that say that something is empty, over, waiting, not there or not allowed."""
    draft = factories.make_event("draft", is_published=False)
    small = factories.make_event("small", hall=1)
    seated, waiting = (factories.make_registration(small, name) for name in ("Bùi Văn Đang", "Đỗ Thị Hoà"))
    left = factories.make_registration(small, "Võ Thị Sáu", mode=Mode.ONLINE)
    closed = factories.make_event("closed")
    with transaction():
        enrolment.cancel(left, by=SYSTEM)
        life_cycle.move_to(closed, EventStatus.CLOSED, by=SYSTEM)
    undecided = judged_pages(factories.make_event("judged", hall=1))
    declined, late = focal.make_delegation(small, "Bộ Công Thương"), focal.make_delegation(small, "Bộ Tài chính")
    with transaction():
        replying.decline(small, declined, reason="Trùng lịch công tác", shown=0, by=SYSTEM)
        late.deadline_at = late.created_at
    home = f"/manage/events/{small.slug}"
    return [
        *undecided,
        Page("404", "/nowhere", Visitor.ANYONE, 404),
        Page("closed", f"/events/{closed.slug}", Visitor.ANYONE),
        Page("closed", f"/events/{closed.slug}/register", Visitor.ANYONE),
        Page("empty", f"/events/{small.slug}", Visitor.ANYONE),
        Page("empty", f"/events/{small.slug}/programme", Visitor.ANYONE),
        Page("empty", f"/events/{small.slug}/speakers", Visitor.ANYONE),
        Page("full", f"/events/{small.slug}/register", Visitor.ANYONE),
        Page("unknown ticket", "/t/000000000000000000000000", Visitor.ANYONE, 404),
        Page("waiting", f"/my/{links.secret(waiting)}", Visitor.DELEGATE),
        Page("cancelled", f"/my/{links.secret(left)}", Visitor.DELEGATE),
        Page("declined", focal.secret_of(declined), Visitor.DELEGATE),
        Page("late", focal.secret_of(late), Visitor.DELEGATE),
        Page("late", f"{focal.secret_of(late)}/refusal", Visitor.DELEGATE),
        Page("403", f"/manage/events/{event.slug}/settings", Visitor.DOOR, 403),
        Page("kiosk", f"/door/{event.slug}/kiosk?gate={gates_of(event)[0].ref}", Visitor.DOOR),
        Page("nobody found", f"/manage/events/{event.slug}/delegates?q=zzzz", Visitor.ORGANISER),
        Page("second page", f"/manage/events/{event.slug}/delegates?page=2&mode=hall", Visitor.ORGANISER),
        Page(
            "nobody to remind", f"/manage/events/{event.slug}/delegations/invitations?kind=reminder", Visitor.ORGANISER
        ),
        Page("sorted", f"/manage/events/{event.slug}/delegations?page=2&sort=-state", Visitor.ORGANISER),
        Page("few", f"{home}/delegates?status=all", Visitor.ADMINISTRATOR),
        Page("waiting", f"{home}/delegates/{waiting.ref}", Visitor.ADMINISTRATOR),
        Page("waiting", f"{home}/delegates/{waiting.ref}/confirmation", Visitor.ADMINISTRATOR),
        Page("cancelled", f"{home}/delegates/{left.ref}", Visitor.ADMINISTRATOR),
        Page("seated", f"{home}/delegates/{seated.ref}/cancellation", Visitor.ADMINISTRATOR),
        Page("seated", f"{home}/delegates/{seated.ref}/erasure", Visitor.ADMINISTRATOR),
        Page("draft", f"/events/{draft.slug}", Visitor.ADMINISTRATOR),
        *(
            Page("empty", f"/manage/events/{draft.slug}{place}", Visitor.ADMINISTRATOR)
            for place in (
                "",
                "/delegates",
                "/approvals",
                "/questions",
                "/delegations",
                "/programme",
                "/programme/clashes",
                "/programme/draft",
                "/programme/versions",
                "/rooms",
                "/papers",
                "/tracks",
                "/sites",
                "/gates",
                "/devices",
                "/door",
                "/door/missing",
                "/door/cases",
                "/tokens",
                "/team",
                "/history",
            )
        ),
    ]


def judged_pages(event: Event) -> list[Page]:
    """Return the pages of an event whose organiser approves: someone pending, returned, rejected, changed; an act."""
    with transaction():
        set_approval(event, [Mode.HALL], changes_ask_again=True, office_needs_approval=False, by=SYSTEM)
    names = ("Bùi Văn Đang", "Đỗ Thị Hoà", "Võ Thị Sáu", "Y Blốk Êban")
    pending, returned, rejected, approved = (factories.make_registration(event, name) for name in names)
    changed = factories.make_registration(event, "Lê Chi", mode=Mode.ONLINE)
    with transaction():
        switching.switch(changed, mode=Mode.HALL, site=None, by=SYSTEM)
        approving.return_with_note(returned, note="Xin ghi rõ chức vụ.", by=SYSTEM)
        approving.reject(rejected, reason="Đã đủ đại biểu.", by=SYSTEM)
        acts.carry_out(event, Decision.APPROVAL, [approved.ref], by=SYSTEM)
        many = long_acts.plan(event, Decision.APPROVAL, [pending.ref], by=SYSTEM)
        long_acts.begin(many, note="", by=SYSTEM)
        long_acts.pause(many)
    home = f"/manage/events/{event.slug}"
    mine = {each: f"/my/{links.secret(each)}" for each in (pending, returned, rejected, changed)}
    return [
        Page("undecided", f"{home}/approvals", Visitor.ADMINISTRATOR),
        Page("nobody found", f"{home}/approvals?q=zzzz", Visitor.ADMINISTRATOR),
        Page("undecided", f"{home}/approval", Visitor.ADMINISTRATOR),
        Page("paused", f"{home}/long-acts/{many.ref}", Visitor.ADMINISTRATOR),
        Page("changed", f"{home}/delegates/{changed.ref}", Visitor.ADMINISTRATOR),
        Page("changed", f"{home}/delegates/{changed.ref}/restoration", Visitor.ADMINISTRATOR),
        Page("pending", f"{home}/delegates/{pending.ref}/rejection", Visitor.ADMINISTRATOR),
        *(Page(each.status.value, address, Visitor.DELEGATE) for each, address in mine.items()),
        Page("returned", f"{mine[returned]}/completion", Visitor.DELEGATE),
    ]
