"""What platforms call the columns of their reports, and by which of them a platform is known."""

import re
from collections.abc import Mapping, Sequence

from eventapp.names import fold
from eventapp.platforms.models import Platform

_REMARK = re.compile(r"\([^()]*\)")
HEADINGS: dict[str, Sequence[str]] = {
    "name": (
        "Name", "Name (Original Name)", "Full Name", "Display Name", "User Name", "Participant", "Participant Name",
        "Attendee Name", "Tên", "Tên (Tên gốc)", "Họ tên", "Họ và tên", "Tên đầy đủ", "Tên hiển thị",
        "Tên người tham gia", "Tên người dự", "Nom", "Nom (nom d'origine)", "Nom complet", "Nombre", "Nombre completo",
        "Vollständiger Name", "Имя",
    ),
    "original": ("Original Name", "Tên gốc"),
    "first_name": ("First Name", "Given Name", "Tên riêng"),
    "last_name": ("Last Name", "Surname", "Family Name", "Họ"),
    "email": (
        "Email", "E-mail", "User Email", "Email Address", "Attendee Email", "Participant Email", "Email người dùng",
        "Địa chỉ email", "Thư điện tử", "E-mail de l'utilisateur", "Adresse e-mail", "Correo electrónico",
        "E-Mail-Adresse",
    ),
    "upn": ("Participant ID (UPN)", "UPN", "ID người tham gia (UPN)"),
    "identifier": ("Registration Code", "Registration ID", "Registrant ID", "Customer Key", "Unique ID", "Mã đăng ký"),
    "joined": (
        "Join Time", "First Join", "First Join Time", "Time Joined", "Joined", "Joined At", "Join Date",
        "Thời gian tham gia", "Thời gian vào", "Giờ vào", "Giờ tham gia", "Lần tham gia đầu tiên", "Tham gia lần đầu",
        "Heure d'arrivée", "Première participation", "Hora de entrada", "Beitrittszeit", "Erster Beitritt",
    ),
    "left": (
        "Leave Time", "Last Leave", "Last Leave Time", "Time Exited", "Time Left", "Left", "Left At", "Exit Time",
        "Thời gian rời khỏi", "Thời gian rời", "Thời gian ra", "Giờ ra", "Giờ rời khỏi", "Lần rời cuối cùng",
        "Rời khỏi lần cuối", "Heure de départ", "Dernier départ", "Hora de salida", "Uhrzeit des Verlassens",
        "Letztes Verlassen",
    ),
    "duration": (
        "Duration", "Duration (Minutes)", "Total Duration (Minutes)", "In-Meeting Duration", "Attendance Duration",
        "Time in Meeting", "Time in Call", "Thời lượng", "Thời lượng (Phút)", "Tổng thời lượng (Phút)",
        "Thời lượng trong cuộc họp", "Thời gian trong cuộc họp", "Durée", "Durée (minutes)", "Durée totale (minutes)",
        "Durée de la réunion", "Duración", "Duración (minutos)", "Dauer", "Dauer (Minuten)",
    ),
    "waiting": (
        "In Waiting Room", "Waiting Room", "In Lobby", "Trong phòng chờ", "Phòng chờ", "En salle d'attente",
        "En sala de espera", "Im Warteraum",
    ),
}  # fmt: skip
STARTS = (
    "Start Time", "Meeting Start Time", "Actual Start Time", "Session Start Time", "Thời gian bắt đầu",
    "Thời gian bắt đầu cuộc họp", "Giờ bắt đầu", "Heure de début", "Hora de inicio", "Startzeit", "Startuhrzeit",
)  # fmt: skip
ENDS = (
    "End Time", "Meeting End Time", "Actual End Time", "Session End Time", "Thời gian kết thúc",
    "Thời gian kết thúc cuộc họp", "Giờ kết thúc", "Heure de fin", "Hora de finalización", "Endzeit", "Enduhrzeit",
)  # fmt: skip
# The first platform that bears one of these headings wrote the file.
_SIGNS: Mapping[Platform, Sequence[str]] = {
    Platform.TEAMS: ("In-Meeting Duration", "First Join", "Last Leave", "Participant ID (UPN)", "Lần tham gia đầu tiên",
                     "Thời lượng trong cuộc họp", "Thời gian trong cuộc họp"),
    Platform.WEBEX: ("Attendance Duration", "Attendee Email", "Connection Type"),
    Platform.MEET: ("Time Exited", "Time Joined", "Time in Call"),
    Platform.ZOOM: ("Name (Original Name)", "User Email", "Total Duration (Minutes)", "Duration (Minutes)",
                    "In Waiting Room", "Tên (Tên gốc)", "Email người dùng", "Thời lượng (Phút)", "Trong phòng chờ"),
}  # fmt: skip


def bare(heading: str) -> str:
    """Return a heading as headings are compared: folded, without remarks in brackets."""
    return fold(_REMARK.sub(" ", heading)) or fold(heading)


_FIELDS = {bare(each): field for field, several in HEADINGS.items() for each in several}
_STARTS, _ENDS = {bare(each) for each in STARTS}, {bare(each) for each in ENDS}
_KNOWN = {fold(each): platform for platform, several in _SIGNS.items() for each in several}


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return which field stands in which column, if these cells are headings; of two alike the first counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        may_be_one = len(cell) <= 60 and "@" not in cell and not cell[:1].isdecimal()  # no address, no time
        if may_be_one and (field := _FIELDS.get(bare(cell))):
            found.setdefault(field, place)
    return found


def is_of_people(columns: Mapping[str, int]) -> bool:
    """Are these the headings of a table of people: who they are, and when or for how long they were there?"""
    has_name = "name" in columns or "first_name" in columns
    return has_name and ("joined" in columns or "duration" in columns)


def is_start(cell: str) -> bool:
    """Does the cell say that the meeting's beginning stands beside or below it?"""
    return bare(cell) in _STARTS


def is_end(cell: str) -> bool:
    """Does the cell say that the meeting's end stands beside or below it?"""
    return bare(cell) in _ENDS


def platform_of(headings: Sequence[str]) -> Platform:
    """Return who wrote a report with these headings."""
    known = {_KNOWN[folded] for each in headings if (folded := fold(each)) in _KNOWN}
    return next((each for each in _SIGNS if each in known), Platform.OTHER)
