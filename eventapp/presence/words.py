"""What people call attendance, its evidence and its rulings; the edge translates them."""

from eventapp.errors import N_
from eventapp.presence.judging import Attendance, State
from eventapp.presence.models import Judgement, Level, Sign, Source

STATE_WORDS = {State.PRESENT: N_("Present"), State.EXCUSED: N_("Excused"), State.ABSENT: N_("Absent")}
STATE_TONES = {State.PRESENT: "ok", State.EXCUSED: "mute", State.ABSENT: "bad"}
LATE, LEFT_EARLY, NOT_YET = N_("Late"), N_("Left early"), N_("Not yet here")
LEVEL_WORDS = {
    Level.A: N_("Seen by a person"),
    Level.B: N_("Platform's record, by our identifier"),
    Level.C: N_("Platform's record, by e-mail or name"),
    Level.D: N_("Join page open"),
    Level.E: N_("Link opened only"),
    Level.F: N_("Declared by the organisation"),
}
RULED = N_("By decision of the organiser")
SOURCE_WORDS = {
    Source.DOOR: N_("Door"),
    Source.ROLL_CALL: N_("Roll call"),
    Source.PLATFORM: N_("Meeting platform"),
    Source.JOIN_PAGE: N_("Join page"),
    Source.LINK: N_("Personal link"),
    Source.DECLARED: N_("Declaration"),
}
SIGN_WORDS = {
    Sign.IN: N_("Came"),
    Sign.OUT: N_("Left"),
    Sign.UNDO: N_("Last step taken back"),
    Sign.SPAN: N_("Was there"),
}
JUDGEMENT_WORDS = {
    Judgement.EXCUSED: N_("Excused absence"),
    Judgement.PRESENT: N_("Was present"),
    Judgement.ABSENT: N_("Was not there"),
    Judgement.WITHDRAWN: N_("Decision taken back"),
}
PROOF_WORDS = {
    "organisations": N_("By organisation"),
    "sites": N_("By site"),
    "modes": N_("By attendance registered"),
    "blocks": N_("By block"),
    "whole": N_("Registered = present + excused + absent"),
}
FIGURE_WORDS = {
    "invited": N_("Number invited"),
    "registered": N_("Number registered"),
    "hall": N_("Present: in the hall"),
    "bridge": N_("Present: bridge points"),
    "online": N_("Present: online"),
    "present": N_("Present in all"),
    "substituted": N_("Substituted"),
    "excused": N_("Excused"),
    "absent": N_("Absent"),
    "late": N_("Late"),
    "left_early": N_("Left early"),
}


def source_word(attendance: Attendance) -> str:
    """Return the message id of what an attendance rests on; "" for who was not present."""
    if attendance.is_ruled:
        return RULED
    return LEVEL_WORDS[attendance.level] if attendance.level else ""
