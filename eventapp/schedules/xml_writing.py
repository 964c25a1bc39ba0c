"""Writes schedule.xml, the format of C3VOC, frab and pretalx (https://c3voc.de/wiki/schedule), valid by its XSD."""

from datetime import timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405 - writes, never reads

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


def schedule_xml(schedule: Schedule) -> bytes:
    """Return the schedule as XML; the same values give the same bytes."""
    days = days_of(schedule)
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR)
    _texts(root, url=schedule.address, version=schedule.version)
    _conference(root, schedule, days)
    for day in days:
        starts, ends = moment(day.starts_at, schedule.zone), moment(day.ends_at, schedule.zone)
        part = SubElement(root, "day", index=str(day.index), date=day.on.isoformat(), start=starts, end=ends)
        for place, talks in day.talks.items():
            room = SubElement(part, "room", name=written(place.name), guid=place.guid)
            for talk in talks:
                _event(room, place, talk, schedule)
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _conference(root: Element, schedule: Schedule, days: list[Day]) -> None:
    conference = SubElement(root, "conference")
    _texts(
        conference,
        title=schedule.title,
        acronym=schedule.acronym,
        start=moment(schedule.starts_at, schedule.zone),
        end=moment(schedule.ends_at, schedule.zone),
        days=str(len(days)),
        timeslot_duration=TIMESLOT,
        base_url=schedule.page,
        url=schedule.page,
        time_zone_name=schedule.zone,
    )
    SubElement(conference, "color", primary=schedule.colour)
    for track in schedule.tracks:
        SubElement(conference, "track", name=written(track), slug=track_slug(track))


def _event(room: Element, place: Place, talk: Talk, schedule: Schedule) -> None:
    event = SubElement(room, "event", id=str(talk.id), guid=talk.guid, code=talk.code)
    starts = moment(talk.starts_at, schedule.zone)
    _texts(
        event,
        room=place.name,
        title=talk.title,
        subtitle="",
        type=talk.kind,
        date=starts,
        start=_clock(starts),
        duration=_duration(talk.ends_at - talk.starts_at),
        abstract=talk.abstract,
        slug=schedule.slug_of(talk),
        track=talk.track,
    )
    persons = SubElement(event, "persons")
    for speaker in talk.speakers:
        SubElement(persons, "person", id=str(speaker.id), guid=speaker.guid).text = written(speaker.name)
    _texts(event, language=talk.language, description="")
    SubElement(event, "links")
    SubElement(event, "attachments")
    _texts(event, url=talk.url)


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = written(text)


def _clock(moment: str) -> str:
    """Return HH:MM of a moment, with the seconds where there are any."""
    clock = moment[11:19]
    return clock.removesuffix(":00") if clock.endswith(":00") else clock


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds()) % 60
    return minutes(length) + (f":{seconds:02}" if seconds else "")
