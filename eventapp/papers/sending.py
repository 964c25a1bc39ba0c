"""Speakers send their papers; the organiser releases each or returns it with a word. Delegates see what is released."""

from sqlalchemy import func, select

from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.files import KeptFile
from eventapp.papers import editing, versions
from eventapp.papers.models import Circle, Judgement, Paper, Version
from eventapp.programme.models import OnPlatform, Session

MOST_FILES = 30  # of one speaker, all versions of all papers


class NotOnPlatform(DomainError):
    """Only who speaks, chairs or moderates in a session sends papers for it."""

    code = "not_on_platform"
    message = N_("You are not on the platform of this session any more. Please ask the organiser.")


class NotYourPaper(DomainError):
    """The paper is somebody else's, or of another session."""

    code = "not_your_paper"
    message = N_("This paper is not one of yours in this session. Nothing was changed.")


class TooManyFiles(DomainError):
    """A speaker has sent more files than anybody needs."""

    code = "too_many_files"
    message = N_("You have sent %(number)s files already. Please ask the organiser to take this one.")


def send(
    session: Session,
    person: Person,
    file: KeptFile,
    *,
    by: Actor,
    title: str = "",
    title_en: str = "",
    replaces: Paper | None = None,
) -> Version:
    """Take what a speaker of the session sends: it awaits release, and no delegate sees it before.

    With `replaces`, one of his papers in that session (`papers_sent_by`), it is a new version of that one, whose
    readers go on seeing the former until the new one is released; else it is a new paper, called what the speaker
    calls it, or as the file is. Raises NotOnPlatform, NotYourPaper, TooManyFiles.
    """
    judge(session, person)
    if replaces is None:
        paper = editing.begin(session.event_id, title=title or editing.title_of(file), title_en=title_en)
        paper.session_id, paper.sender_id = session.id, person.id
        editing.set_audience(paper, [editing.Target(Circle.DELEGATES)])
    elif (replaces.session_id, replaces.sender_id) != (session.id, person.id):
        raise NotYourPaper
    else:
        paper = replaces
    return versions.add_version(paper, file, by=by, judgement=Judgement.AWAITING)


def judge(session: Session, person: Person) -> None:
    """Judge whether the speaker may send one more for that session. Raises NotOnPlatform, TooManyFiles."""
    seat = select(OnPlatform.session_id).where(OnPlatform.session_id == session.id, OnPlatform.person_id == person.id)
    if db.session.scalar(select(seat.exists())) is not True:
        raise NotOnPlatform
    sent = select(func.count()).select_from(Version).join(Paper, Paper.id == Version.paper_id)
    number = db.session.scalar(sent.where(Paper.sender_id == person.id)) or 0
    if number >= MOST_FILES:
        raise TooManyFiles(number=number)


def release(version: Version, *, by: Actor) -> None:
    """Let the paper's audience have what a speaker sent, from the paper's release time on. Raises JudgedAlready."""
    versions.judge(version, Judgement.ACCEPTED)
    version.paper.is_published = True
    db.session.flush()
    versions.show(version)
    versions.note("paper_released", version.paper, by)


def give_back(version: Version, *, reason: str, by: Actor) -> None:
    """Return to the speaker what he sent, with a word for him; nobody else sees it. Raises JudgedAlready."""
    versions.judge(version, Judgement.RETURNED, note=reason)
    versions.note("paper_returned", version.paper, by)


def papers_sent_by(person: Person, session: Session | None = None) -> list[tuple[Paper, Version]]:
    """Return the papers that the speaker sent, in all sessions or in that one, each with the last version sent."""
    last = (Version.paper_id == Paper.id) & (Version.number == Paper.numbered)
    mine = select(Paper, Version).join(Version, last).where(Paper.sender_id == person.id)
    if session is not None:
        mine = mine.where(Paper.session_id == session.id)
    return [(row.Paper, row.Version) for row in db.session.execute(mine.order_by(Paper.position, Paper.id))]
