"""What has become of sessions: each change with what stood before and stands after, kept for whoever asks."""

from datetime import datetime
from typing import Any

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.programme.models import Change, ChangeKind, Listed, Session
from eventapp.references import new_reference

TEXTS = ("title", "title_en", "abstract", "abstract_en")
FIELDS = ("starts_at", "ends_at", "room", "kind", "track", "platform", *TEXTS)
"""In the order in which people read them."""
_LONGEST = 300  # characters of a text that is kept here; the session has the whole of it


def said(session: Session) -> dict[str, Any]:
    """Return what a session says, by field, as JSON keeps it."""
    return {
        **{name: getattr(session, name)[:_LONGEST] for name in TEXTS},
        "kind": session.kind.value,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "cancelled_at": _moment(session.cancelled_at),
        "room": _names(session.room),
        "track": _names(session.track),
        "platform": [[seat.role.value, seat.person.full_name, seat.person.ref] for seat in session.platform],
    }


def record(session: Session, kind: ChangeKind, before: dict[str, Any], after: dict[str, Any], *, by: Actor) -> Change:
    """Keep what has become of a session: of each field that is different, what it said and says."""
    different = [name for name in after if name not in before or before[name] != after[name]]
    change = Change(
        event_id=session.event_id,
        session=session,
        ref=new_reference(),
        kind=kind,
        at=clock.now(),
        by=by.words,
        before={name: before[name] for name in different if name in before},
        after={name: after[name] for name in different},
        sequence=session.sequence,
    )
    db.session.add(change)
    return change


def _names(one: Listed | None) -> list[str] | None:
    return [one.name, one.name_en] if one else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
