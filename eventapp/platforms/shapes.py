"""What is asked of reports, and what organisers say about the people in them."""

from eventapp.errors import N_
from eventapp.platforms.models import Standing
from eventapp.shapes import Choice, Line, Shape, Whole, Zone


class ReportShape(Shape):
    """What goes with a file: the zone of its times, and the session it is about."""

    zone = Zone(required=True, label=N_("Time zone of the report"))
    session = Line(max_length=16, load_default="", label=N_("Session"))


class PeopleShape(Shape):
    """Which people of a report are wanted, in which order, on which page."""

    q = Line(max_length=200, load_default="")
    standing = Choice(Standing)
    sort = Line(max_length=20, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class WhoShape(Shape):
    """Who someone in a report is."""

    registration = Line(max_length=20, required=True, label=N_("Registration code"))


class SearchShape(Shape):
    """Who is looked for."""

    q = Line(max_length=200, load_default="")
