"""What the door is to mind about a delegate, as a program and as a page say it."""

from eventapp.errors import N_
from eventapp.shapes import Line, Shape, Tick


class MindShape(Shape):
    """On the delegate's own page."""

    text = Line(max_length=200, load_default="", label=N_("What to mind"))
    is_blocked = Tick(label=N_("The ticket is blocked"))


class AttentionShape(MindShape):
    """Of whoever has that registration code; None leaves the ticket as it is."""

    ref = Line(max_length=16, required=True, label=N_("Registration code"))
    is_blocked = Tick(load_default=None, allow_none=True, label=N_("The ticket is blocked"))
