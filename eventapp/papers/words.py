"""What people call circles of readers, stages and kinds of papers; the edge translates it."""

from collections.abc import Mapping
from enum import StrEnum

from eventapp.errors import N_
from eventapp.papers.models import Circle, Comments, Judgement


class Stage(StrEnum):
    """Where a paper stands, for the organiser."""

    AWAITING = "awaiting"
    DRAFT = "draft"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    OPEN = "open"
    OVER = "over"


CIRCLE_WORDS: Mapping[Circle, str] = {
    Circle.EVERYONE: N_("Everyone (public)"),
    Circle.DELEGATES: N_("All delegates"),
    Circle.HALL: N_("In the hall"),
    Circle.BRIDGE: N_("At bridge points"),
    Circle.ONLINE: N_("Online"),
    Circle.SPEAKERS: N_("Speakers"),
    Circle.CHAIRS: N_("Chairs of bridge points"),
    Circle.SITE: N_("Bridge point"),
    Circle.CATEGORY: N_("Category"),
    Circle.DELEGATION: N_("Delegation"),
}
COMMENTS_WORDS: Mapping[Comments, str] = {
    Comments.OFF: N_("No comments"),
    Comments.TEAM: N_("Comments that the team alone reads"),
    Comments.READERS: N_("Comments that all its readers read"),
}
STAGE_WORDS: Mapping[Stage, str] = {
    Stage.AWAITING: N_("Awaits release"),
    Stage.DRAFT: N_("Draft"),
    Stage.RETURNED: N_("Returned to the speaker"),
    Stage.SCHEDULED: N_("Released later"),
    Stage.OPEN: N_("To be read"),
    Stage.OVER: N_("Withdrawn after the event"),
}
STAGE_TONES: Mapping[Stage, str] = {
    Stage.AWAITING: "warn",
    Stage.DRAFT: "",
    Stage.RETURNED: "",
    Stage.SCHEDULED: "warn",
    Stage.OPEN: "ok",
    Stage.OVER: "",
}
JUDGEMENT_WORDS: Mapping[Judgement, str] = {
    Judgement.AWAITING: N_("Awaits release"),
    Judgement.ACCEPTED: N_("Released"),
    Judgement.RETURNED: N_("Returned to the speaker"),
}
KIND_WORDS: Mapping[str, str] = {
    "pdf": "PDF",
    "docx": "Word",
    "pptx": "PowerPoint",
    "xlsx": "Excel",
    "odt": "OpenDocument (ODT)",
    "odp": "OpenDocument (ODP)",
    "ods": "OpenDocument (ODS)",
    "png": "PNG",
    "jpg": "JPEG",
}
