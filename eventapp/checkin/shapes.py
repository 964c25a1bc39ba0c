"""What a device sends about one scan."""

import math
import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from marshmallow import fields, missing

from eventapp.checkin.models import Direction
from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.shapes import Choice, EmailAddress, Entry, FullName, Line, Moment, Phone, Shape, Tick, Whole

LONGEST_CODE = 8000  # a QR holds 7,089 digits at most (ISO/IEC 18004)
_RECKONED = range(201, 9800)  # years: `Seconds` on either side stay within the calendar
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Uuid(Entry, fields.UUID):
    """A UUID in its usual spelling (RFC 9562), in small or capital letters."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise self.problem("invalid")
        return UUID(value)


class Scanned(Entry, fields.String):
    """Whatever a scanner read, untouched: it is compared by its hash and never shown."""

    too_long = N_("%(label)s is longer than a QR code can be.")

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(metadata={"maxLength": LONGEST_CODE}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = self.text_of(value)
        if len(text) > LONGEST_CODE:
            raise self.problem("too_long", self.too_long)
        return text


class Seconds(Entry, fields.Float):
    """A number of seconds, up to a hundred years either way: clocks of devices have stood at 1970."""

    not_seconds = N_("%(label)s is not a number of seconds.")
    most = 3_200_000_000

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(metadata={"minimum": -self.most, "maximum": self.most}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or abs(value) > self.most:
            raise self.problem("invalid", self.not_seconds)
        return float(value)


class ExactMoment(Moment):
    """A moment by RFC 3339, with its offset: a device says its time so that nobody has to guess the zone.

    A clock may be wrong by any time; at the ends of the calendar it is moved inwards, so that offsets can be taken off.
    """

    years = range(1, 10_000)

    no_offset = N_("%(label)s needs its offset from UTC, such as 2021-12-20T08:30:00+07:00.")

    def is_blank(self, value: Any) -> bool:
        """Whether nothing was given; an empty text is something."""
        return value is None or value is missing

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        moment = super()._deserialize(value, attr, data, **more)
        if moment.tzinfo is None:
            raise self.problem("invalid", self.no_offset)
        if moment.year in _RECKONED:
            return moment
        return moment.replace(year=min(max(moment.year, _RECKONED[0]), _RECKONED[-1]), day=min(moment.day, 28))


class Version(Line):
    """What a device calls the list it has: a text or a number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return super()._deserialize(str(value) if is_number else value, attr, data, **more)


class OverrideShape(Shape):
    """Why someone is let in all the same, or a step is taken back."""

    reason = Line(max_length=500, required=True, label=N_("Reason"))


