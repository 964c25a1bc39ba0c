"""What people call the duties at a bridge point, its line, and what it lacks; the edge translates it."""

from collections.abc import Mapping
from enum import StrEnum

from eventapp.bridges.models import Duty, LineState
from eventapp.errors import N_


class Lack(StrEnum):
    """What a bridge point still lacks before it is ready."""

    ADDRESS = "address"
    CHAIR = "chair"
    LINE = "line"
    LINK = "link"


class Kind(StrEnum):
    """The letters to secretaries."""

    INTRODUCTION = "introduction"
    REMINDER = "reminder"


DUTY_WORDS: Mapping[Duty, str] = {
    Duty.CHAIR: N_("Chair of the bridge point"),
    Duty.SECRETARY: N_("Secretary"),
    Duty.TECHNICIAN: N_("Technical contact"),
}
LINE_WORDS: Mapping[LineState, str] = {
    LineState.UNTESTED: N_("Line untested"),
    LineState.PASSED: N_("Line passed"),
    LineState.FAILED: N_("Line failed"),
}
LINE_SHORT: Mapping[LineState, str] = {
    LineState.UNTESTED: N_("Untested"),
    LineState.PASSED: N_("Passed"),
    LineState.FAILED: N_("Not passed"),
}
LINE_TONES: Mapping[LineState, str] = {LineState.UNTESTED: "warn", LineState.PASSED: "ok", LineState.FAILED: "bad"}
LACK_WORDS: Mapping[Lack, str] = {
    Lack.ADDRESS: N_("Address not reported"),
    Lack.CHAIR: N_("No chair named"),
    Lack.LINE: N_("Line not tested, or failed"),
    Lack.LINK: N_("No join link"),
}
LETTER_WORDS: Mapping[Kind, str] = {
    Kind.INTRODUCTION: N_("Link to the page of a bridge point"),
    Kind.REMINDER: N_("Reminder to a bridge point"),
}
