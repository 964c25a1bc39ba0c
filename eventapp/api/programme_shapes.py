"""What programs may give about the programme: sessions, sign-up, papers."""

from typing import Any

from marshmallow import fields

from eventapp.api.listing import PagesShape
from eventapp.api.shapes import SEARCH, Names, Question
from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.programme.models import SessionKind
from eventapp.programme.shapes import MOST_SEATS
from eventapp.registration import search
from eventapp.shapes import (
    Choice,
    Entry,
    Line,
    Moment,
    Paragraph,
    Shape,
    Tick,
    Whole,
)


class SignUpsShape(PagesShape):
    """What a list of sign-ups is asked for."""

    q = Line(
        max_length=search.LONGEST_QUERY,
        load_default="",
        allow_none=False,
        label=N_("Name, e-mail, registration code, telephone"),
        metadata={"description": SEARCH, "maxLength": 3000},
    )
    mode = Question(Mode, label=N_("Attendance"))


class SignUpShape(Shape):
    """Who is signed up, by the registration's reference; instead of which session, and whether beyond the places."""

    registration = Line(max_length=16, required=True, metadata={"maxLength": 1160}, label=N_("Registration code"))
    instead_of = Line(max_length=16, metadata={"maxLength": 1160}, label=N_("Session"))
    beyond = Tick(label=N_("Also beyond the number of places"))


class PlacesNumber(Whole):
    """How many places there are; null is no limit, and an empty text is neither."""

    is_exact = True


class ModesShape(Shape):
    """How many places there are in each mode; null is no limit."""

    hall = PlacesNumber(0, MOST_SEATS, label=N_("Places in the hall"))
    bridge = PlacesNumber(0, MOST_SEATS, label=N_("Places at bridge points"))
    online = PlacesNumber(0, MOST_SEATS, label=N_("Places online"))


class PlacesByMode(Entry, fields.Nested):
    """Places by mode; a mode that is left out is left out of the value too."""

    is_exact = True

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(nested=ModesShape(partial=True), **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **_more: Any) -> Any:
        if not isinstance(value, dict):
            raise self.problem("invalid")
        return super()._deserialize(value, attr, data, partial=True)


class SessionShape(Shape):
    """One item of the programme. A moment without an offset is local time in the event's zone.

    The English name of a room or track is taken beside its name, and only where it has none yet. `places` null is a
    session that needs none; a mode that is left out keeps its places, or has none where sign-up is new. `beyond`: with
    fewer places than are taken those who have one keep it, and with none needed whoever signed up has it starred.
    """

    kind = Choice(SessionKind, required=True, label=N_("Kind"))
    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, label=N_("Title in English"))
    abstract = Paragraph(label=N_("Abstract"))
    abstract_en = Paragraph(label=N_("Abstract in English"))
    starts_at = Moment(required=True, label=N_("Starts"))
    ends_at = Moment(required=True, label=N_("Ends"))
    room = Line(max_length=255, label=N_("Room"))
    room_en = Line(max_length=255, label=N_("Room in English"))
    track = Line(max_length=255, label=N_("Track"))
    track_en = Line(max_length=255, label=N_("Track in English"))
    chairs = Names(label=N_("Chair"))
    moderators = Names(label=N_("Moderator"))
    speakers = Names(label=N_("Speakers"))
    places = PlacesByMode(label=N_("Places"))
    beyond = Tick(label=N_("Keep what has been given"))


class NewPaperShape(Shape):
    """What is said of a paper beside its file."""

    name = Line(max_length=255, required=True, label=N_("File"))
    title = Line(max_length=255, load_default="", allow_none=False, label=N_("Title"))
    title_en = Line(max_length=255, load_default="", allow_none=False, label=N_("Title in English"))
    session = Line(max_length=16, load_default="", allow_none=False, label=N_("Session"))
    audience = Line(max_length=2000, load_default="", allow_none=False, label=N_("Who reads it"))
    released_at = Moment(label=N_("Released at"))
    ends_with_event = Tick(label=N_("Withdraw after the event"))
    publish = Tick(label=N_("Publish at once"))


class TellingShape(Shape):
    """Whether those whom a change of a session concerns are told of it."""

    tell = Tick(allow_none=False, label=N_("Tell those concerned"))
