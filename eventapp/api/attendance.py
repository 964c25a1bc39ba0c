"""Attendance, derived from the evidence at the moment it is asked for."""

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields

from eventapp import clock
from eventapp.api.blueprint import bp
from eventapp.api.operations import answer, operation
from eventapp.api.schemas import words
from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.presence.attending import Roll, roll_of
from eventapp.presence.headcounts import Count, headcounts_of
from eventapp.presence.summing import OrganisationRow, SiteRow, Sums, report_of
from eventapp.programme.queries import find_session
from eventapp.registration.words import MODE_WORDS
from eventapp.shapes import Day, Line, Shape
from eventapp.web.access import program


class AttendanceShape(Shape):
    """Of what attendance is asked: of the event, of one of its days, or of a session by its reference."""

    session = Line(max_length=16, load_default="", allow_none=False, metadata={"maxLength": 1160}, label=N_("Session"))
    day = Day(
        load_default=None,
        allow_none=True,
        label=N_("Day"),
        metadata={"format": "day", "description": "2030-05-06 or 06/05/2030; every day where it is empty"},
    )


class Present(Schema):
    """How many were present, by how they really attended."""

    hall = fields.Integer(required=True)
    bridge = fields.Integer(required=True)
    online = fields.Integer(required=True)
    total = fields.Integer(required=True)


class AttendanceFigures(Schema):
    """registered = present.total + excused + absent; substituted, late and left_early are of which."""

    invited = fields.Integer(required=True)
    registered = fields.Integer(required=True)
    present = fields.Nested(Present, required=True)
    substituted = fields.Integer(required=True)
    excused = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    late = fields.Integer(required=True)
    left_early = fields.Integer(required=True)


class OrganisationAttendance(AttendanceFigures):
    """One organisation; without a code, everybody who belongs to no delegation."""

    code = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class HeadcountItem(Schema):
    """How many a bridge point reported: those known by name and others."""

    reported = fields.Integer(required=True)
    named = fields.Integer(required=True)
    others = fields.Integer(required=True)


class SiteAttendance(AttendanceFigures):
    """Who is registered at one site; without a reference, who is registered at none, by mode."""

    ref = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    mode = fields.String(required=True, validate=words(Mode))
    headcount = fields.Nested(HeadcountItem, required=True, allow_none=True)


class AttendanceReport(AttendanceFigures):
    """The attendance of an event, of a day or of a session."""

    at = fields.String(required=True)
    by_organisation = fields.List(fields.Nested(OrganisationAttendance), required=True)
    by_site = fields.List(fields.Nested(SiteAttendance), required=True)


@bp.get("/events/<slug>/attendance")
@program(Role.VIEWER)
@operation(AttendanceReport, query=AttendanceShape, problems=(409,))
def attendance(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """Return how many are invited, registered, present, excused and absent, in all, by organisation and by site.

    With `session` or `day` of that alone. Nothing is kept: the figures follow from the evidence at this moment, and
    before the end "absent" means not yet here. 409 `did_not_take_place` for a session that was cancelled.
    """
    session = (find_session(event, asked["session"]) or abort(404)) if asked["session"] else None
    return answer(report_json(event, roll_of(event, at=clock.now(), session=session, day=asked["day"])))


def report_json(event: Event, roll: Roll) -> dict[str, Any]:
    """Return a report as programs see it."""
    report, session = report_of(event, roll.lines), roll.scope.session
    counts = headcounts_of(event, roll.lines, session_id=session.id if session else None)
    return {
        **figures_json(report.total),
        "at": roll.at.astimezone(event.tz).isoformat(timespec="seconds"),
        "by_organisation": [_organisation_json(row) for row in report.organisations],
        "by_site": [_site_json(row, counts) for row in report.sites],
    }


def figures_json(sums: Sums) -> dict[str, Any]:
    """Return the sums as programs see them."""
    by_mode = {mode.value: sums.present_as[mode] for mode in Mode}
    return {
        "invited": sums.invited,
        "registered": sums.registered,
        "present": {**by_mode, "total": sums.present},
        "substituted": sums.substituted,
        "excused": sums.excused,
        "absent": sums.absent,
        "late": sums.late,
        "left_early": sums.left_early,
    }


def _organisation_json(row: OrganisationRow) -> dict[str, Any]:
    name = row.name if row.code is not None else _("Without a delegation")
    return {"code": row.code, "name": name, "name_en": row.name_en, **figures_json(row.sums)}


def _site_json(row: SiteRow, counts: dict[int, Count]) -> dict[str, Any]:
    count = counts.get(row.site.id) if row.site else None
    return {
        "ref": row.site.ref if row.site else None,
        "name": row.site.name if row.site else _(MODE_WORDS[row.mode]),
        "mode": row.mode.value,
        **figures_json(row.sums),
        "headcount": count and {"reported": count.reported, "named": count.named, "others": count.others},
    }
