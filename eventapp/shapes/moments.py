"""Moments as people give them: with an offset, or as local time that the event's zone makes sense of."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields

from eventapp.errors import N_, DomainError
from eventapp.shapes.faults import Entry, typed

_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T,]+(\d{1,2}):(\d{2}))?")


class Moment(Entry, fields.DateTime):
    """A moment by ISO 8601 (2021-12-20T08:30, with or without an offset), or 20/12/2021 08:30 in a form or a sheet.

    Returns a naive datetime where no offset was given: local time, for `in_zone` to resolve in the event's zone.
    """

    is_exact = True
    years = range(1900, 2200)
    not_a_moment = N_("%(label)s is not a date and time such as 2021-12-20 08:30.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        try:
            moment = self._moment(value)
        except ValueError:
            raise self.problem("invalid", self.not_a_moment) from None
        if moment.year not in self.years:
            raise self.problem("invalid", self.not_a_moment)
        return moment

    def _moment(self, value: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - local, see the class
        if not isinstance(value, str) or len(value) > 40 or not value.isascii():
            raise ValueError
        day_first = None if typed.get() else _DAY_FIRST.fullmatch(value.strip())
        if day_first:
            day, month, year, hour, minute = (int(each or 0) for each in day_first.groups())
            return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - local, see the class
        return datetime.fromisoformat(value.strip())


class NoSuchMoment(DomainError):
    """Local time that clocks skip when summer time begins."""

    code = "no_such_moment"
    status = 422
    message = N_("In %(zone)s the clocks skip %(moment)s; please choose another time.")


def in_zone(moment: datetime, zone: str | ZoneInfo) -> datetime:
    """Return the moment aware, in `zone`: a naive one is local time there, an aware one is converted.

    Where summer time ends and an hour comes twice, the first one is meant unless `fold` says otherwise (PEP 495).
    Raises NoSuchMoment for local time that does not exist there.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    if moment.tzinfo is not None:
        return moment.astimezone(place)
    local = moment.replace(tzinfo=place)
    if local.astimezone(UTC).astimezone(place).replace(tzinfo=None) != moment.replace(fold=0):
        raise NoSuchMoment(zone=place.key, moment=f"{moment:%d/%m/%Y %H:%M}")
    return local
