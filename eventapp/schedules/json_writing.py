"""Writes schedule.json, the same schedule for programs that prefer JSON, valid by C3VOC's schema v1."""

import json
import re
from typing import Any

from eventapp.schedules.plain import (
    GENERATOR,
    TIMESLOT,
    Day,
    Place,
    Schedule,
    Talk,
    days_of,
    minutes,
    moment,
    track_slug,
    written,
)

SCHEMA = "https://c3voc.de/schedule/schema.json"
_KNOWN_ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")  # the schema's own; another zone is left out


def schedule_json(schedule: Schedule) -> bytes:
    """Return the schedule as JSON; the same values give the same bytes."""
    days = days_of(schedule)
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": {
            "version": schedule.version,
            "base_url": schedule.page,
            "url": schedule.address,
            "conference": _conference(schedule, days),
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _conference(schedule: Schedule, days: list[Day]) -> dict[str, Any]:
    zone = {"time_zone_name": schedule.zone} if _KNOWN_ZONE.match(schedule.zone) else {}
    return {
        "acronym": schedule.acronym,
        "title": written(schedule.title),
        "start": moment(schedule.starts_at, schedule.zone),
        "end": moment(schedule.ends_at, schedule.zone),
        "daysCount": len(days),
        "timeslot_duration": TIMESLOT,
        **zone,
        "colors": {"primary": schedule.colour},
        "url": schedule.page,
        "tracks": [{"name": written(track), "slug": track_slug(track)} for track in schedule.tracks],
        "rooms": [{"name": written(place.name), "guid": place.guid} for place in schedule.places],
        "days": [_day(day, schedule) for day in days],
    }


def _day(day: Day, schedule: Schedule) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.on.isoformat(),
        "day_start": moment(day.starts_at, schedule.zone),
        "day_end": moment(day.ends_at, schedule.zone),
        "rooms": {
            written(place.name): [_event(place, talk, schedule) for talk in talks] for place, talks in day.talks.items()
        },
    }


def _event(place: Place, talk: Talk, schedule: Schedule) -> dict[str, Any]:
    starts = moment(talk.starts_at, schedule.zone)
    return {
        "id": talk.id,
        "guid": talk.guid,
        "code": talk.code,
        "date": starts,
        "start": starts[11:16],
        "end": moment(talk.ends_at, schedule.zone),
        "duration": minutes(talk.ends_at - talk.starts_at),
        "room": written(place.name),
        "slug": schedule.slug_of(talk),
        "url": talk.url,
        "title": written(talk.title),
        "subtitle": "",
        "track": written(talk.track) or None,
        "type": talk.kind,
        "language": talk.language or None,
        "abstract": written(talk.abstract),
        "description": "",
        "persons": [
            {"id": each.id, "guid": each.guid, "name": written(each.name), "url": each.url} for each in talk.speakers
        ],
        "links": [],
        "attachments": [],
    }
