"""What is asked about invitations."""

from enum import StrEnum

from eventapp.errors import N_
from eventapp.shapes import Choice, Line, Moment, Shape, Tick


class Kind(StrEnum):
    """What is sent: the invitation, or a reminder to who was silent."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class SendingShape(Shape):
    """What is sent; `refs` come beside it. The deadline is for those who have none."""

    kind = Choice(Kind, required=True, label=N_("What is sent"))
    deadline = Moment(label=N_("Deadline for the answer"))


class LetterheadShape(Shape):
    """The head and foot of the letters of an event."""

    superior = Line(255, load_default="", label=N_("Organ above the issuing body"))
    superior_en = Line(255, load_default="", label=N_("Organ above the issuing body, in English"))
    place = Line(255, load_default="", label=N_("Place"))
    place_en = Line(255, load_default="", label=N_("Place in English"))
    position = Line(255, load_default="", label=N_("Signer's position"))
    position_en = Line(255, load_default="", label=N_("Signer's position in English"))
    signer = Line(255, load_default="", label=N_("Signer's name"))
    has_motto = Tick(label=N_("State paper"))
