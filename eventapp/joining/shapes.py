"""What the join page asks."""

from eventapp.shapes import Line, Shape, Tick, Whole


class EntranceShape(Shape):
    """Which room is entered, in which language."""

    session = Line(max_length=16, required=True)
    channel = Line(max_length=8, load_default="")


class VisitsShape(Shape):
    """Which visitors an organiser looks for."""

    q = Line(max_length=200, load_default="")
    shared = Tick()
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)
