"""What is asked about an organisation, and of its register."""

from eventapp.errors import N_
from eventapp.shapes import Day, Line, Paragraph, Shape, Whole, Zone

LAST_PLACE = 100_000


class OrganisationShape(Shape):
    """An organisation as the register's page and its sheets give it; the successor is named by its name."""

    name = Line(255, required=True, label=N_("Name in Vietnamese"))
    name_en = Line(255, load_default="", label=N_("Name in English"))
    short_name = Line(255, load_default="", label=N_("Short name"))
    badge_name = Line(255, load_default="", label=N_("Name on badges"))
    kind = Line(32, load_default="", label=N_("Kind"))
    zone = Zone(label=N_("Time zone"))
    sort_order = Whole(0, LAST_PLACE, load_default=0, label=N_("Place in the order of precedence"))
    valid_from = Day(label=N_("Exists from"))
    valid_to = Day(label=N_("Is no more from"))
    succeeded_by = Line(255, label=N_("Succeeded by"))


class RegisterShape(Shape):
    """The questions of the register, as they stand in its address."""

    q = Line(200, load_default="")
    kind = Line(32, load_default="")
    show = Line(8, load_default="")
    sort = Line(32, load_default="order")
    page = Whole(1, 100_000, load_default=1)


class RankShape(Shape):
    """A rank, the spellings it goes by (one a line), and its place from 1 for the highest."""

    name = Line(120, required=True, label=N_("Name"))
    name_en = Line(120, load_default="", label=N_("Name in English"))
    spellings = Paragraph(2000, load_default="", label=N_("Other spellings"))
    place = Whole(1, 1000, label=N_("Place in the order"))


class ListShape(Shape):
    """Which of the lists that come along is to be loaded; or a sheet comes beside it."""

    list = Line(64, label=N_("List"))
    file = Line(label=N_("The file"))
