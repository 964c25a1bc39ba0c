"""The sample conference with one of everything, so that every page there is has something to show."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.audit.trail import SYSTEM
from eventapp.checkin.gates import gates_of
from eventapp.config import ROOT
from eventapp.database import db, transaction
from eventapp.delegations import letter_files
from eventapp.delegations import links as delegation_links
from eventapp.directory.precedence import ranks_of
from eventapp.events import life_cycle
from eventapp.events.approval import set_approval
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import find_event, sites_of
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import signed_letters
from eventapp.mail.models import Letter
from eventapp.mailings import mailing
from eventapp.programme.models import OnPlatform
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.questions import files
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind
from eventapp.questions.queries import questions_of
from eventapp.registration import acts, answering, approving, enrolment, letters, links, replying, switching
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.models import Decision, Registration
from eventapp.sample import SLUG
from eventapp.spreadsheets import read_table
from eventapp.tickets.issuing import code_of
from eventapp.uploads.checking import check
from eventapp.uploads.keeping import keep
from eventapp.uploads.models import What
from tests import factories
from tests.journeys.instance import Instance
from tests.journeys.pages import Page, Visitor, pages_of
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
    invited = registration.delegation
    with transaction():
        invited.letter_file = letter_files.keep(signed_letters(), b"%PDF-1.7\n%%EOF\n")
    question = asked(event, registration)
    return {
        "slug": event.slug,
        "question": question,
        "/manage/events/<slug>/questions/<ref>": question,
        "code": code_of(registration.ticket),
        "form": "xlsx",
        "ref": registration.ref,
        "/delegations/<secret>": delegation_links.secret(invited),
        "/delegations/<secret>/delegates/<ref>": registration.ref,
        "kind": "registration.registered",
        "reference": written(registration),
        "/manage/events/<slug>/letters/mailings/<ref>": drafted(event),
        "/unsubscribe/<secret>": links.secret(registration, links.UNSUBSCRIBE),
        "/my/<secret>": links.secret(registration),
        "/feeds/<secret>": links.secret(registration, links.FEED),
        "/events/<slug>/sessions/<ref>": speaking.session.ref,
        "/events/<slug>/speakers/<ref>": speaking.person.ref,
        "/manage/events/<slug>/programme/<ref>": speaking.session.ref,
        "/manage/events/<slug>/rooms/<ref>": rooms_of(event)[0].ref,
        "/manage/events/<slug>/tracks/<ref>": tracks_of(event)[0].ref,
        "/manage/events/<slug>/sites/<ref>": sites_of(event)[0].ref,
        "/manage/events/<slug>/precedence/ranks/<ref>": ranks_of(event)[0].ref,
        "/manage/events/<slug>/categories/<ref>": categories_of(event)[1].ref,
        "/manage/events/<slug>/gates/<ref>": gates_of(event)[0].ref,
        "/manage/events/<slug>/import/<ref>": rehearsed(event),
        "/manage/events/<slug>/delegations/<ref>": invited.ref,
        "/manage/organisations/<ref>": invited.organisation.ref,
    }


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
    folder = Path(current_app.config["INSTANCE"]) / "uploads" / "answers"
    with transaction():
        name = files.keep(folder, files.CleanFile("pdf", b"%PDF-1.7\n%%EOF"))
        answering.correct(registration, {sent.ref: name, drives.ref: "yes"}, by=SYSTEM)
    return sent.ref


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
                "/rooms",
                "/tracks",
                "/sites",
                "/gates",
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
    home = f"/manage/events/{event.slug}"
    mine = {each: f"/my/{links.secret(each)}" for each in (pending, returned, rejected, changed)}
    return [
        Page("undecided", f"{home}/approvals", Visitor.ADMINISTRATOR),
        Page("nobody found", f"{home}/approvals?q=zzzz", Visitor.ADMINISTRATOR),
        Page("undecided", f"{home}/approval", Visitor.ADMINISTRATOR),
        Page("changed", f"{home}/delegates/{changed.ref}", Visitor.ADMINISTRATOR),
        Page("changed", f"{home}/delegates/{changed.ref}/restoration", Visitor.ADMINISTRATOR),
        Page("pending", f"{home}/delegates/{pending.ref}/rejection", Visitor.ADMINISTRATOR),
        *(Page(each.status.value, address, Visitor.DELEGATE) for each, address in mine.items()),
        Page("returned", f"{mine[returned]}/completion", Visitor.DELEGATE),
    ]
