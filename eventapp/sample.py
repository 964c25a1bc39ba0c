"""The sample conference: the cultural-diplomacy conference of December 2021, through the same rules as any import."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventapp import clock
from eventapp.agenda import terms
from eventapp.audit.trail import Actor
from eventapp.checkin.gates import add_gate
from eventapp.delegations.importing import DelegationImporter
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import find_event
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Report
from eventapp.importing.rows import take_in
from eventapp.programme import programming
from eventapp.programme.importing import ProgrammeImporter
from eventapp.programme.models import SessionKind
from eventapp.programme.queries import sessions_of
from eventapp.registration.importing import DelegateImporter
from eventapp.shapes import in_zone
from eventapp.spreadsheets import read_table

SLUG = "ngoai-giao-van-hoa-2021"
ZONE = "Asia/Ho_Chi_Minh"
HELD_ON = date(2021, 12, 20)  # the day the files speak of
DAYS_AHEAD = 30
SEATS = {Mode.HALL: 250, Mode.BRIDGE: None, Mode.ONLINE: 300}
PLACES = {Mode.HALL: 80, Mode.BRIDGE: None, Mode.ONLINE: 100}  # in each of the parallel sessions
GATES = {"Cửa Đông": "East gate", "Cửa Tây": "West gate"}
ROOMS = {
    "Sảnh chính": "Main lobby",
    "Hội trường lớn": "Grand Hall",
    "Phòng A": "Room A",
    "Phòng B": "Room B",
    "Phòng C": "Room C",
}
TRACKS = {
    "Toàn thể": "Plenary",
    "Quảng bá": "Promotion",
    "Di sản": "Heritage",
    "Doanh nghiệp": "Business",
}
WORDS: dict[str, Any] = {
    "title": "Hội nghị Ngoại giao văn hoá",
    "title_en": "Cultural Diplomacy Conference",
    "lead": (
        "Triển khai Chiến lược đến năm 2030: chủ động thích ứng, góp phần lan toả giá trị và quảng bá sản phẩm Việt Nam"
    ),
    "lead_en": (
        "Carrying out the Strategy to 2030: adapting actively, spreading values and promoting Vietnamese products"
    ),
    "description": (
        "Hội nghị được tổ chức trong một ngày theo hình thức trực tiếp kết hợp trực tuyến: tại hội trường ở Hà Nội, "
        "tại các điểm cầu cấp tỉnh và trực tuyến với các cơ quan đại diện Việt Nam ở nước ngoài.\n\n"
        "Hội nghị nghe phát biểu chỉ đạo, giới thiệu Chiến lược ngoại giao văn hoá đến năm 2030; các đại biểu trao "
        "đổi, thảo luận và đề ra các biện pháp triển khai hiệu quả."
    ),
    "description_en": (
        "A one-day conference held in person and online: in the hall in Hà Nội, at bridge points in the provinces, "
        "and online with Việt Nam's missions abroad.\n\n"
        "It hears the keynote address and the presentation of the Cultural Diplomacy Strategy to 2030; the delegates "
        "discuss it and propose measures to carry it out."
    ),
    "host": "Bộ Ngoại giao",
    "host_en": "Ministry of Foreign Affairs",
    "contact_email": "hoinghi@bongoaigiao.example",
}


@dataclass(frozen=True)
class Loaded:
    """The sample's event and what came of each file; no reports where it was there already."""

    event: Event
    reports: dict[str, Report]


def load(folder: Path, *, by: Actor, on: date | None = None) -> Loaded:
    """Make the sample conference from the files in `folder`, held on that day (by default 30 days from now).

    All of it belongs in one transaction: a crash leaves nothing, and where the event is, everything is. Letters are
    not sent; the people are invented.
    """
    event = find_event(SLUG)
    if event is not None:
        return Loaded(event, {})
    day = on or clock.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=DAYS_AHEAD)
    event = life_cycle.create_event(
        SLUG,
        zone=ZONE,
        starts_at=in_zone(datetime.combine(day, time(7, 15)), ZONE),
        ends_at=in_zone(datetime.combine(day, time(17, 0)), ZONE),
        modes=SEATS,
        by=by,
        **WORDS,
    )
    life_cycle.move_to(event, EventStatus.PUBLISHED, by=by)
    reports = {"delegations": _take_in(folder / "delegations.csv", DelegationImporter(event, by=by))}
    reports["delegates"] = _take_in(folder / "delegates.xlsx", DelegateImporter(event, by=by))
    reports["programme"] = _take_in(folder / "programme.csv", ProgrammeImporter(event, by=by, moved=day - HELD_ON))
    for name, name_en in ROOMS.items():
        programming.room(event, name, name_en)
    for name, name_en in TRACKS.items():
        programming.track(event, name, name_en)
    for name, name_en in GATES.items():
        add_gate(event, name, name_en=name_en, by=by)
    for session in sessions_of(event):
        if session.kind is SessionKind.PARALLEL:
            terms.set_terms(event, session, places=PLACES, by=by)
    return Loaded(event, reports)


def _take_in(path: Path, importer: Importer) -> Report:
    return take_in(read_table(path), importer)
