"""What the kinds of sessions and the parts people play in them are called."""

from eventapp.errors import N_
from eventapp.programme.models import PlatformRole, SessionKind

KINDS = {
    SessionKind.REGISTRATION: N_("Arrival"),
    SessionKind.OPENING: N_("Opening"),
    SessionKind.KEYNOTE: N_("Keynote"),
    SessionKind.PLENARY: N_("Plenary"),
    SessionKind.PARALLEL: N_("Parallel session"),
    SessionKind.DISCUSSION: N_("Discussion"),
    SessionKind.CEREMONY: N_("Ceremony"),
    SessionKind.BREAK: N_("Break"),
    SessionKind.CLOSING: N_("Closing"),
}
_ONE = {PlatformRole.CHAIR: N_("Chair"), PlatformRole.MODERATOR: N_("Moderator"), PlatformRole.SPEAKER: N_("Speaker")}
_MANY = {
    PlatformRole.CHAIR: N_("Chairs"),
    PlatformRole.MODERATOR: N_("Moderators"),
    PlatformRole.SPEAKER: N_("Speakers"),
}


def part(role: PlatformRole, how_many: int = 1) -> str:
    """Return the word (a message id) for one person's part in a session, or for several people's."""
    return (_ONE if how_many == 1 else _MANY)[role]
