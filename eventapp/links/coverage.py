"""Whom a link leads into which session: bridge points and those online."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Self

from sqlalchemy import select

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.links.models import Audience, Link

NOBODY: frozenset[int | None] = frozenset()


class Lead(NamedTuple):
    """Whom a link leads where; without a session into all of them, without a site every bridge point."""

    audience: Audience
    session_id: int | None
    site_id: int | None


class Coverage:
    """Which sessions are joined by a link, and by whom."""

    def __init__(self, leads: Iterable[Lead]) -> None:
        """Take what the event's links lead to."""
        self._online: set[int | None] = set()
        self._points: dict[int | None, set[int | None]] = {}  # the sites of a session; None: all of them
        for lead in leads:
            if lead.audience is Audience.ONLINE:
                self._online.add(lead.session_id)
            else:
                self._points.setdefault(lead.session_id, set()).add(lead.site_id)

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return that of the event, in one statement."""
        asked = select(Link.audience, Link.session_id, Link.site_id).where(Link.event_id == event.id)
        return cls(Lead(*row) for row in db.session.execute(asked))

    @property
    def named(self) -> set[int]:
        """The sessions for which there is a link, whoever it is for."""
        return {each for each in self._online.union(self._points) if each is not None}

    def leads_online(self, session_id: int | None) -> bool:
        """Is there a link into the session for whoever attends online? Without one the whole event is meant."""
        return bool(self._online & {None, session_id})

    def unled(self, points: frozenset[int], session_id: int | None) -> frozenset[int]:
        """Return which of these bridge points no link leads into the session."""
        led = self._points.get(None, NOBODY) | self._points.get(session_id, NOBODY)
        return frozenset() if None in led else points - led

    def is_whole(self, site_id: int, sessions: Collection[int]) -> bool:
        """Has the point a link for each of these sessions, or for the whole event?"""
        point = frozenset({site_id})
        return not self.unled(point, None) or (bool(sessions) and not any(self.unled(point, each) for each in sessions))
