"""What is given with bridge points: by organisers, and by the secretary on his page."""

from typing import Any

from eventapp.bridges.models import Duty, LineState
from eventapp.bridges.words import DUTY_WORDS, Kind
from eventapp.errors import N_
from eventapp.registration.shapes import Language
from eventapp.shapes import Choice, EmailAddress, FullName, Line, Paragraph, Phone, Shape, Tick, Whole

LONGEST_LIST = 200_000  # characters of a pasted block


class ListShape(Shape):
    """The questions of the list of bridge points, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    lack = Line(max_length=16, load_default="")
    page = Whole(1, load_default=1)


class BlockShape(Shape):
    """Names of bridge points, one a line."""

    block = Paragraph(LONGEST_LIST, required=True, label=N_("Names of the bridge points"))


class LettersShape(Shape):
    """Which letter goes to one bridge point, or to all that may get it."""

    kind = Choice(Kind, required=True, label=N_("Letter"))
    site = Line(max_length=16, load_default="", label=N_("Bridge point"))


class ErasureShape(Shape):
    """What goes with a contact that is erased."""

    closes_link = Tick(label=N_("Close the link"))


class LineShape(Shape):
    """What a test of the line said."""

    line = Choice(LineState, required=True, label=N_("Line"))
    note = Line(max_length=500, load_default="", label=N_("What was tested"))


class SpeakShape(Shape):
    """A wish to speak."""

    subject = Line(max_length=500, required=True, label=N_("What about"))
    speaker = FullName(load_default="", label=N_("Who speaks"))
    session = Line(max_length=16, load_default="", label=N_("Session"))


class FormMarkShape(Shape):
    """A mark as a form without scripts sends it: one button says all of it."""

    mark = Line(max_length=80, load_default="")
    session = Line(max_length=16, load_default="")
    is_late = Tick()


def _of_contact(duty: Duty) -> dict[str, Any]:
    name = duty.value
    return {
        f"{name}_registration": Line(max_length=16, load_default="", label=N_("Delegate")),
        f"{name}_name": FullName(load_default="", label=DUTY_WORDS[duty]),
        f"{name}_position": Line(max_length=255, load_default="", label=N_("Position")),
        f"{name}_phone": Phone(load_default="", label=N_("Telephone")),
        f"{name}_email": EmailAddress(load_default="", label=N_("E-mail")),
        f"{name}_locale": Choice(Language, load_default=Language.VI, label=N_("Language of letters")),
    }


class PlaceShape(Shape):
    """Where a bridge point is."""

    address = Line(max_length=500, load_default="", label=N_("Address"))
    room = Line(max_length=200, load_default="", label=N_("Room"))
    notes = Paragraph(5000, load_default="", label=N_("Notes for the organiser"))


DetailsShape: type[Shape] = type(
    "DetailsShape",
    (PlaceShape,),
    {"__doc__": "Where a bridge point is and who does what there."}
    | {name: field for duty in Duty for name, field in _of_contact(duty).items()},
)
