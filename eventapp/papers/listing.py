"""The organiser's list of papers: found by words, filtered, sorted, with what is counted of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp import clock, names
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.papers.models import Comment, Judgement, Paper, Reading, Version
from eventapp.papers.queries import WITH_AUDIENCE
from eventapp.papers.words import Stage


class Sort(StrEnum):
    """In which order the list stands; with a hyphen in front the other way round."""

    ORDER = "order"
    TITLE = "title"
    SENT = "sent"
    READERS = "readers"
    DOWNLOADS = "downloads"


@dataclass(frozen=True)
class Line:
    """A paper in the list: the version sent last, and what is counted."""

    paper: Paper
    last: Version
    readers: int  # who opened any version
    downloads: int
    comments: int

    @property
    def stage(self) -> Stage:
        """Where it stands now."""
        return stage_of(self.paper, self.last, clock.now())


def stage_of(paper: Paper, last: Version, at: datetime) -> Stage:
    """Return where a paper stands at that moment; what somebody has to decide comes first."""
    if last.judgement is Judgement.AWAITING:
        return Stage.AWAITING
    if paper.current is None:
        return Stage.RETURNED
    if not paper.is_published:
        return Stage.DRAFT
    if paper.is_open(at):
        return Stage.OPEN
    return Stage.OVER if paper.ends_with_event and paper.event.ends_at <= at else Stage.SCHEDULED


def lines_of(event: Event) -> list[Line]:
    """Return all papers of the event in their order, in a constant number of statements."""
    last = (Version.paper_id == Paper.id) & (Version.number == Paper.numbered)
    whole = (
        joinedload(Paper.session),
        joinedload(Paper.sender),
        joinedload(Paper.event),
        WITH_AUDIENCE,
    )
    found = select(Paper, Version).join(Version, last).where(Paper.event_id == event.id).options(*whole)
    rows = db.session.execute(found.order_by(Paper.position, Paper.id)).all()
    readers, downloads, comments = _readers(event), _downloads(event), _comments(event)
    lines = [
        Line(row.Paper, row.Version, *(each.get(row.Paper.id, 0) for each in (readers, downloads, comments)))
        for row in rows
    ]
    return sorted(lines, key=_order)


def wanted(
    lines: Sequence[Line], *, q: str = "", session: str = "", stage: str = "", circle: str = "", sort: str = ""
) -> list[Line]:
    """Return the lines that are looked for, sorted; `session` is a reference, or "none" for the event's own papers."""
    words = names.fold(q).split()
    found = [
        each
        for each in lines
        if all(word in _searched(each) for word in words)
        and (not session or _session_of(each) == session)
        and (not stage or each.stage == stage)
        and (not circle or any(one.circle == circle for one in each.paper.audience))
    ]
    key = _KEYS.get(sort.removeprefix("-"), _order)
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _order(line: Line) -> tuple[object, ...]:
    session = line.paper.session
    when = (1, session.starts_at, session.id) if session else (0,)
    return (*when, line.paper.position, line.paper.id)


_KEYS: Mapping[str, Callable[[Line], Any]] = {
    Sort.TITLE: lambda each: names.fold(each.paper.title),
    Sort.SENT: lambda each: each.last.sent_at,
    Sort.READERS: lambda each: each.readers,
    Sort.DOWNLOADS: lambda each: each.downloads,
}


def _session_of(line: Line) -> str:
    return line.paper.session.ref if line.paper.session else "none"


def _searched(line: Line) -> str:
    sender = line.paper.sender.full_name if line.paper.sender else ""
    return names.fold(" ".join((line.paper.title, line.paper.title_en, line.last.called, sender, line.paper.ref)))


def _readers(event: Event) -> Mapping[int, int]:
    counted = select(Version.paper_id, func.count(Reading.person_id.distinct()).label("number"))
    found = counted.join(Reading, Reading.version_id == Version.id).where(Version.event_id == event.id)
    return {row.paper_id: row.number for row in db.session.execute(found.group_by(Version.paper_id))}


def _downloads(event: Event) -> Mapping[int, int]:
    counted = select(Version.paper_id, func.sum(Version.downloads).label("number"))
    found = counted.where(Version.event_id == event.id).group_by(Version.paper_id)
    return {row.paper_id: row.number for row in db.session.execute(found)}


def _comments(event: Event) -> Mapping[int, int]:
    counted = select(Comment.paper_id, func.count().label("number"))
    found = counted.where(Comment.event_id == event.id).group_by(Comment.paper_id)
    return {row.paper_id: row.number for row in db.session.execute(found)}
