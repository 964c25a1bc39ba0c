"""What the door's endpoints answer, for the description."""

from marshmallow import Schema, fields, validate

from eventapp.api.schemas import words
from eventapp.checkin.models import Reason, Verdict
from eventapp.events.models import Mode


class DeviceEvent(Schema):
    """The event a telephone is a door of."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    title_en = fields.String(required=True)
    zone = fields.String(required=True)
    ends_at = fields.AwareDateTime(required=True)


class PairedDevice(Schema):
    """A telephone that is a door: what it may do, at which gates (none: all), until when."""

    ref = fields.String(required=True)
    name = fields.String(required=True)
    rights = fields.List(fields.String(), required=True)
    gates = fields.List(fields.String(), required=True)
    expires_at = fields.AwareDateTime(required=True)
    event = fields.Nested(DeviceEvent, required=True)


class DeviceAnswer(Schema):
    """The telephone, and the server's time."""

    device = fields.Nested(PairedDevice, required=True)
    now = fields.AwareDateTime(required=True)


class PairingAnswer(DeviceAnswer):
    """The same with its token, which is told only once."""

    token = fields.String(required=True)


class ContactAnswer(DeviceAnswer):
    """The same with where the door's list stands."""

    cursor = fields.String(required=True)


class DoorList(Schema):
    """The list a telephone holds (docs/door.md): the rules in the clear, delegates sealed."""

    cursor = fields.String(required=True)
    complete = fields.Boolean(required=True)
    event = fields.Dict(required=True)
    wipe_at = fields.AwareDateTime(required=True)
    key = fields.Dict(required=True)
    rules = fields.Dict(required=True)
    categories = fields.List(fields.Dict(), required=True)
    sites = fields.List(fields.Dict(), required=True)
    sessions = fields.List(fields.Dict(), required=True)
    words = fields.List(fields.String(), required=True)
    entries = fields.List(fields.String(), required=True)
    refused = fields.List(fields.List(fields.String()), required=True)
    states = fields.List(fields.Dict(), required=True)
    gone = fields.List(fields.String(), required=True)


class DeskItem(Schema):
    """Somebody the desk may mean, and where they are today."""

    ref = fields.String(required=True)
    full_name = fields.String(required=True)
    position = fields.String(required=True)
    organisation = fields.String(required=True)
    mode = fields.String(required=True)
    category = fields.String(required=True)
    site = fields.String(required=True, allow_none=True)
    delegation = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    attention = fields.String(required=True, allow_none=True)
    seat = fields.String(required=True, allow_none=True)
    inside = fields.Boolean(required=True)
    first_in_at = fields.AwareDateTime(required=True, allow_none=True)
    first_in_gate = fields.String(required=True)


class DoorFound(Schema):
    """The first of those who are meant, and how many they are."""

    items = fields.List(fields.Nested(DeskItem), required=True)
    total = fields.Integer(required=True)


class DoorNames(Schema):
    """Everybody in the clear (docs/door.md); `complete` false: nothing has changed."""

    cursor = fields.String(required=True)
    complete = fields.Boolean(required=True)
    expires_at = fields.AwareDateTime(required=True)
    words = fields.List(fields.String(), required=True)
    rows = fields.List(fields.List(fields.Raw()), required=True)
    gone = fields.List(fields.String(), required=True)


class Minded(Schema):
    """What the door is to mind about whom."""

    ref = fields.String(required=True)
    text = fields.String(required=True)


class Delegate(Schema):
    """Whose ticket it is, as far as the door needs to know."""

    ref = fields.String(required=True)
    full_name = fields.String(required=True)
    position = fields.String(required=True)
    organisation = fields.String(required=True)
    mode = fields.String(required=True, validate=words(Mode))
    category = fields.String(required=True, allow_none=True)
    seat = fields.String(required=True, allow_none=True)
    attention = fields.String(required=True, allow_none=True)


class ScanAnswer(Schema):
    """What the door is told."""

    id = fields.UUID(required=True)
    verdict = fields.String(required=True, validate=words(Verdict))
    reason = fields.String(required=True, allow_none=True, validate=words(Reason))
    message = fields.String(required=True)
    first_in_at = fields.AwareDateTime(allow_none=True, required=True)
    first_in_gate = fields.String(required=True)
    flags = fields.List(fields.String())
    ticket = fields.Dict(keys=fields.String(), values=fields.String())
    delegate = fields.Nested(Delegate, allow_none=True, required=True)


class BatchResult(Schema):
    """One record of a batch: its own status, and the scan's answer unless it was rejected."""

    id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(["stored", "already_stored", "conflict", "rejected"]))
    verdict = fields.String(validate=words(Verdict))
    reason = fields.String(allow_none=True, validate=words(Reason))
    message = fields.String()
    first_in_at = fields.AwareDateTime(allow_none=True)
    first_in_gate = fields.String()
    delegate = fields.Nested(Delegate, allow_none=True)
    flags = fields.List(fields.String())
    ticket = fields.Dict(keys=fields.String(), values=fields.String())
    retry = fields.Boolean()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class BatchAnswer(Schema):
    """One result for each record, in the order of the request."""

    results = fields.List(fields.Nested(BatchResult), required=True)
