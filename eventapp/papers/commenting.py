"""Before the meeting delegates comment the papers they may read; the team answers and hides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.papers import versions
from eventapp.papers.models import Comment, Comments, Paper
from eventapp.references import new_reference, read_reference

MOST = 20  # of one person on one paper


class CommentsClosed(DomainError):
    """The paper is not commented, or not any more."""

    code = "comments_closed"
    message = N_("Comments on “%(title)s” are closed. What you wrote was not sent.")


class TooManyComments(DomainError):
    """One person has said enough on one paper."""

    code = "too_many_comments"
    message = N_("You have sent %(number)s comments on this paper, which is as many as are taken.")


def closes_at(paper: Paper) -> datetime:
    """Return until when it is commented: until the session, or the event, starts."""
    return paper.session.starts_at if paper.session else paper.event.starts_at


def takes_comments(paper: Paper, at: datetime) -> bool:
    """May its readers comment it at that moment?"""
    return paper.comments is not Comments.OFF and at < closes_at(paper)


def comment(paper: Paper, person: Person, text: str) -> Comment:
    """Keep a comment; the same words a second time are one. Raises CommentsClosed, TooManyComments."""
    if not takes_comments(paper, clock.now()):
        raise CommentsClosed(title=paper.titles)
    mine = (Comment.paper_id == paper.id) & (Comment.person_id == person.id)
    known = db.session.scalar(select(Comment).where(mine, Comment.text == text))
    if known is not None:
        return known
    number = db.session.scalar(select(func.count()).where(mine)) or 0
    if number >= MOST:
        raise TooManyComments(number=number)
    said = Comment(
        event_id=paper.event_id,
        paper_id=paper.id,
        person=person,
        ref=new_reference(),
        text=text,
        at=clock.now(),
        answer="",
    )
    db.session.add(said)
    db.session.flush()
    return said


def answer(said: Comment, text: str, *, by: Actor) -> None:
    """Answer a comment, or answer it otherwise; nothing takes the answer away."""
    said.answer, said.answered_at = text, clock.now() if text else None
    db.session.flush()
    versions.note("paper_comment_answered", said.paper, by)


def hide(said: Comment, *, by: Actor, is_hidden: bool = True) -> bool:
    """Hide a comment from all but the team, or show it again; False when it is so already."""
    as_it_is = Comment.hidden_at.is_(None) if is_hidden else Comment.hidden_at.is_not(None)
    at = clock.now() if is_hidden else None
    if change(update(Comment).where(Comment.id == said.id, as_it_is).values(hidden_at=at)) != 1:
        return False
    db.session.refresh(said)
    versions.note("paper_comment_hidden" if is_hidden else "paper_comment_shown", said.paper, by)
    return True


def comments_of(paper: Paper) -> Sequence[Comment]:
    """Return all comments on a paper, for the team, the first one first."""
    mine = select(Comment).where(Comment.paper_id == paper.id).options(joinedload(Comment.person))
    return db.session.scalars(mine.order_by(Comment.at, Comment.id)).all()


def comments_for(papers: Sequence[Paper], person: Person) -> dict[int, list[Comment]]:
    """Return the comments that a reader sees, by the id of the paper.

    The own ones and, where readers see them, the others' that are not hidden.
    """
    own = Comment.person_id == person.id
    open_to_all = [each.id for each in papers if each.comments is Comments.READERS]
    shown = own | (Comment.paper_id.in_(open_to_all) & Comment.hidden_at.is_(None))
    those = Comment.paper_id.in_([each.id for each in papers if each.comments is not Comments.OFF])
    found = select(Comment).where(those, shown).options(joinedload(Comment.person)).order_by(Comment.at, Comment.id)
    by_paper: dict[int, list[Comment]] = {}
    for each in db.session.scalars(found):
        by_paper.setdefault(each.paper_id, []).append(each)
    return by_paper


def find_comment(paper: Paper, ref: str) -> Comment | None:
    """Return the paper's comment with that reference."""
    return db.session.scalar(select(Comment).where(Comment.paper_id == paper.id, Comment.ref == read_reference(ref)))
