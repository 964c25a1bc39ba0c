"""The office's programme: one row a session, with its room, track, chairs and speakers."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from eventapp import names
from eventapp.audit.trail import Actor
from eventapp.directory import people
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.importing.reports import Outcome
from eventapp.importing.rows import Importer
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import sessions_of
from eventapp.programme.shapes import SessionRowShape
from eventapp.shapes import Fault, in_zone

OUTSIDE = N_("This session lies outside the event's dates.")
CANCELLED = N_("This session is cancelled, and stays so.")
PLACES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}


class ProgrammeImporter(Importer):
    """Rows of sessions in the event's local time.

    A session is the same by day, start and folded title: whatever else a second list says is a change of it, but a
    session under a new title or at a new start is a new one. `moved` shifts the whole programme by days.
    """

    shape = SessionRowShape
    needed = ("date", "start", "end", "title")
    key_field = "title"
    blamed: ClassVar[Mapping[str, str]] = {"ends_before_start": "end", "no_such_moment": "start"}
    headings: ClassVar = {
        "date": ["Ngày", "Date", "Day"],
        "start": ["Bắt đầu", "Giờ bắt đầu", "Từ", "Từ giờ", "Start", "Starts", "Start time", "From"],
        "end": ["Kết thúc", "Giờ kết thúc", "Đến", "Đến giờ", "End", "Ends", "End time", "To"],
        "kind": ["Loại", "Loại phiên", "Hình thức", "Kind", "Type"],
        "title": ["Nội dung", "Tên phiên", "Phiên họp", "Tiêu đề", "title_vi", "Title", "Session"],
        "title_en": ["Nội dung tiếng Anh", "Tiêu đề tiếng Anh", "Title in English", "English title", "Title (English)"],
        "room": ["Phòng", "Địa điểm", "Hội trường", "Room", "Place"],
        "track": ["Chủ đề", "Track", "Theme"],
        "chairs": ["Chủ trì", "Chủ toạ", "Chair", "Chairs", "Chaired by"],
        "moderators": ["Điều hành", "Người điều hành", "Moderator", "Moderators"],
        "speakers": ["Diễn giả", "Người trình bày", "Báo cáo viên", "Speakers", "Speaker"],
        "abstract": ["Tóm tắt", "Mô tả", "Ghi chú", "abstract_vi", "Abstract", "Description"],
        "abstract_en": ["Tóm tắt tiếng Anh", "Abstract in English", "Abstract (English)"],
    }

    def __init__(self, event: Event, *, by: Actor, moved: timedelta = timedelta()) -> None:
        self.event, self.by, self.moved = event, by, moved
        self.known = {self._identity(session): session for session in sessions_of(event)}

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """A session is known by day, start and folded title."""
        if not (values.get("date") and values.get("start") and values.get("title")):
            return None
        return values["date"], values["start"], names.fold(values["title"])

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Add the session, or bring it up to date; an empty cell of a known session changes nothing."""
        said = self._said(values)
        platform = [
            (people.meet(self.event.id, full_name=name), role)
            for field, role in PLACES.items()
            for name in values[field]
        ]
        session = self.known.get(self._moved_key(values))
        if session is None:
            said["kind"] = said["kind"] or SessionKind.PLENARY
            programming.add_session(self.event, by=self.by, platform=platform, **said)
            return Outcome.CREATED
        changes = {name: value for name, value in said.items() if value}
        revised = programming.revise_session(
            self.event, session, by=self.by, platform=list(dict.fromkeys(platform)) or None, **changes
        )
        return Outcome.UPDATED if revised else Outcome.UNCHANGED

    def notes(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Say which sessions lie outside the event, and which the import left cancelled."""
        day = values["date"] + self.moved
        first, last = (moment.astimezone(self.event.tz).date() for moment in (self.event.starts_at, self.event.ends_at))
        if not first <= day <= last:
            yield Fault("date", "outside_event", OUTSIDE)
        session = self.known.get(self._moved_key(values))
        if session is not None and session.cancelled_at is not None:
            yield Fault("title", "cancelled", CANCELLED)

    def _said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        room, track = values["room"], values["track"]
        return {
            "kind": values["kind"],
            "title": values["title"],
            "title_en": values["title_en"] or "",
            "abstract": values["abstract"] or "",
            "abstract_en": values["abstract_en"] or "",
            "starts_at": self._moment(values["date"], values["start"]),
            "ends_at": self._moment(values["date"], values["end"]),
            "room": programming.room(self.event, room) if room else None,
            "track": programming.track(self.event, track) if track else None,
        }

    def _moment(self, day: date, at: time) -> datetime:
        return in_zone(datetime.combine(day + self.moved, at), self.event.zone)

    def _moved_key(self, values: Mapping[str, Any]) -> Hashable:
        return values["date"] + self.moved, values["start"], names.fold(values["title"])

    def _identity(self, session: Session) -> Hashable:
        local = session.starts_at.astimezone(self.event.tz)
        return local.date(), local.time().replace(second=0, microsecond=0), names.fold(session.title)
