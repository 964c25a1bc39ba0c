"""What an organiser says of sign-up beside a session, and what is asked of its list."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.names import fold
from eventapp.programme.shapes import MOST_SEATS, SessionRowShape, SessionShape
from eventapp.shapes import Choice, Line, Moment, Shape, Tick, Whole


class SignUpKind(StrEnum):
    """Does a session need a place?"""

    OPEN = "open"
    PLACES = "places"


NO_LIMIT = "no limit"
NO_LIMIT_WORDS = frozenset(map(fold, (NO_LIMIT, "unlimited", "không giới hạn", "không hạn chế")))
SIGN_UP_SYNONYMS: Mapping[StrEnum, Sequence[str]] = {
    SignUpKind.OPEN: ("No sign-up", "Không cần đăng ký", "Không"),
    SignUpKind.PLACES: ("Sign-up with places", "Đăng ký theo số chỗ", "Có"),
}


class PlacesCell(Whole):
    """How many places there are, or in words that there is no limit: then NO_LIMIT."""

    not_whole = N_("%(label)s is neither a whole number nor “no limit”.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if isinstance(value, str) and fold(value[:80]) in NO_LIMIT_WORDS:
            return NO_LIMIT
        return super()._deserialize(value, attr, data, **more)


class SessionRowWithPlacesShape(SessionRowShape):
    """A row of a programme with its places; empty cells say nothing of them."""

    sign_up = Choice(SignUpKind, synonyms=SIGN_UP_SYNONYMS, label=N_("Sign-up"))
    hall_places = PlacesCell(0, MOST_SEATS, label=N_("Places in the hall"))
    bridge_places = PlacesCell(0, MOST_SEATS, label=N_("Places at bridge points"))
    online_places = PlacesCell(0, MOST_SEATS, label=N_("Places online"))


class SessionWithPlacesShape(SessionShape):
    """A session as the form gives it, with its places; a form that says nothing of sign-up leaves it as it is."""

    sign_up = Choice(SignUpKind, label=N_("Sign-up"))
    hall_places = Whole(0, MOST_SEATS, label=N_("Places in the hall"))
    bridge_places = Whole(0, MOST_SEATS, label=N_("Places at bridge points"))
    online_places = Whole(0, MOST_SEATS, label=N_("Places online"))
    sign_up_opens = Moment(label=N_("Sign-up opens"))
    sign_up_closes = Moment(label=N_("Sign-up closes"))
    has_waiting_list = Tick(label=N_("Waiting list"))
    beyond = Tick(label=N_("Keep what has been given"))


class SignUpsShape(Shape):
    """The questions of a session's list of sign-ups, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    mode = Choice(Mode)
    sort = Line(max_length=20, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class AddShape(Shape):
    """Whom an organiser signs up: a code, an address or a name, as the search takes them."""

    delegate = Line(max_length=200, required=True, label=N_("Delegate"))
    beyond = Tick(label=N_("Also beyond the number of places"))
