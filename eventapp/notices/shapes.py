"""What organisers say about telling people of a change."""

from enum import StrEnum

from eventapp.errors import N_
from eventapp.notices.listing import Told
from eventapp.programme.models import ChangeKind
from eventapp.shapes import Choice, Line, Shape, Whole


class Manner(StrEnum):
    """What is done about those whom a change concerns."""

    TELL = "tell"
    SILENT = "silent"


class MannerShape(Shape):
    """Whether people are told, and why not."""

    manner = Choice(Manner, label=N_("Telling people"))
    silent_reason = Line(max_length=1000, load_default="", label=N_("Reason"))


class ChangesShape(Shape):
    """The questions of the list of changes, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    kind = Choice(ChangeKind)
    told = Choice(Told)
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)
