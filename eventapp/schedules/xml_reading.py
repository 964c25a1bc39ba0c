"""Reads schedule.xml as pentabarf, frab, pretalx and FOSDEM write it, and as it comes out of their hands damaged."""

import codecs
import html
import re
from dataclasses import fields
from datetime import date, timedelta
from xml.parsers import expat

from eventapp.errors import N_
from eventapp.schedules.items import Item, Source
from eventapp.schedules.plain import GENERATOR
from eventapp.spreadsheets import UnreadableSheet, UnsupportedSheet

_FIELDS = {each.name for each in fields(Item) if each.type in (str, "str")} - {"sort", "day", "day_begins"} | {"type"}
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(\w{1,31};)?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class BrokenSchedule(UnreadableSheet):
    """Damaged, or cut off."""

    code = "broken_file"
    message = N_("This schedule is damaged or cut off at line %(line)s. Please fetch it anew from where it comes.")


class DeclaresEntities(UnreadableSheet):
    """Entities of its own: no schedule needs them, and files that overload or spy on a reader are made of them."""

    code = "declares_entities"
    message = N_("This file declares entities, as files made to do harm do. It was not read.")


def read_xml(content: bytes) -> Source:
    """Return what the file says. Raises BrokenSchedule, DeclaresEntities, UnsupportedSheet.

    What expat does not take is mended once: bytes that are no UTF-8, control characters, entities of HTML and bare
    ampersands. Nothing outside the file is ever opened.
    """
    given: bytes | str = content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        given = content.decode("utf-16", "replace")
    try:
        return _Reader().read(given)
    except expat.ExpatError:
        pass
    text = given if isinstance(given, str) else given.decode("utf-8-sig", "replace")
    try:
        return _Reader().read(_AMPERSAND.sub(_mended, _UNWRITABLE.sub("", text)))
    except expat.ExpatError as error:
        raise BrokenSchedule(line=error.lineno) from None


def _mended(found: re.Match[str]) -> str:
    character = html.unescape(found[0]) if found[1] else ""
    return html.escape(character) if character and character != found[0] else f"&amp;{found[0][1:]}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class _Reader:
    """Walks through the elements, wherever they stand: what is not known is passed over."""

    def __init__(self) -> None:
        self.source = Source([])
        self.path: list[str] = []
        self.item: Item | None = None
        self.depth = 0  # of the event's children
        self.words: list[str] | None = None
        self.day = self.day_begins = self.room = self.change = self.first = ""
        self.days = 0

    def read(self, given: bytes | str) -> Source:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(given, True)
        except (LookupError, ValueError, UnicodeError):  # an encoding that nobody knows
            raise UnsupportedSheet from None
        return self.source

    def _refuse(self, *_declared: object) -> None:
        raise DeclaresEntities

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        self.path.append(tag)
        if len(self.path) == 1 and tag in ("html", "svg", "rss", "feed"):
            raise UnsupportedSheet
        match tag:
            case "generator":
                self.source.is_ours = attributes.get("name") == GENERATOR
            case "day":
                self.days += 1
                said = attributes.get("date", "")
                self.day = said if _is_date(said[:10]) else self._day_of(attributes.get("index", "")) or said
                self.day_begins = attributes.get("start", "")[11:16] or self.change
            case "room" if self.item is None:
                self.room = attributes.get("name", "")
            case "event" if self.item is None:
                self.item = Item(guid=attributes.get("guid", ""), id=attributes.get("id", ""), room=self.room)
                self.item.day, self.item.day_begins = self.day, self.day_begins
                self.depth = len(self.path) + 1
        if self._is_wanted(tag):
            self.words = []

    def _day_of(self, index: str) -> str:
        """Return the date of a day that does not say its own: so many days after the first of the conference."""
        number = int(index) if index.isdecimal() and len(index) < 4 else self.days
        try:
            return (date.fromisoformat(self.first[:10]) + timedelta(days=max(number, 1) - 1)).isoformat()
        except (ValueError, OverflowError):
            return ""

    def _is_wanted(self, tag: str) -> bool:
        if self.item is None:
            return tag in ("time_zone_name", "day_change") or self.path[-2:] == ["conference", "start"]
        return tag == "person" or (len(self.path) == self.depth and tag in _FIELDS)

    def _text(self, characters: str) -> None:
        if self.words is not None:
            self.words.append(characters)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if self.words is not None and self._is_wanted(tag):
            self._keep(tag, "".join(self.words))
            self.words = None
        if tag == "event" and self.item is not None and len(self.path) == self.depth - 1:
            self.source.items.append(self.item)
            self.item = None
        elif tag in ("day", "room") and self.item is None:
            self.room = ""
        self.path.pop()

    def _keep(self, tag: str, text: str) -> None:
        if self.item is None:
            if tag == "time_zone_name":
                self.source.zone = text.strip()
            elif tag == "start":
                self.first = text.strip()
            else:
                self.change = text.strip()[:5]
        elif tag == "person":
            self.item.persons.append(text)
        elif tag != "room" or text.strip():
            setattr(self.item, "sort" if tag == "type" else tag, text)
