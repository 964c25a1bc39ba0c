"""What counts as an answer: one field for each kind of question, the same for a page, JSON and a row of a sheet.

Each gives the answer as it is kept: text, or a list of references for several choices, or a cleaned file.
"""

import re
from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from eventapp import files
from eventapp.errors import N_, DomainError
from eventapp.names import clean_line, fold
from eventapp.questions.countries import codes, countries
from eventapp.questions.models import Choice, Kind, Question
from eventapp.shapes import Day, Entry, Line, Paragraph, Phone
from eventapp.shapes.choices import Tick
from eventapp.shapes.faults import typed

LONGEST_TEXT, LONGEST_PARAGRAPH = 255, 4000
UNKNOWN_CHOICE = N_("%(label)s: there is no choice “%(given)s”.")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")


class OneChoice(Entry, fields.String):
    """One of the question's choices, by its reference; a form or a sheet may also give its words in either language."""

    def __init__(self, choices: Sequence[Choice], **more: Any) -> None:
        """Take what there is to choose from."""
        super().__init__(**more)
        self.refs = {choice.ref for choice in choices}
        self.words = {fold(words): each.ref for each in choices for words in (each.label_en, each.label) if words}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = clean_line(self.text_of(value)[:1000])
        found = text if text in self.refs else None if typed.get() else self.words.get(fold(text))
        if found is None:
            raise self.problem("unknown", UNKNOWN_CHOICE, given=text[:80])
        return found


class SeveralChoices(OneChoice):
    """Several of them: a list, or in a sheet their words with semicolons or line ends between."""

    not_a_list = N_("%(label)s is not a list.")

    def is_blank(self, value: Any) -> bool:
        """Whether nothing was chosen; a form sends an empty list."""
        return value == [] or super().is_blank(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, list):
            if typed.get():
                raise self.problem("invalid", self.not_a_list)
            value = [part for part in re.split(r"[;\n]", self.text_of(value)[:10_000]) if part.strip()]
        chosen = (super(SeveralChoices, self)._deserialize(each, attr, data) for each in value[:500])
        return list(dict.fromkeys(chosen))


class YesNo(Entry, fields.Boolean):
    """Yes or no, kept as these words. JSON gives true or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if typed.get():
            raise self.problem("invalid")
        word = fold(self.text_of(value)[:20])
        if word not in Tick.yes | Tick.no:
            raise self.problem("invalid")
        return "yes" if word in Tick.yes else "no"


class DayAnswer(Day):
    """A day, kept as 2021-12-20."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        return super()._deserialize(value, attr, data, **more).isoformat()


class Number(Entry, fields.Float):
    """A number of at most fifteen digits before the point and six after it, kept as it was written."""

    not_a_number = N_("%(label)s is not a number.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float) or (typed.get() and value == str(value)):
            raise self.problem("invalid", self.not_a_number)
        text = value.strip().replace(",", ".") if isinstance(value, str) else _written(value)
        if not _NUMBER.fullmatch(text):
            raise self.problem("invalid", self.not_a_number)
        return text.removeprefix("+")


def _written(value: float) -> str:
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else str(value)


class Country(Entry, fields.String):
    """A country by its code of two letters; a form or a sheet may also give its name in either language."""

    unknown = N_("%(label)s: no country is called “%(given)s”.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = clean_line(self.text_of(value)[:200])
        code = (text if text in countries("en") else None) if typed.get() else codes().get(fold(text))
        if code is None:
            raise self.problem("unknown", self.unknown, given=text[:80])
        return code


class FileAnswer(Entry, fields.Raw):
    """A file by its bytes, recognised by its content and cleaned. Only a page can send one."""

    not_here = N_("%(label)s: a file can be sent on the page only.")

    def is_blank(self, value: Any) -> bool:
        """Whether no file was sent; one without a byte in it was."""
        return False if isinstance(value, bytes) else super().is_blank(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        if not isinstance(value, bytes):
            raise self.problem("invalid", self.not_here)
        try:
            return files.clean(value)
        except DomainError as refusal:
            raise self.problem(refusal.code, refusal.message, **refusal.values) from None


def field_of(question: Question, *, locale: str) -> Entry:
    """Return the field that reads answers to the question; its name for people is the question itself."""
    label = question.label_in(locale)
    match question.kind:
        case Kind.TEXT:
            return Line(LONGEST_TEXT, label=label)
        case Kind.LONG_TEXT:
            return Paragraph(LONGEST_PARAGRAPH, label=label)
        case Kind.CHOICE:
            return OneChoice(question.choices, label=label)
        case Kind.SEVERAL:
            return SeveralChoices(question.choices, label=label)
        case Kind.YES_NO:
            return YesNo(label=label)
    return _PLAIN[question.kind](label=label)


_PLAIN: dict[Kind, type[Entry]] = {
    Kind.DATE: DayAnswer,
    Kind.NUMBER: Number,
    Kind.PHONE: Phone,
    Kind.COUNTRY: Country,
    Kind.FILE: FileAnswer,
}
