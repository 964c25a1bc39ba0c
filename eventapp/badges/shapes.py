"""What is asked about badges."""

from eventapp.badges.models import Layout, Part
from eventapp.badges.printing import MOST_TAKEN
from eventapp.badges.queries import State
from eventapp.badges.words import PART_WORDS
from eventapp.checkin.shapes import Scanned, Uuid
from eventapp.errors import N_
from eventapp.registration.shapes import ListShape
from eventapp.shapes import Choice, Line, Paragraph, Shape, Tick, Whole


class DesignShape(Shape):
    """How badges look; each part that may be shown is a tick of its own."""

    layout = Choice(Layout, required=True, label=N_("Layout"))
    has_back = Tick(label=N_("A back too"))
    heading = Line(200, load_default="", label=N_("Heading"))
    heading_en = Line(200, load_default="", label=N_("Heading in English"))
    note = Paragraph(600, load_default="", label=N_("On the back"))
    note_en = Paragraph(600, load_default="", label=N_("On the back, in English"))
    photo_question = Line(16, load_default="", label=N_("Photographs of delegates"))
    organ = Tick(label=PART_WORDS[Part.ORGAN])
    salutation = Tick(label=PART_WORDS[Part.SALUTATION])
    position = Tick(label=PART_WORDS[Part.POSITION])
    organisation = Tick(label=PART_WORDS[Part.ORGANISATION])
    zones = Tick(label=PART_WORDS[Part.ZONES])
    site = Tick(label=PART_WORDS[Part.SITE])
    reference = Tick(label=PART_WORDS[Part.REFERENCE])
    photograph = Tick(label=PART_WORDS[Part.PHOTOGRAPH])
    english = Tick(label=PART_WORDS[Part.ENGLISH])


class BadgeListShape(ListShape):
    """The questions of the list of badges, as they stand in its address."""

    state = Choice(State)


class LogShape(Shape):
    """The questions of the print log, as they stand in its address."""

    q = Line(200, load_default="")
    sort = Line(32, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class ReprintShape(Shape):
    """Why a badge is printed again, and as which number."""

    reason = Line(500, required=True, label=N_("Reason"))
    number = Whole(2, required=True, label=N_("Number of the print"))
    desk = Line(80, load_default="", label=N_("Desk"))


class TakeShape(Shape):
    """What a printing station takes out of the queue."""

    station = Line(80, load_default="", label=N_("Printing station"))
    most = Whole(1, MOST_TAKEN, load_default=10, label=N_("How many"))


class KioskShape(Shape):
    """What a kiosk read, and the number of that reading."""

    id = Uuid(required=True, label=N_("Number of the scan"))
    code = Scanned(required=True, label=N_("Code"))
