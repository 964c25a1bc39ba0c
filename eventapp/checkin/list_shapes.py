"""What the lists of the door may be asked for, as it stands in their addresses."""

from eventapp.checkin.models import CaseKind
from eventapp.events.models import Mode
from eventapp.shapes import Choice, Line, Shape, Whole


class CasesShape(Shape):
    """The list of cases."""

    q = Line(max_length=200, load_default="")
    kind = Choice(CaseKind)
    settled = Line(max_length=3, load_default="")
    sort = Line(max_length=32, load_default="")
    page = Whole(1, load_default=1)


class MissingShape(Shape):
    """The list of whom to call."""

    q = Line(max_length=200, load_default="")
    mode = Choice(Mode)
    delegation = Line(max_length=40, load_default="")
    sort = Line(max_length=32, load_default="")
    page = Whole(1, load_default=1)
