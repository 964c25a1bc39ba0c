"""What the address of a page asks of attendance: of which session, day, site and block."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from eventapp import clock
from eventapp.directory.words import BLOCK_WORDS
from eventapp.events.models import Event, Site
from eventapp.events.queries import find_site
from eventapp.presence.attending import DidNotTakePlace, Roll, roll_of
from eventapp.presence.shapes import ScopeShape
from eventapp.presence.summing import Report, report_of
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.shapes import Shape, read
from eventapp.web import zones
from eventapp.web.languages import language


@dataclass(frozen=True)
class Asked:
    """A report's scope as its page names it."""

    event: Event
    session: Session | None
    day: date | None
    site: Site | None
    block: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def questions(self) -> dict[str, str]:
        """The scope as it stands in an address."""
        known = {
            "session": self.session.ref if self.session else "",
            "day": self.day.isoformat() if self.day else "",
            "site": self.site.ref if self.site else "",
            "block": self.block,
        }
        return {name: value for name, value in known.items() if value}

    @property
    def words(self) -> list[str]:
        """What the report is of, in words; nothing for the event as a whole."""
        said = [self.session.title_in(language())] if self.session else []
        said += [zones.day(self.day)] if self.day else []
        said += [self.site.name_in(language())] if self.site else []
        return said + ([_(BLOCK_WORDS[self.block])] if self.block else [])

    def roll(self) -> Roll:
        """Return everybody's attendance now; of a session that was cancelled 404."""
        try:
            return roll_of(self.event, at=clock.now(), session=self.session, day=self.day)
        except DidNotTakePlace:
            abort(404)

    def report(self, roll: Roll) -> Report:
        """Return the report on it."""
        return report_of(self.event, roll.lines, block=self.block, site=self.site)


def asked_of(event: Event, shape: type[Shape] = ScopeShape) -> Asked:
    """Read the address; what cannot be read is left out, a session or site that is not there is 404."""
    values = read(shape, request.args).values
    session, site = values.get("session"), values.get("site")
    block = values.get("block") or ""
    return Asked(
        event,
        (find_session(event, session) or abort(404)) if session else None,
        None if session else values.get("day"),
        (find_site(event, site) or abort(404)) if site else None,
        block if block in BLOCK_WORDS else "",
        values,
    )
