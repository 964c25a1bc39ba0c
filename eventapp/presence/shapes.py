"""What is asked of attendance, and what organisers say about it."""

from eventapp.checkin.shapes import Seconds, Uuid
from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.presence.calling import Kind
from eventapp.presence.judging import State
from eventapp.presence.models import Judgement, Sign
from eventapp.shapes import Choice, Day, EmailAddress, FullName, Line, Moment, Paragraph, Phone, Shape, Tick, Whole

LONGEST = 24 * 60  # minutes


class ScopeShape(Shape):
    """Of whom a report is: a session by its reference, a day, a site by its reference, a block of organisations."""

    session = Line(max_length=16, load_default="", label=N_("Session"))
    day = Day(load_default=None, allow_none=True, label=N_("Day"))
    site = Line(max_length=16, load_default="", label=N_("Site"))
    block = Line(max_length=40, load_default="", label=N_("Block"))


class RehearsalShape(Shape):
    """What a board shows while a day is rehearsed: from which moment on, since when, and how fast it goes."""

    begins = Moment(required=True)
    since = Moment(required=True)
    speed = Whole(1, 100_000, required=True)


class NamesShape(ScopeShape):
    """Which people of the annex are wanted, in which order, on which page."""

    q = Line(max_length=200, load_default="")
    state = Choice(State)
    mode = Choice(Mode)
    delegation = Line(max_length=40, load_default="")
    of_which = Line(max_length=20, load_default="")
    sort = Line(max_length=20, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class RulingShape(Shape):
    """What is decided about someone, where, and why."""

    judgement = Choice(Judgement, required=True, label=N_("Decision"))
    session = Line(max_length=16, load_default="", label=N_("Session"))
    mode = Choice(Mode, label=N_("Attendance"))
    reason = Line(max_length=1000, required=True, label=N_("Reason"))


class ThresholdShape(Shape):
    """What counts as late, early and attended online; who signs."""

    late_minutes = Whole(0, LONGEST, required=True, label=N_("Late after (minutes)"))
    early_minutes = Whole(0, LONGEST, required=True, label=N_("Left early before the end (minutes)"))
    online_minutes = Whole(0, LONGEST, required=True, label=N_("Online at least (minutes)"))
    online_percent = Whole(0, 100, required=True, label=N_("Online at least (percent of the session)"))
    position = Line(max_length=255, load_default="", label=N_("Position of who signs"))
    position_en = Line(max_length=255, load_default="", label=N_("The same in English"))
    signer = Line(max_length=255, load_default="", label=N_("Who signs"))
    remarks = Paragraph(max_length=2000, load_default="", label=N_("Remarks on the report"))


class RealTimeShape(Shape):
    """When a session really was, as local time of the event."""

    began = Moment(label=N_("Really began"))
    ended = Moment(label=N_("Really ended"))


class SnapshotShape(ScopeShape):
    """What a frozen report is called, and of what it is."""

    title = Line(max_length=200, load_default="", label=N_("Name of the report"))


class NewcomerShape(Shape):
    """Somebody at a bridge point who is not on its list."""

    full_name = FullName(required=True, label=N_("Full name"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    organisation = Line(max_length=255, load_default="", label=N_("Organisation"))
    email = EmailAddress(load_default="", label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))
    stands_for = Line(max_length=16, load_default="", label=N_("Attends for"))
    is_namesake = Tick(label=N_("Somebody else of the same name"))


class MarkShape(Shape):
    """One thing that a secretary notes, as the page keeps it while there is no network."""

    impossible = N_("A secretary says who came or left, or takes that back.")
    id = Uuid(required=True)
    kind = Choice(Kind, load_default=Kind.TICK)
    session = Line(max_length=16, load_default="", label=N_("Session"))
    ref = Line(max_length=16, load_default="", label=N_("Registration code"))
    sign = Choice(Sign, load_default=Sign.IN)
    at = Moment(load_default=None, allow_none=True)
    clock_offset = Seconds(load_default=0.0, allow_none=True)  # None: the device does not know
    is_late = Tick()
    number = Whole(0, 100_000, load_default=0, label=N_("People in the room"))
