"""Keep what a session is to say as a draft: nobody but the organisers sees it before it is published."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.changes import TEXTS
from eventapp.programme.models import Listed, PlatformRole, Session, SessionKind
from eventapp.programme.queries import speakers_of
from eventapp.references import new_reference
from eventapp.registration import seats
from eventapp.versions.models import Draft
from eventapp.versions.queries import Drafted, find_drafted
from eventapp.versions.standing import Words, called, is_same, stands

NEW: Words = {**dict.fromkeys((*TEXTS, "notes"), ""), "cancelled": False, "room": None, "track": None, "platform": []}


class EditedMeanwhile(DomainError):
    """The session, or its draft, says something else than whoever edits it saw."""

    code = "edited_meanwhile"
    message = N_("Somebody else has changed this session meanwhile. Look at both before you save.")


def hold(event: Event, ref: str, seen: str = "") -> Drafted:
    """Let nobody else edit the session until the transaction ends; return it as it is now.

    Raises EditedMeanwhile where it is gone, or is not what stands for `seen` ("": whatever it is).
    """
    seats.hold(event.id)  # before the session, as whoever takes places does
    mine = (Session.event_id == event.id) & (Session.ref == ref)
    change(update(Session).where(mine).values(sequence=Session.sequence))
    change(update(Draft).where(Draft.event_id == event.id, Draft.ref == ref).values(revision=Draft.revision))
    db.session.expire_all()
    found = find_drafted(event, ref)
    if found is None or (seen and seen != found.digest):
        raise EditedMeanwhile
    return found


def keep(
    event: Event,
    drafted: Drafted,
    *,
    by: Actor,
    sign_up: Mapping[str, Any] | None = None,
    is_sign_up_said: bool = False,
    **to: Any,
) -> Draft | None:
    """Draft that a held session be `to`, as `words` has it; None when that is what was published.

    What is not said stays as it is drafted. Raises SessionEndsBeforeItStarts.
    """
    wanted = {**stands(drafted.shown), **to}
    _judge(wanted)
    here = stands(drafted.session) if drafted.session else None
    after = {name: value for name, value in wanted.items() if here is None or not is_same(name, here[name], value)}
    if not is_sign_up_said and drafted.draft is not None:
        sign_up = drafted.draft.sign_up
    if not after and not sign_up:
        if drafted.draft is not None:
            drop(event, drafted, by=by)
        return None
    said = {"after": after, "before": {name: here[name] for name in after} if here else {}, "sign_up": sign_up}
    if drafted.draft is None:
        return _add(event, drafted.shown.ref, drafted.session, said, wanted, by)
    draft = drafted.draft
    for name, value in {**said, "revision": draft.revision + 1, "at": clock.now(), "by": by.words}.items():
        setattr(draft, name, value)
    db.session.flush()
    _note("session_drafted", event, draft.ref, wanted, by)
    return draft


def keep_new(event: Event, *, by: Actor, sign_up: Mapping[str, Any] | None = None, **to: Any) -> Draft:
    """Draft a session that the programme does not have yet. Raises SessionEndsBeforeItStarts."""
    wanted = {**NEW, **to}
    _judge(wanted)
    return _add(event, new_reference(), None, {"after": wanted, "before": {}, "sign_up": sign_up}, wanted, by)


def drop(event: Event, drafted: Drafted, *, by: Actor) -> bool:
    """Throw the draft of one session away; False when there is none."""
    if drafted.draft is None:
        return False
    change(delete(Draft).where(Draft.id == drafted.draft.id))
    db.session.expunge(drafted.draft)
    _note("session_draft_dropped", event, drafted.shown.ref, stands(drafted.shown), by)
    return True


def drop_all(event: Event, *, by: Actor) -> int:
    """Throw everything away that is drafted; return of how many sessions."""
    number = change(delete(Draft).where(Draft.event_id == event.id))
    db.session.expire_all()
    if number:
        trail.record("draft_dropped", f"events/{event.id}", by=by, event_id=event.id, number=number)
    return number


def words(
    event: Event,
    *,
    kind: SessionKind,
    starts_at: datetime,
    ends_at: datetime,
    room: str | None,
    track: str | None,
    people: Mapping[PlatformRole, Sequence[str]],
    drafted: Drafted | None = None,
    **texts: str,
) -> Words:
    """Return what a form says as drafts keep it. Rooms and tracks come into their lists at once, people do not."""
    known = {person.name_key: person.ref for person in speakers_of(event)}
    if drafted is not None:
        known |= {seat.person.name_key: seat.person.ref for seat in drafted.shown.platform if seat.person.ref}
    seated = [
        [role.value, name, known.get(names.search_key(name), "")] for role, given in people.items() for name in given
    ]
    return {
        **texts,
        **moments(starts_at, ends_at),
        "kind": kind.value,
        "room": called(programming.room(event, room)) if room else None,
        "track": called(programming.track(event, track)) if track else None,
        "platform": [list(each) for each in dict.fromkeys(map(tuple, seated))],
    }


def moments(starts_at: datetime, ends_at: datetime) -> Words:
    """Return when a session is to be, as drafts keep it."""
    return {"starts_at": _moment(starts_at), "ends_at": _moment(ends_at)}


def placed(starts_at: datetime, ends_at: datetime, room: Listed | None) -> Words:
    """Return where a session is to be, as drafts keep it."""
    return {**moments(starts_at, ends_at), "room": called(room)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(clock.now().tzinfo).isoformat()


def _judge(wanted: Words) -> None:
    programming.judge_times(*(datetime.fromisoformat(wanted[name]) for name in ("starts_at", "ends_at")))


def _add(event: Event, ref: str, session: Session | None, said: Words, wanted: Words, by: Actor) -> Draft:
    draft = Draft(event_id=event.id, ref=ref, session=session, at=clock.now(), by=by.words, revision=1, **said)
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        raise EditedMeanwhile from None
    _note("session_drafted", event, ref, wanted, by)
    return draft


def _note(action: str, event: Event, ref: str, said: Words, by: Actor) -> None:
    title = Bilingual(said["title"], said["title_en"])
    trail.record(action, f"sessions/{ref}", by=by, event_id=event.id, title=title)
