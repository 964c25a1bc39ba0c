"""What a telephone is told that is a door no more."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from eventapp.errors import N_
from eventapp.web.problems import problem

NO_DOOR = {
    "device_revoked": N_("This telephone is no longer a door: it was revoked."),
    "device_expired": N_("This telephone is no longer a door: the event is over."),
}


def no_door(code: str, **more: Any) -> ResponseReturnValue:
    """Return the answer to a telephone that is a door no more: it is to wipe what it knows."""
    return problem(401, code=code, detail=gettext(NO_DOOR[code]), more={"wipe": True, **more})