class WalkInShape(Shape):
    """Somebody nobody expected, whom the door enters."""

    full_name = FullName(required=True, label=N_("Full name"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    mode = Choice(Mode, load_default=Mode.HALL, label=N_("Attendance"))
    site = Line(max_length=16, load_default="", label=N_("Site"))
    category = Line(max_length=16, load_default="", label=N_("Category"))
    email = EmailAddress(load_default="", label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))


class ScanShape(Shape):
    """One scan. `id` is made on the device; `at` is its own time and `clock_offset` how far that is ahead.

    There is either a `code` or somebody who walks in.
    """

    id = Uuid(required=True, label=N_("Number of the scan"))
    code = Scanned(allow_none=True, load_default=None, label=N_("Code"))
    walk_in = fields.Nested(WalkInShape, allow_none=True, load_default=None)
    direction = Choice(Direction, load_default=Direction.IN, label=N_("Direction"))
    gate = Line(max_length=255, load_default="", label=N_("Gate"))
    session = Line(max_length=16, load_default="", label=N_("Session"))
    at = ExactMoment(label=N_("Time"))
    device = Line(max_length=80, load_default="", label=N_("Device"))
    sequence = Whole(maximum=2**53 - 1, label=N_("Sequence"))
    clock_offset = Seconds(label=N_("Clock offset"))
    list_version = Version(max_length=80, load_default="", label=N_("Version of the list"))
    decision = Line(max_length=40, load_default="", label=N_("Decision"))
    operator = Line(max_length=80, load_default="", label=N_("Door staff"))
    override = fields.Nested(OverrideShape, allow_none=True, load_default=None)


class PairingShape(Shape):
    """A telephone that wants to be a door."""

    code = Line(max_length=80, required=True, label=N_("Pairing code"))
    agent = Line(max_length=120, load_default="", label=N_("Browser"))
    name = Line(max_length=80, load_default="", label=N_("Name of the telephone"))


class ContactShape(Shape):
    """What a telephone says of itself: scans not sent, which list it has, how far its clock is ahead."""

    unsent = Whole(maximum=1_000_000, load_default=0, label=N_("Scans not sent"))
    list_version = Version(max_length=80, load_default="", label=N_("Version of the list"))
    clock_offset = Seconds(label=N_("Clock offset"))
    operator = Line(max_length=80, load_default="", label=N_("Door staff"))


class DeviceShape(Shape):
    """A telephone an organiser prepares; what it may do is ticked beside it."""

    name = Line(max_length=80, required=True, label=N_("Name of the telephone"))


class SettlementShape(Shape):
    """What a supervisor did about a case."""

    said = Line(max_length=500, required=True, label=N_("What was done"))
    takes_over = Tick(label=N_("Take the scan over"))


class DeskSearchShape(Shape):
    """Whom the desk looks for: words of a name, or a delegation by its code."""

    q = Line(max_length=200, load_default="", allow_none=False, metadata={"maxLength": 3000}, label=N_("Search"))
    delegation = Line(
        max_length=40, load_default="", allow_none=False, metadata={"maxLength": 1400}, label=N_("Delegation")
    )


class ListShape(Shape):
    """From where on a list is asked for."""

    # What nobody gave out gets the whole list; described is how much of it is looked at.
    since = Line(
        max_length=80, load_default="", allow_none=False, metadata={"maxLength": 1800}, label=N_("Version of the list")
    )


class Records(Entry, fields.List[Any]):
    """Up to so many records, each of which is judged by itself."""

    not_a_list = N_("%(label)s is not a list.")
    too_many = N_("%(label)s holds more than %(maximum)s records.")

    def __init__(self, most: int, **more: Any) -> None:
        """Take how many there may be. In the description they are anything: one that is wrong is told so alone."""
        record = fields.Raw(allow_none=True, metadata={"description": "A Scan; another thing is rejected by itself."})
        super().__init__(cls_or_instance=record, metadata={"maxItems": most}, **more)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if not isinstance(value, list):
            raise self.problem("invalid", self.not_a_list)
        if len(value) > self.most:
            raise self.problem("too_many", self.too_many, maximum=self.most)
        return value


class BatchShape(Shape):
    """Scans a device has collected while it was offline."""

    scans = Records(500, required=True, label=N_("Scans"))


class Ways(StrEnum):
    """Which ways people go through a gate."""

    BOTH = "both"
    IN = "in"
    OUT = "out"


class GateShape(Shape):
    """A gate: its name, whom it admits, when it is open (local time of the event), and where it leads."""

    name = Line(max_length=80, required=True, label=N_("Name of the gate"))
    name_en = Line(max_length=80, label=N_("Name in English"))
    hall = Tick(label=N_("In person"))
    bridge = Tick(label=N_("Bridge point"))
    online = Tick(label=N_("Online"))
    site = Line(max_length=16, load_default="", label=N_("Site"))
    opens = Moment(label=N_("Opens"))
    closes = Moment(label=N_("Closes"))
    session = Line(max_length=16, load_default="", label=N_("Session"))
    ways = Choice(Ways, load_default=Ways.BOTH, label=N_("Which way?"))
    no_reentry = Tick(label=N_("Whoever has left does not come in again"))
    capacity = Whole(minimum=1, maximum=1_000_000, label=N_("People in the room at once"))
