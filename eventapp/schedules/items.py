"""What a file says of its sessions, whatever its format, and the table that an import takes in row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from eventapp.calendar_values import clean
from eventapp.names import clean_line
from eventapp.schedules.texts import paragraphs, person_name, plain_text
from eventapp.schedules.times import at_local, find_zone, read_clock, read_day, read_duration, read_moment, settled
from eventapp.spreadsheets import Cell, Row, Table
from eventapp.spreadsheets.tables import check_extent

COLUMNS = (
    "uid", "date", "start", "end_date", "end", "title", "location", "track", "kind_there", "chairs", "moderators",
    "speakers", "persons", "abstract", "status", "reader_remarks",
)  # fmt: skip
LINE, ABSTRACT = 255, 30_000  # characters
ASSUMED = timedelta(hours=1)
CANCELLED = "cancelled"


@dataclass
class Item:
    """One session in the words of the file; "" is what it does not say. `day_begins` is a clock on the wall.

    `remarks` are codes of what was odd and taken all the same.
    """

    guid: str = ""
    id: str = ""
    slug: str = ""
    title: str = ""
    subtitle: str = ""
    room: str = ""
    track: str = ""
    sort: str = ""
    day: str = ""
    day_begins: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    duration: str = ""
    abstract: str = ""
    description: str = ""
    persons: list[str] = field(default_factory=list)
    chairs: list[str] = field(default_factory=list)
    moderators: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    is_cancelled: bool = False
    remarks: list[str] = field(default_factory=list)


@dataclass
class Source:
    """A whole file: its sessions, its zone where it names one, and whether we wrote it ourselves."""

    items: list[Item]
    zone: str = ""
    is_ours: bool = False


def table_of(source: Source, name: str, zone: str) -> Table:
    """Return the sessions as a table in local time of `zone`; the first one is row 1, below headings in row 0.

    Raises OversizedSheet.
    """
    check_extent(len(source.items), len(COLUMNS))
    own = find_zone(source.zone) or ZoneInfo(zone)
    rows = (_cells(item, own, ZoneInfo(zone), is_ours=source.is_ours) for item in source.items)
    return Table(name, [Row(0, list(COLUMNS)), *_numbered(rows)])


def _numbered(rows: Iterable[dict[str, Cell]]) -> Iterator[Row]:
    """Yield the rows; one that bears the identity of another and is not the same gets one of its own."""
    seen: dict[Cell, tuple[Cell, ...]] = {}
    for number, row in enumerate(rows, start=1):
        what = tuple(row[each] for each in ("date", "start", "title", "location"))
        if seen.setdefault(row["uid"], what) != what:
            row["uid"] = str(uuid5(NAMESPACE_URL, "\n".join(map(str, (row["uid"], *what)))))
            row["reader_remarks"] = f"{row['reader_remarks']} same_id".strip()
        yield Row(number, [row[column] for column in COLUMNS])


def _cells(item: Item, own: ZoneInfo, zone: ZoneInfo, *, is_ours: bool) -> dict[str, Cell]:
    starts_at, ends_at = _times(item, own)
    lines = {name: _line(item, getattr(item, name)) for name in ("title", "room", "track", "sort")}
    people = {
        role: "; ".join(dict.fromkeys(filter(None, map(person_name, getattr(item, role)))))
        for role in ("chairs", "moderators", "speakers", "persons")
    }
    return {
        **lines,
        **people,
        **_local_cells(item, starts_at, ends_at, zone),
        "location": lines["room"],
        "kind_there": lines["sort"],
        "uid": _identity(item, lines),
        "abstract": _abstract(item, is_ours),
        "status": CANCELLED if item.is_cancelled else "",
        "reader_remarks": " ".join(dict.fromkeys(item.remarks)),
    }


def _local_cells(item: Item, starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo) -> dict[str, Cell]:
    """Return day and time of start and end; what cannot be read stands as it was written, to be refused and seen."""
    if starts_at is None or ends_at is None:
        day, clock = read_day(item.date or item.day), read_clock(item.start)
        given = clean(item.date or item.day)[:80]
        return {"date": day or given, "start": "" if clock else clean(item.start)[:80], "end_date": "", "end": ""}
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return {"date": starts.date(), "start": starts.time(), "end_date": ends.date(), "end": ends.time()}


def _times(item: Item, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    starts_at = _start(item, zone)
    if starts_at is None:
        return None, None
    end, length = read_moment(item.end), read_duration(item.duration)
    if end is not None:
        ends_at = end if end.tzinfo else end.replace(tzinfo=zone)
        if ends_at != starts_at and "wrong_offset" not in item.remarks:
            return starts_at, ends_at
    if length is None:
        item.remarks.append("assumed_end")
    return starts_at, starts_at + (length or ASSUMED)


def _start(item: Item, zone: ZoneInfo) -> datetime | None:
    moment, clock = read_moment(item.date), read_clock(item.start)
    if moment is None:
        moment = read_moment(item.start)  # some write the whole moment there
    if moment is not None:
        starts_at, is_slip = settled(moment, clock, zone)
        item.remarks += ["wrong_offset"] if is_slip else []
        return starts_at
    day = read_day(item.date) or read_day(item.day)
    if day is None or clock is None:
        return None
    begins = read_clock(item.day_begins) or timedelta()
    is_after_midnight = clock < begins <= timedelta(hours=12)
    return at_local(day, clock + timedelta(days=is_after_midnight), zone)


def _identity(item: Item, lines: dict[str, str]) -> str:
    """Return what names the session for ever: its guid, else its number, else its slug, else what stands in it."""
    given = clean(item.guid).strip("{}") or clean(item.id) or clean(item.slug)
    if not given:
        given = str(uuid5(NAMESPACE_URL, "\n".join((lines["title"], lines["room"], item.date or item.day, item.start))))
    try:
        return str(UUID(given)) if len(given) == 36 else given if len(given) <= LINE else _digest(given)
    except ValueError:
        return given


def _digest(text: str) -> str:
    return str(uuid5(NAMESPACE_URL, text))


def _line(item: Item, text: str) -> str:
    line = clean_line(text)
    if len(line) > LINE:
        item.remarks.append("shortened")
    return line[:LINE].rstrip()


def _abstract(item: Item, is_ours: bool) -> str:
    if is_ours:
        return clean(item.abstract or item.description)[:ABSTRACT]
    text = paragraphs(*map(plain_text, (item.subtitle, item.abstract, item.description)))
    if len(text) > ABSTRACT:
        item.remarks.append("shortened")
    return text[:ABSTRACT].rstrip()
