"""Fields that hold one of a few things: a word of a list, a time zone, a colour, a whole number, a tick."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from marshmallow import fields

from eventapp.errors import N_
from eventapp.names import clean_line, fold
from eventapp.shapes.faults import Entry, typed

_READABLE = 4.5  # contrast WCAG 2.2 (1.4.3) asks of text
_NO_PLACES = {"Factory", "localtime", "posixrules"}


class Choice(Entry, fields.String):
    """One word of a StrEnum. A form or a sheet may also use its synonyms, whatever their case and accents."""

    is_exact = True
    unknown = N_("%(label)s is unknown: %(given)s. Known are: %(choices)s.")

    def __init__(
        self, kind: type[StrEnum], *, synonyms: Mapping[StrEnum, Sequence[str]] | None = None, **more: Any
    ) -> None:
        """Take the words, and what else people write for each."""
        super().__init__(**more)
        none = [None] if self.allow_none else []  # a description that allows null must list it (JSON Schema, 6.1.2)
        self.metadata = {**self.metadata, "enum": [*(each.value for each in kind), *none]}
        self.kind = kind
        self._known = {fold(word): each for each in kind for word in [each.value, *(synonyms or {}).get(each, ())]}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = self.text_of(value)
        found = None if typed.get() else self._known.get(fold(text[:200]))
        if found is None and text in [each.value for each in self.kind]:
            found = self.kind(text)
        if found is None:
            given = clean_line(text[:80])
            raise self.problem(
                "unknown", self.unknown, given=given, choices=", ".join(each.value for each in self.kind)
            )
        return found


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - _NO_PLACES if not name.startswith("posix/")}


class Zone(Entry, fields.String):
    """A time zone by its IANA name, such as Asia/Ho_Chi_Minh; returned as text in its own spelling."""

    unknown = N_("%(label)s is not a time zone such as Asia/Ho_Chi_Minh: %(given)s")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = clean_line(self.text_of(value)[:200])
        if text.casefold() not in _zones():
            raise self.problem("unknown", self.unknown, given=text[:80])
        return _zones()[text.casefold()]


def contrast_on_white(colour: str) -> float:
    """Return the contrast of "#rrggbb" against white, 1 to 21, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class Colour(Entry, fields.String):
    """A colour as "#rrggbb", dark enough to be read on white, or under white letters."""

    not_a_colour = N_("%(label)s is not a colour such as #0b6e4f.")
    too_light = N_("%(label)s is too light to be read on white; please choose a darker colour.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = self.text_of(value).strip().lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", text):
            raise self.problem("invalid", self.not_a_colour)
        if contrast_on_white(text) < _READABLE:
            raise self.problem("too_light", self.too_light)
        return text


class Whole(Entry, fields.Integer):
    """A whole number between two bounds, both included. A form may send digits, a sheet 3.0; JSON only a number."""

    not_whole = N_("%(label)s is not a whole number.")
    too_small = N_("%(label)s is less than %(minimum)s.")
    too_large = N_("%(label)s is more than %(maximum)s.")

    def __init__(self, minimum: int = 0, maximum: int = 2**31 - 1, **more: Any) -> None:
        """Take the bounds; by default what an Integer column holds and nothing negative."""
        super().__init__(metadata={"minimum": minimum, "maximum": maximum}, **more)
        self.minimum, self.maximum = minimum, maximum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        number = self._number(value)
        if number < self.minimum:
            raise self.problem("too_small", self.too_small, minimum=self.minimum)
        if number > self.maximum:
            raise self.problem("too_large", self.too_large, maximum=self.maximum)
        return number

    def _number(self, value: Any) -> int:
        if isinstance(value, str) and not typed.get() and re.fullmatch(r"[+-]?[0-9]{1,18}", value.strip()):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer():  # JSON's 3.0 is 3 as well (JSON Schema, 6.1.1)
            return int(value)
        raise self.problem("invalid", self.not_whole)


class Tick(Entry, fields.Boolean):
    """A box that is ticked or not; one that is required must be ticked. A form sends nothing for an empty box."""

    not_ticked = N_("Please tick: %(label)s.")
    yes = frozenset({"on", "1", "true", "yes", "x", "co", "dong y"})
    no = frozenset({"off", "0", "false", "no", "khong"})

    def __init__(self, **more: Any) -> None:
        """Take what every field takes; a missing one is False."""
        if not more.get("required"):
            more.setdefault("load_default", False)
        super().__init__(**more)

    def blank(self) -> Any:
        """Return False, or raise where the box had to be ticked."""
        if self.required:
            raise self.problem("missing", self.not_ticked)
        return super().blank()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if isinstance(value, bool):
            ticked = value
        else:
            if typed.get():
                raise self.problem("invalid")
            word = fold(self.text_of(value)[:20])
            if word not in self.yes | self.no:
                raise self.problem("invalid")
            ticked = word in self.yes
        return True if ticked else self.blank() if self.required else False
