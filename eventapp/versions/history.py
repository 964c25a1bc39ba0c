"""What has changed in the programme since one of its versions: of each session only what is different in the end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.programme.models import Change, ChangeKind, Session
from eventapp.versions.models import Version

MOVING = {"starts_at", "ends_at", "room"}
ORDER = (ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.RESTORED, ChangeKind.ADDED, ChangeKind.CORRECTED)


@dataclass
class Difference:
    """What has become of one session: what it said and says, by field."""

    session: Session
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False

    @property
    def kind(self) -> ChangeKind | None:
        """What has become of it in all; None where it is as it was, or came and went."""
        was, now = (bool(said.get("cancelled_at")) for said in (self.before, self.after))
        if self.is_new:
            return None if now else ChangeKind.ADDED
        if "cancelled_at" in self.after and was != now:
            return ChangeKind.CANCELLED if now else ChangeKind.RESTORED
        if not self.after:
            return None
        return ChangeKind.MOVED if self.after.keys() & MOVING else ChangeKind.CORRECTED


def since(event: Event, version: Version) -> list[Difference]:
    """Return what is different now from what it was in that version.

    What concerns people comes first, then in order of time.
    """
    found = _folded(_changes(event, after=version.up_to))
    return sorted(found, key=lambda each: (ORDER.index(each.kind or ChangeKind.ADDED), each.session.starts_at))


def numbers_of(event: Event, versions: Sequence[Version]) -> dict[int, Counter[ChangeKind]]:
    """Return how many sessions each version made what, by its number; `versions` are all, the newest first."""
    changes, numbers, after = _changes(event, after=0), {}, 0
    for version in reversed(versions):
        brought = [each for each in changes if after < each.id <= version.up_to]
        numbers[version.number] = Counter(each.kind for each in _folded(brought) if each.kind is not None)
        after = version.up_to
    return numbers


def _changes(event: Event, *, after: int) -> Sequence[Change]:
    mine = (Change.event_id == event.id) & (Change.id > after)
    asked = select(Change).where(mine).order_by(Change.id)
    return db.session.scalars(asked.options(joinedload(Change.session).joinedload(Session.room))).unique().all()


def _folded(rows: Iterable[Change]) -> Sequence[Difference]:
    """Return what the changes, one after the other, come to; what came and went is nothing."""
    found: dict[int, Difference] = {}
    for row in rows:
        one = found.setdefault(row.session_id, Difference(row.session))
        if row.kind is ChangeKind.ADDED:
            one.is_new = True
        for name, value in row.after.items():
            one.before.setdefault(name, row.before.get(name))
            one.after[name] = value
    for one in found.values():
        for name in [name for name, value in one.after.items() if value == one.before[name] and not one.is_new]:
            del one.after[name], one.before[name]
    return [each for each in found.values() if each.kind is not None]
