"""Publish what is drafted: the next version, in one transaction, through the rules of every change of the programme."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.agenda import terms
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.programme import platform, programming
from eventapp.programme.changes import TEXTS
from eventapp.programme.models import Change, PlatformRole, Session
from eventapp.programme.queries import find_last_change
from eventapp.registration import seats
from eventapp.versions import places
from eventapp.versions.models import Draft, Version
from eventapp.versions.queries import Drafted, Programme, drafted_programme, find_last_version

FIELDS = ("kind", "starts_at", "ends_at", "room", "track", "notes", *TEXTS)
SPEAKER = PlatformRole.SPEAKER


class NothingDrafted(DomainError):
    """There is no draft."""

    code = "nothing_drafted"
    message = N_("There is no draft any more: it was published or thrown away.")


class DraftMeanwhile(DomainError):
    """The draft is another one than whoever publishes it saw."""

    code = "draft_meanwhile"
    message = N_("Somebody else has changed the draft or the programme meanwhile. Look at it once more.")


class PublishedMeanwhile(DomainError):
    """What is drafted of a session was published otherwise since."""

    code = "published_meanwhile"
    message = N_(
        "“%(title)s” was changed at once while it was drafted otherwise. Open it and keep the draft again,"
        " or throw its draft away."
    )


def publish(event: Event, *, seen: str, by: Actor, note: str = "") -> tuple[Version, list[Change]]:
    """Make everything that is drafted public; return the version and what has become of which session.

    `seen` is the digest of the programme that was looked at. SEQUENCE rises only for what has moved. Raises
    NothingDrafted, DraftMeanwhile, PublishedMeanwhile, and what the rules of sessions and sign-up raise.
    """
    seats.hold(event.id)  # publishers and whoever edits a session wait for one another
    drafted = select(Draft.session_id).where(Draft.event_id == event.id)
    change(update(Session).where(Session.id.in_(drafted)).values(sequence=Session.sequence))
    db.session.expire_all()
    programme = drafted_programme(event)
    _judge(programme, seen)
    _begin(event, programme)
    changes = [each for one in programme.drafts if (each := _carry_out(event, one, by)) is not None]
    version = _add_version(event, by=by.words, at=clock.now(), note=note)
    trail.record("programme_published", f"events/{event.id}", by=by, event_id=event.id, number=version.number)
    return version, changes


def _judge(programme: Programme, seen: str) -> None:
    if not programme.drafts:
        raise NothingDrafted
    if programme.digest != seen:
        raise DraftMeanwhile
    for each in programme.drafts:
        if each.is_overtaken:
            raise PublishedMeanwhile(title=each.shown.titles)


def _begin(event: Event, programme: Programme) -> None:
    """Count what was public before any version as the first one."""
    if find_last_version(event) is not None or all(each.session is None for each in programme.all):
        return
    last = db.session.scalars(select(Change).where(Change.event_id == event.id).order_by(Change.id.desc())).first()
    _add_version(event, by=last.by if last else "", at=last.at if last else event.created_at)


def _carry_out(event: Event, drafted: Drafted, by: Actor) -> Change | None:
    draft = drafted.draft
    assert draft is not None  # noqa: S101 - asked by the caller
    as_seen = (Draft.id == draft.id) & (Draft.revision == draft.revision)
    if change(delete(Draft).where(as_seen)) != 1:
        raise DraftMeanwhile
    sign_up = draft.sign_up
    db.session.expunge(draft)
    session, made = _make(event, drafted, by)
    if sign_up:
        terms.agree(event, session, places.from_words(sign_up), by=by)
    return made


def _make(event: Event, drafted: Drafted, by: Actor) -> tuple[Session, Change | None]:
    wanted = drafted.shown
    said: dict[str, Any] = {name: getattr(wanted, name) for name in FIELDS}
    if drafted.session is None:
        session = programming.add_session(event, by=by, platform=_seats(event, wanted, by), ref=wanted.ref, **said)
        return session, find_last_change(session)
    different = drafted.differences
    changed = {name: said[name] for name in different if name in said}
    if "cancelled" in different:
        changed["cancelled_at"] = wanted.cancelled_at and clock.now()
    people = _seats(event, wanted, by) if "platform" in different else None
    return drafted.session, programming.revise_session(event, drafted.session, by=by, platform=people, **changed)


def _seats(event: Event, wanted: Session, by: Actor) -> programming.Platform:
    """Return who is to be on the platform; whoever was only typed is made known to the event."""
    typed = [each.person.full_name for each in wanted.platform if not each.person.ref]
    met = dict(zip(typed, (person for person, _role in platform.named(event, {SPEAKER: typed}, by=by)), strict=True))
    return [(met.get(each.person.full_name, each.person), each.role) for each in wanted.platform]


def _add_version(event: Event, *, by: str, at: datetime, note: str = "") -> Version:
    db.session.flush()
    number, up_to = (
        db.session.scalar(select(func.max(column)).where(mine)) or 0
        for column, mine in ((Version.number, Version.event_id == event.id), (Change.id, Change.event_id == event.id))
    )
    version = Version(event_id=event.id, number=number + 1, at=at, by=by, note=note, up_to=up_to)
    try:
        with db.session.begin_nested():
            db.session.add(version)
    except IntegrityError:
        raise DraftMeanwhile from None
    return version
