"""The shapes of answers, for the description. The functions that make them stand with their views."""

from enum import StrEnum

from marshmallow import Schema, fields, validate

from eventapp.delegations.models import State
from eventapp.events.models import EventStatus, Mode
from eventapp.questions.models import Kind
from eventapp.registration.models import Status


def words(kind: type[StrEnum]) -> validate.OneOf:
    """Allow the words of a StrEnum."""
    return validate.OneOf([each.value for each in kind])


class Seats(Schema):
    """How many seats there are (null: no limit) and how many are taken."""

    capacity = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)


class PageLink(Schema):
    """Where people see it; null where there is no such page yet."""

    page = fields.String(required=True, allow_none=True)


class EventItem(Schema):
    """An event."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    lead = fields.String(required=True)
    lead_en = fields.String(required=True)
    host = fields.String(required=True)
    host_en = fields.String(required=True)
    contact_email = fields.String(required=True)
    zone = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    registration_opens_at = fields.AwareDateTime(required=True, allow_none=True)
    registration_closes_at = fields.AwareDateTime(required=True, allow_none=True)
    switching_closes_at = fields.AwareDateTime(required=True, allow_none=True)
    status = fields.String(required=True, validate=words(EventStatus))
    takes_registrations = fields.Boolean(required=True)
    has_waiting_list = fields.Boolean(required=True)
    offer_hours = fields.Integer(required=True, allow_none=True)
    approval_modes = fields.List(fields.String(validate=words(Mode)), required=True)
    approval_categories = fields.List(fields.String(), required=True)
    changes_ask_again = fields.Boolean(required=True)
    office_needs_approval = fields.Boolean(required=True)
    modes = fields.Dict(keys=fields.String(validate=words(Mode)), values=fields.Nested(Seats), required=True)
    links = fields.Nested(PageLink, required=True)


class SiteItem(Schema):
    """The main hall or a bridge point."""

    ref = fields.String(required=True)
    mode = fields.String(required=True, validate=words(Mode))
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    address = fields.String(required=True)
    zone = fields.String(required=True, allow_none=True)
    capacity = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)


class CategoryLine(Schema):
    """The category of a delegate; the name in the asker's language."""

    ref = fields.String(required=True)
    name = fields.String(required=True)


class CategoryItem(Schema):
    """A sort of delegates; `mode` is how they attend unless they say otherwise, `zones` what the badge opens."""

    ref = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    colour = fields.String(required=True)
    mode = fields.String(required=True, allow_none=True, validate=words(Mode))
    zones = fields.List(fields.String(), required=True)
    is_public = fields.Boolean(required=True)
    is_default = fields.Boolean(required=True)


class Allotted(Schema):
    """Seats allotted in one mode, and used."""

    quota = fields.Integer(required=True)
    used = fields.Integer(required=True)


class DelegationItem(Schema):
    """An organisation invited to the event; `quota` and `used` are totals."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    kind = fields.String(required=True)
    mode = fields.String(required=True, validate=words(Mode))
    quota = fields.Integer(required=True)
    used = fields.Integer(required=True)
    by_mode = fields.Dict(keys=fields.String(validate=words(Mode)), values=fields.Nested(Allotted), required=True)
    state = fields.String(required=True, validate=words(State))
    links = fields.Nested(PageLink, required=True)


class TicketCode(Schema):
    """The ticket: what its QR holds, without the address around it."""

    code = fields.String(required=True)


class DelegateLinks(Schema):
    """The delegate's own pages; whoever has these addresses has the registration."""

    page = fields.String(required=True)
    calendar = fields.String(required=True)
    ticket_pdf = fields.String(required=True, allow_none=True)


class RegistrationAnswer(Schema):
    """What someone who registers is told."""

    ref = fields.String(required=True)
    status = fields.String(required=True, validate=words(Status))
    mode = fields.String(required=True, validate=words(Mode))
    ticket = fields.Nested(TicketCode, required=True, allow_none=True)
    links = fields.Nested(DelegateLinks, required=True)


class RegistrationLine(Schema):
    """One registration in a list."""

    ref = fields.String(required=True)
    full_name = fields.String(required=True)
    email = fields.String(required=True)
    phone = fields.String(required=True)
    organisation = fields.String(required=True)
    delegation = fields.String(required=True, allow_none=True)
    position = fields.String(required=True)
    category = fields.Nested(CategoryLine, required=True)
    mode = fields.String(required=True, validate=words(Mode))
    site = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=words(Status))
    offer_expires_at = fields.AwareDateTime(required=True, allow_none=True)
    wished_mode = fields.String(required=True, allow_none=True, validate=words(Mode))
    registered_at = fields.AwareDateTime(required=True)


class RegistrationItem(RegistrationLine):
    """One registration; ticket and links only for those who may register people."""

    locale = fields.String(required=True)
    note = fields.String(required=True)
    approved_at = fields.AwareDateTime(required=True, allow_none=True)
    decision_note = fields.String(required=True)
    change_awaits_approval = fields.Boolean(required=True)
    attends_for = fields.String(required=True, allow_none=True)
    substitution_reason = fields.String(required=True)
    wished_site = fields.String(required=True, allow_none=True)
    place_in_line = fields.Integer(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    answers_missing = fields.List(fields.String(), required=True)
    ticket = fields.Nested(TicketCode, allow_none=True)
    links = fields.Nested(DelegateLinks)


class ChoiceItem(Schema):
    """One thing to choose; capacity null is no limit."""

    ref = fields.String(required=True)
    label = fields.String(required=True)
    label_en = fields.String(required=True)
    capacity = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)


class EarlierAnswer(Schema):
    """An answer after which a question is asked: a choice's reference, `yes` or `no`; null is any answer."""

    question = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True)


class QuestionItem(Schema):
    """One of the organiser's questions; `modes`, `categories` and `after` empty are everyone."""

    ref = fields.String(required=True)
    kind = fields.String(required=True, validate=words(Kind))
    label = fields.String(required=True)
    label_en = fields.String(required=True)
    help = fields.String(required=True)
    help_en = fields.String(required=True)
    is_required = fields.Boolean(required=True)
    is_sensitive = fields.Boolean(required=True)
    choices = fields.List(fields.Nested(ChoiceItem), required=True)
    modes = fields.List(fields.String(validate=words(Mode)), required=True)
    categories = fields.List(fields.Nested(CategoryLine), required=True)
    after = fields.List(fields.Nested(EarlierAnswer), required=True)


class BounceAnswer(Schema):
    """An address at which a delegate cannot be reached; correcting it clears this."""

    ref = fields.String(required=True)
    email = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
