"""What people call the kinds of questions, and answers as they are shown to people; the edge translates."""

from collections.abc import Callable
from datetime import date
from typing import Any

from eventapp.errors import N_
from eventapp.questions.countries import countries
from eventapp.questions.models import Kind, Question
from eventapp.spreadsheets.writing import Value

KIND_WORDS = {
    Kind.TEXT: N_("One line of text"),
    Kind.LONG_TEXT: N_("Several lines of text"),
    Kind.CHOICE: N_("One of several choices"),
    Kind.SEVERAL: N_("Any of several choices"),
    Kind.YES_NO: N_("Yes or no"),
    Kind.DATE: N_("Date"),
    Kind.NUMBER: N_("Number"),
    Kind.PHONE: N_("Telephone number"),
    Kind.COUNTRY: N_("Country"),
    Kind.FILE: N_("File (PDF, PNG, JPEG)"),
    Kind.HEADING: N_("Heading, nothing is asked"),
}
YES_NO_WORDS = {"yes": N_("Yes"), "no": N_("No")}


def shown(question: Question, value: Any, *, locale: str, translate: Callable[[str], str]) -> str:
    """Return an answer in words, "" for none. A file is only said to be there: its name says nothing."""
    if value in (None, "", []):
        return ""
    match question.kind:
        case Kind.CHOICE | Kind.SEVERAL:
            chosen = value if isinstance(value, list) else [value]
            return "; ".join(each.label_in(locale) for each in question.choices if each.ref in chosen)
        case Kind.YES_NO:
            return translate(YES_NO_WORDS.get(value, value))
        case Kind.COUNTRY:
            return countries(locale).get(value, str(value))
        case Kind.DATE:
            return "/".join(reversed(str(value).split("-")))
        case Kind.FILE:
            return str(value).rpartition(".")[2].upper()
    return str(value)


def as_json(question: Question, value: Any) -> Any:
    """Return a kept answer with its type, as programs give and get it; of a file only its kind."""
    match question.kind:
        case Kind.YES_NO:
            return value == "yes"
        case Kind.NUMBER:
            return float(value) if "." in value else int(value)
        case Kind.FILE:
            return value.rpartition(".")[2]
    return value


def as_cell(question: Question, value: Any, *, locale: str, translate: Callable[[str], str]) -> Value:
    """Return a kept answer as a cell of a sheet: days and numbers as such, the rest in words."""
    if value not in (None, "", []):
        if question.kind is Kind.DATE:
            return date.fromisoformat(value)
        if question.kind is Kind.NUMBER:
            return float(value) if "." in value else int(value)
    return shown(question, value, locale=locale, translate=translate)
