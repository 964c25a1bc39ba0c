"""What an office says about a delegation, in a row of its sheet or on a page."""

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.events.words import ModeWord
from eventapp.shapes import Choice, Day, EmailAddress, Line, Moment, Phone, Shape, Whole, WrittenEmail, Zone

MOST_SEATS = 100_000


class DelegationShape(Shape):
    """An organisation invited to an event, the seats allotted to it, and its focal point."""

    code = Line(max_length=40, required=True, label=N_("Code"))
    name = Line(max_length=255, required=True, label=N_("Organisation"))
    name_en = Line(max_length=255, label=N_("Name in English"))
    kind = Line(max_length=32, label=N_("Kind"))
    mode = ModeWord(required=True, label=N_("Attendance"))
    site = Line(max_length=255, label=N_("Site"))
    zone = Zone(label=N_("Time zone"))
    quota = Whole(maximum=MOST_SEATS, required=True, label=N_("Seats allotted"))
    contact_email = WrittenEmail(label=N_("Focal point's e-mail"))


class AmendmentShape(Shape):
    """A delegation as its page gives it; `revision` is the one the form was shown."""

    code = Line(max_length=40, required=True, label=N_("Code"))
    mode = Choice(Mode, required=True, label=N_("Attendance"))
    site = Line(max_length=16, label=N_("Site"))
    hall = Whole(maximum=MOST_SEATS, load_default=0, label=N_("In person"))
    bridge = Whole(maximum=MOST_SEATS, load_default=0, label=N_("Bridge point"))
    online = Whole(maximum=MOST_SEATS, load_default=0, label=N_("Online"))
    deadline = Moment(label=N_("Deadline for the answer"))
    contact_name = Line(max_length=255, load_default="", label=N_("Focal point's name"))
    contact_email = EmailAddress(load_default="", label=N_("Focal point's e-mail"))
    contact_phone = Phone(load_default="", label=N_("Focal point's telephone"))
    letter_number = Line(max_length=64, load_default="", label=N_("Number of the letter"))
    letter_dated_on = Day(label=N_("Date of the letter"))
    head = Line(max_length=16, label=N_("Head of delegation"))
    revision = Whole(load_default=0)


class NewDelegationShape(AmendmentShape):
    """A delegation added by hand: of an organisation of the register, or one that is entered now."""

    organisation = Line(max_length=255, required=True, label=N_("Organisation"))
    name_en = Line(max_length=255, load_default="", label=N_("Name in English"))
    kind = Line(max_length=32, load_default="", label=N_("Kind"))


class ListShape(Shape):
    """The questions of the list of delegations, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    mode = Choice(Mode)
    kind = Line(max_length=32, load_default="")
    state = Line(max_length=32, load_default="")
    sort = Line(max_length=32, load_default="organisation")
    page = Whole(1, 100_000, load_default=1)
