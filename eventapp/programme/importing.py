"""A programme row by row: the office's sheet, or the schedule of another conference's software."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome
from eventapp.programme import programming, schedule_words
from eventapp.programme.known import Known, Uuids, identity, uuids_of
from eventapp.programme.models import Listed, Session, SessionKind
from eventapp.programme.revising import Said, differences, main_places, room_in, seats_of
from eventapp.programme.shapes import SessionRowShape
from eventapp.shapes import Fault, NoSuchMoment, in_zone

OUTSIDE = N_("This session lies outside the event's dates.")
CANCELLED = N_("This session is cancelled, and stays so.")
CANCELLED_THERE = N_("This session is cancelled in the file; here it stands. Cancel it by hand if that is right.")
ABSENT = N_("This session of the event is not in the file. It stays; cancel it by hand if that is right.")


class CancelledInTheFile(DomainError):
    """A session that was cancelled before it was ever known here is not taken in."""

    code = "cancelled"
    message = N_("This session is cancelled in the file, and was not known here.")


class AddedElsewhere(DomainError):
    """The session, or somebody on its platform, was added elsewhere since this import looked."""

    code = "added_elsewhere"
    message = N_("At this very moment somebody else added this session or one of its speakers. Import it once more.")


class ProgrammeImporter(Importer):
    """Rows of sessions in the event's local time.

    A session is the same by its UID where the row has one; else by day, start and folded title: whatever else a second
    list says is a change of it, but a session under a new title or at a new start is a new one. `moved` shifts the
    whole programme by days.
    """

    shape = SessionRowShape
    needed = ("date", "start", "end", "title")
    key_field = "title"
    blamed: ClassVar[Mapping[str, str]] = {
        "ends_before_start": "end",
        "no_such_moment": "start",
        "cancelled": "status",
    }
    foretells = True
    defaultable = ("date", "kind", "room", "track")
    headings: ClassVar = {
        "uid": ["UID", "Mã phiên"],
        "date": ["Ngày", "Ngày họp", "Ngày, tháng", "Date", "Day"],
        "start": [
            "Bắt đầu", "Giờ bắt đầu", "Thời gian bắt đầu", "Từ", "Từ giờ", "Start", "Starts", "Start time", "From",
        ],
        "end_date": ["Ngày kết thúc", "End date", "Last day"],
        "end": ["Kết thúc", "Giờ kết thúc", "Thời gian kết thúc", "Đến", "Đến giờ", "End", "Ends", "End time", "To"],
        "kind": ["Loại", "Loại phiên", "Hình thức", "Kind", "Type"],
        "title": [
            "Nội dung", "Nội dung chương trình", "Nội dung phiên họp", "Tên phiên", "Tên phiên họp", "Phiên họp",
            "Tiêu đề", "Tên", "title_vi", "Title", "Session",
        ],
        "title_en": [
            "Nội dung tiếng Anh", "Tiêu đề tiếng Anh", "Tên bằng tiếng Anh", "Title in English", "English title",
            "Title (English)",
        ],
        "room": ["Phòng", "Phòng họp", "Địa điểm", "Hội trường", "Room", "Place"],
        "room_en": ["Phòng bằng tiếng Anh", "Phòng tiếng Anh", "Room in English", "Room (English)"],
        "track": ["Chủ đề", "Track", "Theme"],
        "track_en": ["Chủ đề bằng tiếng Anh", "Chủ đề tiếng Anh", "Track in English", "Track (English)"],
        "chairs": ["Chủ trì", "Chủ toạ", "Chair", "Chairs", "Chaired by"],
        "moderators": ["Điều hành", "Người điều hành", "Moderator", "Moderators"],
        "speakers": [
            "Diễn giả", "Người trình bày", "Người phát biểu", "Báo cáo viên", "Trình bày", "Speakers", "Speaker",
        ],
        "abstract": ["Tóm tắt", "Mô tả", "Ghi chú", "abstract_vi", "Abstract", "Description"],
        "abstract_en": [
            "Tóm tắt tiếng Anh", "Tóm tắt bằng tiếng Anh", "Abstract in English", "Abstract (English)",
        ],
        "status": ["Trạng thái", "Tình trạng", "Status"],
        **dict.fromkeys(("location", "kind_there", "persons", "reader_remarks"), ()),  # what only schedules say
    }  # fmt: skip

    def __init__(self, event: Event, *, by: Actor, moved: timedelta = timedelta()) -> None:
        self.event, self.by, self.moved = event, by, moved
        self.known = Known(event)
        self.places: Sequence[str] | None = None
        self.foretold: set[Listed] = set()

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """A session is known by its UID, else by day, start and folded title."""
        if values.get("uid"):
            return uuids_of(self.event, values["uid"])
        if not (values.get("date") and values.get("start") and values.get("title")):
            return None
        return self._identity(values)

    def prepare(self, rows: Sequence[Mapping[str, Any]], *, is_rehearsal: bool) -> None:
        """Read at once which sessions, rooms, tracks and people these rows speak of."""
        self.known = Known(self.event)
        if self.places is None:
            self.places = main_places(self.event)
        uuids = {uuid for row in rows if row.get("uid") for uuid in uuids_of(self.event, row["uid"])}
        self.known.read_lists()
        self.known.read_sessions(uuids, set(self._starts(row for row in rows if not row.get("uid"))))
        if not is_rehearsal:
            fields = ("chairs", "moderators", "speakers", "persons")
            self.known.read_people({name for row in rows for each in fields for name in row.get(each, ())})

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Add the session, or bring it up to date; an empty cell of a known session changes nothing."""
        session, said, outcome = self._judged(values)
        lacking = self.known.lacking(said)
        try:
            if outcome is Outcome.CREATED:
                self.known.add(self._added(values, said))
            elif session is not None and outcome is Outcome.UPDATED:
                changes = self._made(differences(session, said, self.event), said)
                programming.revise_session(self.event, session, by=self.by, **changes)
        except IntegrityError:
            raise AddedElsewhere from None
        if lacking and outcome is Outcome.UNCHANGED:
            self._made({"room": said.room, "track": said.track}, said)
        return _with_names(outcome, session, lacking)

    def foretell(self, values: Mapping[str, Any]) -> Outcome:
        """Return what `take` would do."""
        session, said, outcome = self._judged(values)
        lacking = [one for one in self.known.lacking(said) if one not in self.foretold]
        self.foretold.update(lacking)
        return _with_names(outcome, session, lacking)

    def notes(self, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Say what was odd in the file, which sessions lie outside the event, and which are cancelled on one side."""
        for code in (values.get("reader_remarks") or "").split():
            if code in schedule_words.REMARKS:
                yield Fault("title", code, schedule_words.REMARKS[code])
        day = values["date"] + self.moved
        first, last = (moment.astimezone(self.event.tz).date() for moment in (self.event.starts_at, self.event.ends_at))
        if not first <= day <= last:
            yield Fault("date", "outside_event", OUTSIDE)
        session = self._session(values)
        if session is not None and session.cancelled_at is not None:
            yield Fault("title", "cancelled", CANCELLED)
        elif session is not None and schedule_words.is_cancelled(values.get("status") or ""):
            yield Fault("title", "cancelled_there", CANCELLED_THERE)

    def absent(self, named: Collection[Hashable]) -> Iterator[tuple[str, Fault]]:
        """Yield the sessions to come in this event that no row of the file names."""
        uuids = {uuid for key in named if isinstance(key, Uuids) for uuid in key}
        going = select(Session).where(Session.event_id == self.event.id, Session.cancelled_at.is_(None))
        for session in db.session.scalars(going.order_by(Session.starts_at, Session.id)):
            if session.uuid not in uuids and identity(self.event, session) not in named:
                when = f"{session.starts_at.astimezone(self.event.tz):%d/%m/%Y %H:%M}"
                yield f"{when} {session.title}"[:120], Fault("", "absent", ABSENT)

    def _judged(self, values: Mapping[str, Any]) -> tuple[Session | None, Said, Outcome]:
        """Return the session, what the row says of it, and what has to be done. Raises what the rules would."""
        session, said = self._session(values), self._said(values)
        if schedule_words.is_cancelled(values["status"] or ""):
            if session is None:
                raise CancelledInTheFile
            return session, said, Outcome.UNCHANGED
        if said.ends_at <= said.starts_at:
            raise programming.SessionEndsBeforeItStarts
        if session is None:
            return None, said, Outcome.CREATED
        return session, said, Outcome.UPDATED if differences(session, said, self.event) else Outcome.UNCHANGED

    def _added(self, values: Mapping[str, Any], said: Said) -> Session:
        """Add the session; a UUID that a session of another event bears already is not used again."""
        uuids = uuids_of(self.event, values["uid"]) if values["uid"] else ()
        lists = {"room": said.room, "track": said.track}
        details = self._made({**said.details, **lists, "platform": seats_of(said, None)}, said)
        return programming.add_session(
            self.event,
            by=self.by,
            kind=said.kind or (SessionKind.PARALLEL if values["kind_there"] else SessionKind.PLENARY),
            uuid=next((uuid for uuid in uuids if uuid not in self.known.elsewhere), None),
            starts_at=said.starts_at,
            ends_at=said.ends_at,
            **details,
        )

    def _made(self, changes: Mapping[str, Any], said: Said) -> dict[str, Any]:
        """Return these changes with rooms, tracks and people for their names."""
        made = dict(changes)
        if made.get("room"):
            made["room"] = self.known.room(made["room"], said.room_en)
        if made.get("track"):
            made["track"] = self.known.track(made["track"], said.track_en)
        if "platform" in made:
            made["platform"] = list(dict.fromkeys((self.known.person(name), role) for name, role in made["platform"]))
        return made

    def _said(self, values: Mapping[str, Any]) -> Said:
        """Return what the row says. Raises NoSuchMoment."""
        return Said(
            kind=values["kind"] or schedule_words.kind_of(values["kind_there"] or ""),
            starts_at=self._moment(values["date"], values["start"]),
            ends_at=self._moment(values["end_date"] or values["date"], values["end"]),
            room=self._room(values),
            track=values["track"] or values["track_en"],
            room_en=values["room_en"] or "",
            track_en=values["track_en"] or "",
            details={name: values[name] or "" for name in ("title", "title_en", "abstract", "abstract_en")},
            people={name: values[name] for name in ("chairs", "moderators", "speakers")},
            persons=values["persons"],
        )

    def _room(self, values: Mapping[str, Any]) -> str | None:
        place = values.get("location")
        return room_in(place, self.places or ()) if place else values.get("room") or values.get("room_en")

    def _session(self, values: Mapping[str, Any]) -> Session | None:
        if not values.get("uid"):
            return self.known.by_identity.get(self._identity(values))
        found = (self.known.by_uuid.get(uuid) for uuid in uuids_of(self.event, values["uid"]))
        return next(filter(None, found), None)

    def _starts(self, rows: Iterator[Mapping[str, Any]]) -> Iterator[datetime]:
        for row in rows:
            if row.get("date") and row.get("start"):
                try:
                    yield self._moment(row["date"], row["start"])
                except NoSuchMoment:
                    continue

    def _moment(self, day: date, at: time) -> datetime:
        return in_zone(datetime.combine(day + self.moved, at), self.event.zone)

    def _identity(self, values: Mapping[str, Any]) -> Hashable:
        return values["date"] + self.moved, values["start"], names.fold(values["title"])


def _with_names(outcome: Outcome, session: Session | None, lacking: Sequence[Listed]) -> Outcome:
    """Return what came of a row that also says the English name of its room or track, which had none."""
    return Outcome.UPDATED if lacking and session is not None else outcome
