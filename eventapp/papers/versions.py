"""A new file of a paper is a new version; of many that come at once all are kept, and one is the newest."""

from sqlalchemy import func, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.files import KeptFile
from eventapp.papers.models import Circle, Judgement, Paper, Version


class JudgedAlready(DomainError):
    """Somebody has released or returned the version meanwhile."""

    code = "version_judged"
    message = N_("Somebody has decided on this file meanwhile. Look at how it stands now.")


def add_version(paper: Paper, file: KeptFile, *, by: Actor, judgement: Judgement = Judgement.ACCEPTED) -> Version:
    """Add a file to the paper; delegates see it at once, unless it awaits the organiser's judgement."""
    change(update(Paper).where(Paper.id == paper.id).values(numbered=Paper.numbered + 1))  # holds the paper's row
    db.session.refresh(paper, ["numbered"])
    version = Version(
        event_id=paper.event_id,
        paper_id=paper.id,
        paper=paper,
        number=paper.numbered,
        file=file.name,
        called=file.called,
        size=file.size,
        judgement=judgement,
        sent_at=clock.now(),
        sent_by=by.words,
    )
    db.session.add(version)
    db.session.flush()
    if judgement is Judgement.ACCEPTED:
        show(version)
    note(_deed(version), paper, by)
    return version


def show(version: Version) -> None:
    """Let the paper's readers see that version, unless they see a newer one."""
    paper = version.paper
    newest = func.coalesce(Paper.current, 0) < version.number
    change(update(Paper).where(Paper.id == paper.id, newest).values(current=version.number))
    db.session.refresh(paper, ["current"])
    follow(paper)


def judge(version: Version, judgement: Judgement, *, note: str = "") -> None:
    """Write down what was decided on a version that awaits it. Raises JudgedAlready."""
    awaits = (Version.id == version.id) & (Version.judgement == Judgement.AWAITING)
    if change(update(Version).where(awaits).values(judgement=judgement, note=note)) != 1:
        raise JudgedAlready
    db.session.refresh(version)


def follow(paper: Paper) -> None:
    """Let the public pages follow what was changed of the paper, where they show it."""
    if is_public(paper):
        life_cycle.touch(paper.event)


def is_public(paper: Paper) -> bool:
    """Is it for everyone?"""
    return any(each.circle is Circle.EVERYONE for each in paper.audience)


def note(action: str, paper: Paper, by: Actor) -> None:
    """Write into the trail what was done to the paper."""
    trail.record(action, f"papers/{paper.ref}", by=by, event_id=paper.event_id, title=paper.titles)


def _deed(version: Version) -> str:
    if version.judgement is Judgement.AWAITING:
        return "paper_sent"
    return "paper_replaced" if version.number > 1 else "paper_added"
