"""What is given with papers: on the organiser's pages, by delegates, and by programs."""

from eventapp.errors import N_
from eventapp.papers.models import Comments
from eventapp.shapes import Choice, Line, Moment, Paragraph, Shape, Tick, Whole


class UploadShape(Shape):
    """What is said of papers that are sent together."""

    title = Line(max_length=255, load_default="", label=N_("Title"))
    session = Line(max_length=16, load_default="", label=N_("Session"))
    circle = Line(max_length=32, load_default="delegates", label=N_("Who reads it"))
    publish = Tick(label=N_("Publish at once"))


class PaperShape(Shape):
    """What is said of a paper; whom it is for is asked beside it."""

    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, load_default="", label=N_("Title in English"))
    session = Line(max_length=16, load_default="", label=N_("Session"))
    released = Moment(label=N_("Released at"))
    ends_with_event = Tick(label=N_("Withdraw after the event"))
    comments = Choice(Comments, load_default=Comments.OFF, label=N_("Comments"))


class ReturnShape(Shape):
    """Why a speaker's file is returned."""

    reason = Paragraph(1000, required=True, label=N_("What the speaker should know"))


class CommentShape(Shape):
    """What a delegate says of a paper, or the team answers."""

    text = Paragraph(2000, required=True, label=N_("Comment"))


class AnswerShape(Shape):
    """What the team answers; nothing takes the answer away."""

    text = Paragraph(2000, load_default="", label=N_("Answer"))


class ListShape(Shape):
    """The questions of the list of papers, as they stand in its address."""

    q = Line(max_length=10_000, load_default="")
    session = Line(max_length=16, load_default="")
    stage = Line(max_length=16, load_default="")
    circle = Line(max_length=16, load_default="")
    sort = Line(max_length=32, load_default="")
    page = Whole(1, load_default=1)


class SentShape(Shape):
    """What a speaker says of a file: of which session it is and what it is called, or which paper it replaces."""

    session = Line(max_length=16, load_default="", label=N_("Session"))
    title = Line(max_length=255, load_default="", label=N_("Title"))
    replaces = Line(max_length=16, load_default="", label=N_("Paper"))
