"""What programs send where a page asks otherwise: moments by RFC 3339, words exactly, lists as lists."""

from enum import StrEnum
from typing import Any
from zoneinfo import available_timezones

from marshmallow import fields

from eventapp.api.listing import PagesShape
from eventapp.errors import N_
from eventapp.events.models import EventStatus, Mode
from eventapp.events.shapes import MOST_HOURS
from eventapp.registration import search
from eventapp.registration.models import Status
from eventapp.registration.shapes import AmendmentShape, DelegateShape, Language
from eventapp.shapes import (
    Choice,
    EmailAddress,
    Entry,
    FullName,
    Line,
    Moment,
    Phone,
    Shape,
    Tick,
    Whole,
    Zone,
)

SEARCH = (
    "Beginnings of words of the name, whatever their case and accents, or its initials; or a whole e-mail address, "
    "reference or telephone number. At most 200 characters that can be seen."
)
ANSWERS = (
    "By the reference of each question (`GET …/questions`): text, a number, true or false, a day as 2021-12-20, a "
    "country's code, a choice's reference or a list of them. In a PATCH null takes an answer back."
)


class Several(Entry, fields.List[Any]):
    """A list of values of one kind; none is an empty list."""

    not_a_list = N_("%(label)s is not a list.")
    too_many = N_("%(label)s holds more than %(maximum)s values.")
    most = 100

    def __init__(self, each: Entry, *, label: str, **more: Any) -> None:
        """Take what each value is, and the label of them all."""
        metadata = {"maxItems": self.most}
        super().__init__(cls_or_instance=each, label=label, load_default=list, metadata=metadata, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, list):
            raise self.problem("invalid", self.not_a_list)
        if len(value) > self.most:
            raise self.problem("too_many", self.too_many, maximum=self.most)
        return super()._deserialize(value, attr, data, **more)


class EventChangesShape(Shape):
    """What an event says of itself. A moment without an offset is local time in the event's zone."""

    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, label=N_("Title in English"))
    lead = Line(max_length=500, label=N_("Lead"))
    lead_en = Line(max_length=500, label=N_("Lead in English"))
    host = Line(max_length=255, label=N_("Issuing body"))
    host_en = Line(max_length=255, label=N_("Issuing body in English"))
    contact_email = EmailAddress(label=N_("Contact e-mail"))
    zone = Zone(required=True, label=N_("Time zone"), metadata={"enum": sorted(available_timezones())})
    starts_at = Moment(required=True, label=N_("Starts"))
    ends_at = Moment(required=True, label=N_("Ends"))
    registration_opens_at = Moment(label=N_("Registration opens"))
    registration_closes_at = Moment(label=N_("Registration closes"))
    switching_closes_at = Moment(label=N_("Delegates change their attendance until"))
    has_waiting_list = Tick(label=N_("Waiting list"))
    offer_hours = Whole(1, MOST_HOURS, label=N_("Hours a freed seat is offered for"))
    approval_modes = Several(Choice(Mode, required=True), label=N_("Approval by attendance"))
    approval_categories = Several(Line(max_length=16, required=True), label=N_("Approval by category"))
    changes_ask_again = Tick(label=N_("Changes after approval ask again"))
    office_needs_approval = Tick(label=N_("Approval of whom the office enters"))
    status = Choice(EventStatus, required=True, label=N_("Status"))


class AnswersByReference(Entry, fields.Dict):
    """Answers to the organiser's questions, by the questions' references; each is judged by its own question."""

    not_an_object = N_("%(label)s: an object with the questions' references was expected.")

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(keys=fields.String(), label=N_("Answers"), metadata={"description": ANSWERS}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if not isinstance(value, dict):
            raise self.problem("invalid", self.not_an_object)
        return value


class NewRegistrationShape(DelegateShape):
    """A delegate, and for whom: a delegation by its code, a bridge point by its reference or name.

    The category is named by its reference; left out, it is the event's default one.
    """

    category = Line(max_length=16, label=N_("Category"))
    answers = AnswersByReference()

    delegation = Line(max_length=40, label=N_("Delegation"))
    locale = Choice(Language, label=N_("Language of letters"))
    over_quota = Tick(label=N_("Beyond the seats allotted"))


class SubstitutionShape(Shape):
    """Who attends in a delegate's stead, and why. The position is the stand-in's own."""

    full_name = FullName(required=True, label=N_("Full name"))
    email = EmailAddress(required=True, label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    reason = Line(max_length=1000, load_default="", label=N_("Reason"))
    locale = Choice(Language, label=N_("Language of letters"))


class RegistrationChangesShape(AmendmentShape):
    """What may be put right of a registration, and how the delegate attends: a bridge point by reference or name.

    Another category, by its reference, drops the answers to what is not asked of it.
    """

    category = Line(max_length=16, required=True, label=N_("Category"))
    mode = Choice(Mode, required=True, label=N_("Attendance"))
    site = Line(max_length=255, label=N_("Bridge point"))
    delegation = Line(max_length=40, label=N_("Delegation"))
    answers = AnswersByReference()


class NoteShape(Shape):
    """What the delegate is to read of the decision. What cannot be seen in it is not counted as long."""

    note = Line(max_length=1000, required=True, metadata={"maxLength": 3000}, label=N_("Note"))


class ReasonShape(Shape):
    """Why a registration is rejected."""

    reason = Line(max_length=1000, required=True, metadata={"maxLength": 3000}, label=N_("Reason"))


class Names(Entry, fields.List[Any]):
    """A list of people's names; none is an empty list."""

    not_names = N_("%(label)s is not a list of names.")
    too_many = N_("%(label)s holds more than %(maximum)s names.")
    most = 100

    def __init__(self, *, label: str, **more: Any) -> None:
        """Take the label, for the list and for each name."""
        name = FullName(required=True, label=label)
        super().__init__(cls_or_instance=name, label=label, load_default=list, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, list):
            raise self.problem("invalid", self.not_names)
        if len(value) > self.most:
            raise self.problem("too_many", self.too_many, maximum=self.most)
        return super()._deserialize(value, attr, data, **more)


class Question(Choice):
    """One word of a StrEnum to look for; an empty one asks nothing."""

    def __init__(self, kind: type[StrEnum], **more: Any) -> None:
        """Take the words."""
        super().__init__(kind, allow_none=False, **more)
        self.metadata = {**self.metadata, "enum": ["", *self.metadata["enum"]], "default": ""}


class RegistrationsShape(PagesShape):
    """What a list of registrations is asked for. What cannot be seen in an address's text is not counted as long."""

    q = Line(
        max_length=search.LONGEST_QUERY,
        load_default="",
        allow_none=False,
        label=N_("Name, e-mail, registration code, telephone"),
        metadata={"description": SEARCH, "maxLength": 3000},
    )
    mode = Question(Mode, label=N_("Attendance"))
    status = Question(Status, label=N_("Status"))
    delegation = Line(
        max_length=40, load_default="", allow_none=False, metadata={"maxLength": 1400}, label=N_("Delegation")
    )
    category = Line(
        max_length=16, load_default="", allow_none=False, metadata={"maxLength": 1160}, label=N_("Category")
    )
