"""What organisers say when they publish a version."""

from eventapp.errors import N_
from eventapp.notices.shapes import MannerShape
from eventapp.shapes import Line


class PublicationShape(MannerShape):
    """A version: what was looked at, a word for visitors, and whether those are told whom it concerns."""

    seen = Line(max_length=64, load_default="", label=N_("Version"))
    note = Line(max_length=1000, load_default="", label=N_("What visitors read about it"))
