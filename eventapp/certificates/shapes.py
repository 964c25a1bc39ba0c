"""What is asked of certificates, and what organisers say about them."""

from eventapp.errors import N_
from eventapp.shapes import Line, Shape, Tick, Whole


class TermsShape(Shape):
    """From when someone has a certificate, and what stands on it."""

    percent = Whole(0, 100, required=True, label=N_("At least so many percent of the programme"))
    minutes = Whole(0, 24 * 60, required=True, label=N_("At least so many minutes"))
    series = Line(max_length=40, load_default="", label=N_("What follows the number"))
    remark = Line(max_length=300, load_default="", label=N_("A line on the certificate"))
    remark_en = Line(max_length=300, load_default="", label=N_("The same in English"))


class RunShape(Shape):
    """Whether those who get a certificate are sent it; the form's key."""

    key = Line(max_length=64, required=True)
    letters = Tick(label=N_("Letters"))


class ListShape(Shape):
    """Which certificates are wanted, in which order, on which page."""

    q = Line(max_length=200, load_default="")
    state = Line(max_length=20, load_default="")
    sort = Line(max_length=20, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)


class WithdrawalShape(Shape):
    """Why a certificate is withdrawn."""

    reason = Line(max_length=500, required=True, label=N_("Reason"))
