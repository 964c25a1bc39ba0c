"""The programme as it is drafted, session by session, and its versions."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.programme.models import ChangeKind, Session
from eventapp.programme.queries import find_session, sessions_of
from eventapp.references import read_reference
from eventapp.versions.models import Draft, Version
from eventapp.versions.standing import NOTHING, Known, as_drafted, is_same, known_to, stands


@dataclass(frozen=True)
class Drafted:
    """A session for organisers: as published (None: not yet), its draft if there is one, and as it would stand."""

    session: Session | None
    draft: Draft | None
    shown: Session

    @cached_property
    def differences(self) -> dict[str, tuple[object, object]]:
        """What is different in the draft, by field: published and drafted. Of a new session nothing."""
        if self.session is None or self.draft is None:
            return {}
        here, there = stands(self.session), stands(self.shown)
        return {name: (here[name], there[name]) for name in there if not is_same(name, here[name], there[name])}

    @property
    def divided(self) -> tuple[dict[str, object], dict[str, object]]:
        """What is different in the draft: as published, and as drafted."""
        here, there = ({name: pair[side] for name, pair in self.differences.items()} for side in (0, 1))
        return here, there

    @property
    def is_overtaken(self) -> bool:
        """Was what is drafted published otherwise meanwhile?"""
        if self.session is None or self.draft is None:
            return False
        here, before = stands(self.session), self.draft.before
        return any(not is_same(name, here[name], before[name]) for name in self.differences if name in before)

    @property
    def kind(self) -> ChangeKind:
        """What would become of the session if the draft were published."""
        different = self.differences
        if self.session is None:
            return ChangeKind.ADDED
        if "cancelled" in different:
            return ChangeKind.CANCELLED if self.shown.cancelled_at else ChangeKind.RESTORED
        return ChangeKind.MOVED if different.keys() & {"starts_at", "ends_at", "room"} else ChangeKind.CORRECTED

    @property
    def digest(self) -> str:
        """What stands for all that is said of the session now, published and drafted."""
        published = stands(self.session) if self.session else None
        drafted = [self.draft.revision, self.draft.after, self.draft.sign_up] if self.draft else None
        return _digest([published, drafted])


@dataclass(frozen=True)
class Programme:
    """The programme as it would stand with everything that is drafted, in order of time."""

    all: Sequence[Drafted]

    @property
    def sessions(self) -> list[Session]:
        """Every session as it would stand."""
        return [each.shown for each in self.all]

    @property
    def drafts(self) -> list[Drafted]:
        """What is drafted."""
        return [each for each in self.all if each.draft is not None]

    @property
    def as_published(self) -> "Programme":
        """The programme as everybody sees it."""
        here = [Drafted(each.session, None, each.session) for each in self.all if each.session is not None]
        return Programme(sorted(here, key=lambda each: (each.shown.starts_at, each.shown.id)))

    @property
    def digest(self) -> str:
        """What stands for all that is drafted now: whoever publishes it has seen just that."""
        return _digest([each.digest for each in self.drafts])


def drafted_programme(event: Event) -> Programme:
    """Return the programme with its drafts, in a constant number of statements."""
    published = sessions_of(event)
    drafts = drafts_of(event)
    known = known_to(event, drafts) if drafts else NOTHING
    by_session = {each.session_id: each for each in drafts}
    found = [_drafted(each, by_session.get(each.id), known) for each in published]
    found += [_drafted(None, each, known) for each in drafts if each.session_id is None]
    return Programme(sorted(found, key=lambda each: (each.shown.starts_at, each.session is None, abs(each.shown.id))))


def drafts_of(event: Event) -> Sequence[Draft]:
    """Return what is drafted, in the order in which it was begun."""
    mine = select(Draft).where(Draft.event_id == event.id).order_by(Draft.id)
    return db.session.scalars(mine, execution_options={"populate_existing": True}).all()


def number_drafted(event: Event) -> int:
    """Return of how many sessions there is a draft."""
    return db.session.scalar(select(func.count(Draft.id)).where(Draft.event_id == event.id)) or 0


def find_drafted(event: Event, ref: str) -> Drafted | None:
    """Return the session with that reference, published or only drafted, as it would stand."""
    session = find_session(event, ref)
    mine = select(Draft).where(Draft.event_id == event.id, Draft.ref == read_reference(ref))
    draft = db.session.scalar(mine, execution_options={"populate_existing": True})
    if session is None and (draft is None or draft.session_id is not None):
        return None
    return _drafted(session, draft, known_to(event, [draft]) if draft else NOTHING)


def versions_of(event: Event) -> list[Version]:
    """Return the published versions, the newest first."""
    mine = select(Version).where(Version.event_id == event.id).order_by(Version.number.desc())
    return list(db.session.scalars(mine))


def find_last_version(event: Event) -> Version | None:
    """Return the version that was published last."""
    mine = select(Version).where(Version.event_id == event.id)
    return db.session.scalar(mine.order_by(Version.number.desc()).limit(1))


def _drafted(session: Session | None, draft: Draft | None, known: Known) -> Drafted:
    if draft is not None:
        return Drafted(session, draft, as_drafted(session, draft, known))
    assert session is not None  # noqa: S101 - there is one or the other
    return Drafted(session, None, session)


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]
