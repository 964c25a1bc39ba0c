"""The thirteen sessions of the sample conference as plain values, read from the office's own file."""

import csv
import uuid
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from eventapp.icalendars import Entry, Feed, Person

PROGRAMME = Path(__file__).parents[2] / "sample" / "programme.csv"
ZONE = "Asia/Ho_Chi_Minh"
ORGANIZER = Person('Bộ Ngoại giao, "Văn phòng"; ^Ban tổ chức^', "hoinghi@example.vn")
WRITTEN_AT = datetime(2021, 12, 1, 2, 30, 15, 123456, tzinfo=UTC)
PAUSES = {"registration", "break"}


def entries() -> tuple[Entry, ...]:
    """Return every row of the programme as an entry; the discussions can be joined online."""
    with PROGRAMME.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_entry(number, row) for number, row in enumerate(csv.DictReader(file)))


def feed() -> Feed:
    """Return the whole conference."""
    return Feed(
        name="Hội nghị Ngoại giao văn hoá; trực tiếp, trực tuyến",
        zone=ZONE,
        entries=entries(),
        source_url="https://hoinghi.example.vn/events/ngoai-giao-van-hoa-2021/calendar.ics",
        colour="#0e6b75",
        description="Ba hình thức: hội trường, điểm cầu, trực tuyến.",
    )


def _entry(number: int, row: dict[str, str]) -> Entry:
    def moment(clock: str) -> datetime:
        local = datetime.strptime(f"{row['date']} {clock}", "%d/%m/%Y %H:%M")
        return local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)

    return Entry(
        uid=f"session-{uuid.uuid5(uuid.NAMESPACE_URL, f'session {number}')}@hoinghi.example.vn",
        sequence=0,
        revised_at=WRITTEN_AT,
        created_at=WRITTEN_AT,
        starts_at=moment(row["start"]),
        ends_at=moment(row["end"]),
        zone=ZONE,
        summary=row["title_vi"],
        organizer=ORGANIZER,
        description=row["abstract_vi"],
        location=row["room"],
        url=f"https://hoinghi.example.vn/sessions/{number}",
        conference="https://hoinghi.example.vn/join/8Q4MZK" if row["kind"] == "discussion" else "",
        categories=(row["track"],) if row["track"] else (),
        transparent=row["kind"] in PAUSES,
        geo=(21.0333, 105.8333),
    )
