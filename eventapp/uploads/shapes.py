"""What is asked of someone who sends a sheet through the page, and what an address may ask of its report."""

from eventapp.errors import N_
from eventapp.shapes import Choice, Line, Shape, Tick, Whole
from eventapp.uploads.models import What


class UploadShape(Shape):
    """What the sheet holds, and whether its delegates are told; the file comes beside it."""

    what = Choice(What, required=True, label=N_("What the sheet holds"))
    file = Line(label=N_("The file"))
    letters = Tick(label=N_("Letters"))


class RowsShape(Shape):
    """The questions of the report's list of rows, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    verdict = Line(max_length=32, load_default="")
    page = Whole(1, 10_000, load_default=1)
