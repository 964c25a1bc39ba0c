"""What the programme's endpoints answer, for the description."""

from marshmallow import Schema, fields, validate

from eventapp.api.schemas import PageLink, words
from eventapp.events.models import Mode
from eventapp.papers.models import Comments
from eventapp.papers.words import Stage
from eventapp.programme.models import PlatformRole, SessionKind


class SpeakerLine(Schema):
    """Someone on the platform."""

    ref = fields.String(required=True)
    full_name = fields.String(required=True)
    position = fields.String(required=True)
    organisation = fields.String(required=True)


class SessionLinks(PageLink):
    """Where people see a session, and its calendar file."""

    calendar = fields.String(required=True)


class ModePlaces(Schema):
    """The places of a session in one mode (capacity null: no limit), how many are taken, and how many people wait."""

    capacity = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class SessionPlaces(Schema):
    """The places of a session, by mode."""

    hall = fields.Nested(ModePlaces, required=True)
    bridge = fields.Nested(ModePlaces, required=True)
    online = fields.Nested(ModePlaces, required=True)


class SignUpItem(Schema):
    """A delegate's place in a session, or in the line for one."""

    registration = fields.String(required=True)
    full_name = fields.String(required=True)
    organisation = fields.String(required=True)
    mode = fields.String(required=True, validate=words(Mode))
    status = fields.String(required=True, validate=validate.OneOf(["place", "waiting"]))
    place_in_line = fields.Integer(required=True, allow_none=True)
    since = fields.AwareDateTime(required=True)


class SessionItem(Schema):
    """One item of the programme."""

    ref = fields.String(required=True)
    kind = fields.String(required=True, validate=words(SessionKind))
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    abstract = fields.String(required=True)
    abstract_en = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    room = fields.String(required=True, allow_none=True)
    room_en = fields.String(required=True, allow_none=True)
    track = fields.String(required=True, allow_none=True)
    track_en = fields.String(required=True, allow_none=True)
    chairs = fields.List(fields.Nested(SpeakerLine), required=True)
    moderators = fields.List(fields.Nested(SpeakerLine), required=True)
    speakers = fields.List(fields.Nested(SpeakerLine), required=True)
    places = fields.Nested(SessionPlaces, required=True, allow_none=True)
    is_cancelled = fields.Boolean(required=True)
    sequence = fields.Integer(required=True)
    links = fields.Nested(SessionLinks, required=True)


class Appearance(Schema):
    """A session someone appears in, and as what."""

    ref = fields.String(required=True)
    title = fields.String(required=True)
    role = fields.String(required=True, validate=words(PlatformRole))


class SpeakerItem(SpeakerLine):
    """Someone on the platform, with the sessions in order of time."""

    sessions = fields.List(fields.Nested(Appearance), required=True)
    links = fields.Nested(PageLink, required=True)


class PaperLinks(Schema):
    """Where the team finds it."""

    page = fields.URL(required=True)


class PaperItem(Schema):
    """A paper of the event or of a session, and the version sent last."""

    ref = fields.String(required=True)
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    session = fields.String(required=True, allow_none=True)
    audience = fields.List(fields.String(), required=True)
    stage = fields.String(required=True, validate=words(Stage))
    released_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_with_event = fields.Boolean(required=True)
    comments = fields.String(required=True, validate=words(Comments))
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    size = fields.Integer(required=True)
    sent_at = fields.AwareDateTime(required=True)
    readers = fields.Integer(required=True)
    downloads = fields.Integer(required=True)
    links = fields.Nested(PaperLinks, required=True)
