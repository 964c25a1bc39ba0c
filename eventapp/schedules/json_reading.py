"""Reads schedule.json as pretalx, frab and C3VOC's other tools write it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from eventapp.schedules.items import Item, Source
from eventapp.schedules.plain import GENERATOR
from eventapp.schedules.xml_reading import BrokenSchedule
from eventapp.spreadsheets import UnsupportedSheet

_FIELDS = {each.name for each in fields(Item) if each.type in (str, "str")} - {"sort", "day", "day_begins"}

_NAMES = ("public_name", "name", "full_public_name")
_CONTAINERS = {"acronym", "days", "daysCount", "rooms"}


def read_json(content: bytes) -> Source:
    """Return what the file says. Raises BrokenSchedule, UnsupportedSheet."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = content.decode(encoding, "replace")
    try:
        document = json.loads(text, strict=False)
        if not isinstance(document, dict):
            raise UnsupportedSheet
        items = list(_events(document, Item()))
    except json.JSONDecodeError as error:
        raise BrokenSchedule(line=error.lineno) from None
    except (RecursionError, ValueError):  # nested without end, or a number without end
        raise BrokenSchedule(line=1) from None
    schedule = _mapping(document.get("schedule")) or document
    conference = _mapping(schedule.get("conference"))
    return Source(
        items,
        zone=_text(conference.get("time_zone_name")),
        is_ours=_mapping(document.get("generator")).get("name") == GENERATOR,
    )


def _events(node: Any, around: Item) -> Iterator[Item]:
    """Yield the events beneath, each with the day and the room around it."""
    if isinstance(node, list):
        for each in node:
            yield from _events(each, around)
    if not isinstance(node, dict):
        return
    if _is_event(node):
        yield _item(node, around)
        return
    around = Item(day=around.day, day_begins=around.day_begins, room=around.room)
    if "rooms" in node or "day_start" in node:
        around.day, around.day_begins = _text(node.get("date")), _text(node.get("day_start"))[11:16]
    for name, inner in node.items():
        if name == "rooms" and isinstance(inner, dict):
            for room, held in inner.items():
                yield from _events(held, Item(day=around.day, day_begins=around.day_begins, room=room))
        else:
            yield from _events(inner, around)


def _is_event(node: Mapping[str, Any]) -> bool:
    return bool({"title", "guid"} & node.keys() and {"start", "date"} & node.keys() and not _CONTAINERS & node.keys())


def _item(node: Mapping[str, Any], around: Item) -> Item:
    item = Item(day=around.day, day_begins=around.day_begins, room=around.room)
    for name in _FIELDS & node.keys():
        if text := _text(node[name]):
            setattr(item, name, text)
    item.sort = _text(node.get("type"))
    persons = node.get("persons")
    for person in persons if isinstance(persons, list) else ():
        given = _mapping(person)
        item.persons.append(
            _text(given.get("public_name") or given.get("name") or given.get("full_public_name") or person)
        )
    return item


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Return text, a number, or the first of several languages."""
    if isinstance(value, dict):
        value = next((value[each] for each in ("vi", "en") if value.get(each)), next(iter(value.values()), ""))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
