"""The words offices write for the three forms of attendance."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.shapes import Choice

MODE_WORDS: Mapping[StrEnum, Sequence[str]] = {
    Mode.HALL: (
        "Trực tiếp",
        "Trực tiếp tại hội trường",
        "Tại hội trường",
        "Hội trường",
        "Điểm cầu chính",
        "Tại điểm cầu chính",
        "In person",
        "In-person",
        "On site",
        "Onsite",
        "In the hall",
        "Main hall",
        "Physical",
    ),
    Mode.BRIDGE: (
        "Điểm cầu",
        "Tại điểm cầu",
        "Điểm cầu địa phương",
        "Điểm cầu tỉnh",
        "Trực tuyến tại điểm cầu",
        "Cầu truyền hình",
        "Bridge point",
        "Bridge-point",
        "At a bridge point",
    ),
    Mode.ONLINE: (
        "Trực tuyến",
        "Trực tuyến cá nhân",
        "Online",
        "On-line",
        "Từ xa",
        "Qua mạng",
        "Virtual",
        "Remote",
        "Zoom",
    ),
}


class ModeWord(Choice):
    """A form of attendance in the office's own words; case and accents make no difference."""

    unknown = N_("%(label)s is unknown: %(given)s. Write: in person, bridge point or online.")

    def __init__(self, kind: type[StrEnum] = Mode, **more: Any) -> None:
        """Take what every Choice takes."""
        super().__init__(kind, synonyms=MODE_WORDS, **more)
