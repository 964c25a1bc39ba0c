"""What an office says about a session in a row of its programme."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from eventapp.errors import N_
from eventapp.names import clean_line, clean_name
from eventapp.programme.models import SessionKind
from eventapp.shapes import Choice, ClockTime, Colour, Day, Line, Moment, Paragraph, Shape, Whole
from eventapp.shapes.texts import NAME_LENGTH

KIND_WORDS: Mapping[StrEnum, Sequence[str]] = {
    SessionKind.REGISTRATION: ("Đón tiếp", "Đón tiếp đại biểu", "Đăng ký", "Arrival", "Check-in", "Welcome"),
    SessionKind.OPENING: ("Khai mạc", "Phiên khai mạc"),
    SessionKind.KEYNOTE: ("Phát biểu chỉ đạo", "Phát biểu", "Keynote address", "Address"),
    SessionKind.PLENARY: ("Phiên toàn thể", "Toàn thể", "Plenary session"),
    SessionKind.PARALLEL: ("Phiên chuyên đề", "Chuyên đề", "Song song", "Parallel session", "Breakout", "Workshop"),
    SessionKind.DISCUSSION: ("Thảo luận", "Phiên thảo luận", "Tham luận", "Panel"),
    SessionKind.CEREMONY: ("Lễ", "Nghi lễ", "Lễ ký", "Trao giải", "Văn nghệ", "Award ceremony"),
    SessionKind.BREAK: ("Giải lao", "Nghỉ", "Nghỉ trưa", "Ăn trưa", "Tiệc", "Coffee break", "Lunch", "Pause"),
    SessionKind.CLOSING: ("Bế mạc", "Kết luận", "Kết luận và bế mạc", "Phiên bế mạc"),
}


MOST_SEATS = 1_000_000
ABSTRACT_LENGTH = 30_000  # characters; what still fits a cell of a workbook


class KindWord(Choice):
    """What happens in a session, in the office's own words; case and accents make no difference."""

    unknown = N_(
        "%(label)s is unknown: %(given)s. Write: arrival, opening, keynote, plenary, parallel session, discussion, "
        "ceremony, break or closing."
    )

    def __init__(self, **more: Any) -> None:
        """Take what every Choice takes."""
        super().__init__(SessionKind, synonyms=KIND_WORDS, **more)


class People(Line):
    """Names of several people, divided by semicolons or line breaks; a list of names."""

    too_long_name = N_("%(label)s: a name is longer than %(maximum)s characters. Divide names by semicolons.")
    not_a_name = N_("%(label)s: “%(given)s” is not a name.")
    clean = staticmethod(lambda text: text.replace("\n", ";"))

    clean_one = staticmethod(clean_name)

    def __init__(self, **more: Any) -> None:
        """Take what every field takes; no name is an empty list."""
        super().__init__(4000, load_default=list, **more)

    def judged(self, text: str) -> Any:
        """Return the names; raises a problem for what is none."""
        people = [name for part in text.split(";") if (name := self.clean_one(part))]
        for name in people:
            if len(name) > NAME_LENGTH:
                raise self.problem("too_long", self.too_long_name, maximum=NAME_LENGTH)
            if not any(each.isalpha() for each in name):
                raise self.problem("invalid", self.not_a_name, given=name)
        return people


class Persons(People):
    """Names as another program has them: capitals stay, for they may be those of a firm."""

    clean_one = staticmethod(clean_line)


class SessionRowShape(Shape):
    """A session: when, what, where, and who is on the platform.

    A schedule says some of it in other fields: `location` may name the main site as well as a room, `kind_there` is
    a kind in any words, `persons` have no part, `reader_remarks` are codes of what was odd.
    """

    uid = Line(max_length=255, label=N_("UID"))
    date = Day(required=True, label=N_("Date"))
    start = ClockTime(required=True, label=N_("Starts"))
    end_date = Day(label=N_("End date"))
    end = ClockTime(required=True, label=N_("Ends"))
    kind = KindWord(label=N_("Kind"))
    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, label=N_("Title in English"))
    room = Line(max_length=255, label=N_("Room"))
    room_en = Line(max_length=255, label=N_("Room in English"))
    track = Line(max_length=255, label=N_("Track"))
    track_en = Line(max_length=255, label=N_("Track in English"))
    chairs = People(label=N_("Chair"))
    moderators = People(label=N_("Moderator"))
    speakers = People(label=N_("Speakers"))
    persons = Persons(label=N_("Speakers"))
    abstract = Paragraph(ABSTRACT_LENGTH, label=N_("Abstract"))
    abstract_en = Paragraph(ABSTRACT_LENGTH, label=N_("Abstract in English"))
    status = Line(label=N_("Status"))
    location = Line(max_length=255, label=N_("Room"))
    kind_there = Line(label=N_("Kind"))
    reader_remarks = Line(label=N_("Remarks"))


class SessionShape(Shape):
    """A session as the form gives it: local times of the event's zone, names one a line."""

    kind = Choice(SessionKind, required=True, label=N_("Kind"))
    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, load_default="", label=N_("Title in English"))
    starts = Moment(required=True, label=N_("Starts"))
    ends = Moment(required=True, label=N_("Ends"))
    room = Line(max_length=255, label=N_("Room"))
    track = Line(max_length=255, label=N_("Track"))
    chairs = People(label=N_("Chairs"))
    moderators = People(label=N_("Moderators"))
    speakers = People(label=N_("Speakers"))
    abstract = Paragraph(ABSTRACT_LENGTH, load_default="", label=N_("Abstract"))
    abstract_en = Paragraph(ABSTRACT_LENGTH, load_default="", label=N_("Abstract in English"))
    notes = Paragraph(ABSTRACT_LENGTH, load_default="", label=N_("Notes for the team"))
    seen = Line(max_length=64, load_default="", label=N_("Version"))


class PlacementShape(Shape):
    """Where a session is to stand: local times of the event's zone, a room's reference, and its SEQUENCE until now."""

    starts = Moment(required=True, label=N_("Starts"))
    ends = Moment(required=True, label=N_("Ends"))
    room = Line(max_length=16, load_default="", label=N_("Room"))
    sequence = Whole(required=True, label=N_("Version"))
    draft = Whole(label=N_("Version"))


class ListedShape(Shape):
    """What is said of a room and of a track alike."""

    name = Line(max_length=255, required=True, label=N_("Name"))
    name_en = Line(max_length=255, load_default="", label=N_("Name in English"))


class RoomShape(ListedShape):
    """A room of the main site."""

    capacity = Whole(1, MOST_SEATS, label=N_("Seats"))


class TrackShape(ListedShape):
    """A theme that runs through several sessions."""

    colour = Colour(required=True, label=N_("Colour"))


class ListedRemovalShape(Shape):
    """Where the sessions go of a room or track that goes; nothing: they are in none."""

    into = Line(max_length=16, label=N_("Where they go"))
