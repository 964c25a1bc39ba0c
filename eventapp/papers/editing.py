"""Papers are added, put in order, published, withdrawn and deleted by the organiser."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Category, Event
from eventapp.files import KeptFile
from eventapp.papers import versions
from eventapp.papers.models import Audience, Circle, Comment, Comments, Paper, Reading, Version
from eventapp.programme.models import Session
from eventapp.references import new_reference


class NothingToPublish(DomainError):
    """The paper has no version that was accepted."""

    code = "nothing_to_publish"
    message = N_("“%(title)s” has no file yet that was released. Add a file, or release the one that awaits it.")


class NoAudience(DomainError):
    """The paper is for nobody."""

    code = "no_audience"
    message = N_("Say whom “%(title)s” is for before it is published.")


class Target(NamedTuple):
    """A circle of readers, and the one site, category or delegation where that circle names one."""

    circle: Circle
    site_id: int | None = None
    category_id: int | None = None
    delegation_id: int | None = None


def add(event: Event, file: KeptFile, *, by: Actor, title: str = "", session: Session | None = None) -> Paper:
    """Add a draft at the end, called `title` or as its file is."""
    paper = begin(event.id, title=title or title_of(file))
    paper.session_id = session.id if session else None
    db.session.flush()
    versions.add_version(paper, file, by=by)
    return paper


def begin(event_id: int, *, title: str, title_en: str = "") -> Paper:
    """Return a new draft at the end of the event's papers, without a file."""
    last = db.session.scalar(select(func.max(Paper.position)).where(Paper.event_id == event_id)) or 0
    paper = Paper(
        event_id=event_id,
        ref=new_reference(),
        position=last + 1,
        title=title,
        title_en=title_en,
        is_published=False,
        ends_with_event=False,
        comments=Comments.OFF,
        numbered=0,
        created_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def title_of(file: KeptFile) -> str:
    """Return what a file is called, without its ending."""
    return file.called.rpartition(".")[0].replace("_", " ").strip() or file.called


def edit(paper: Paper, *, targets: Iterable[Target], by: Actor, **said: Any) -> bool:
    """Change what is said of a paper and whom it is for; return whether anything was different.

    Raises NoAudience for a published one that would be for nobody.
    """
    chosen = list(targets)
    if paper.is_published and not chosen:
        raise NoAudience(title=paper.titles)
    was_public = versions.is_public(paper)
    changed = {name: value for name, value in said.items() if getattr(paper, name) != value}
    has_moved = set_audience(paper, chosen)
    if not changed and not has_moved:
        return False
    for name, value in changed.items():
        setattr(paper, name, value)
    db.session.flush()
    if was_public or versions.is_public(paper):
        life_cycle.touch(paper.event)
    versions.note("paper_edited", paper, by)
    return True


def set_audience(paper: Paper, targets: Iterable[Target]) -> bool:
    """Let the paper be for these circles; return whether it was for others."""
    wanted = list(dict.fromkeys(targets))
    before = [Target(each.circle, each.site_id, each.category_id, each.delegation_id) for each in paper.audience]
    if set(before) == set(wanted):
        return False
    paper.audience = [Audience(event_id=paper.event_id, **each._asdict()) for each in wanted]
    db.session.flush()
    return True


def publish(paper: Paper, *, by: Actor) -> bool:
    """Let its audience read it, from its release time on; False when it may. Raises NothingToPublish, NoAudience."""
    if paper.current is None:
        raise NothingToPublish(title=paper.titles)
    if not paper.audience:
        raise NoAudience(title=paper.titles)
    return _set_published(paper, True, by)


def withdraw(paper: Paper, *, by: Actor) -> bool:
    """Take it from its audience; the team keeps it as a draft. False when it is one."""
    return _set_published(paper, False, by)


def move(paper: Paper, *, up: bool, by: Actor) -> bool:
    """Let a paper change places with its neighbour of the same session; False at the end of the list."""
    alike = Paper.session_id.is_not_distinct_from(paper.session_id)
    mine = select(Paper).where(Paper.event_id == paper.event_id, alike).order_by(Paper.position, Paper.id)
    order = list(db.session.scalars(mine))
    at = order.index(paper)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    places = sorted(each.position for each in order)
    order[at], order[to] = order[to], order[at]
    for number, each in enumerate(order):
        each.position = max(places[number], order[number - 1].position + 1) if number else places[0]
    db.session.flush()
    life_cycle.touch(paper.event)
    versions.note("paper_moved", paper, by)
    return True


def remove(paper: Paper, *, by: Actor) -> None:
    """Delete a paper with its versions, receipts and comments; the files are swept away later."""
    versions.note("paper_removed", paper, by)
    is_public, event = versions.is_public(paper), paper.event
    change(delete(Paper).where(Paper.id == paper.id))
    db.session.expire_all()
    if is_public:
        life_cycle.touch(event)


def what_goes(paper: Paper) -> dict[str, int]:
    """Return how many versions, readers and comments go with a paper."""
    mine = select(Version.id).where(Version.paper_id == paper.id)
    counted = {
        "versions": select(func.count()).select_from(mine.subquery()),
        "readers": select(func.count(Reading.person_id.distinct())).where(Reading.version_id.in_(mine)),
        "comments": select(func.count()).where(Comment.paper_id == paper.id),
    }
    return {name: db.session.scalar(statement) or 0 for name, statement in counted.items()}


def send_to_instead(category: Category, into: Category) -> int:
    """Let the papers of a category that goes be for the other one; return how many."""
    found = db.session.scalars(select(Audience).where(Audience.category_id == category.id)).all()
    for each in found:
        each.category_id = into.id
    db.session.flush()
    return len(found)


def _set_published(paper: Paper, is_published: bool, by: Actor) -> bool:
    if paper.is_published == is_published:
        return False
    paper.is_published = is_published
    db.session.flush()
    versions.follow(paper)
    versions.note("paper_published" if is_published else "paper_withdrawn", paper, by)
    return True
