"""Placeholders such as {full_name}: a fixed list, filled in one pass, so that no value is ever read as a placeholder.

Anything else in braces, or of another template language, is text and is printed as it stands.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from eventapp.errors import N_, DomainError

_PLACE = re.compile(r"\{([^\W\d][\w ]{0,60})\}")


class UnknownPlaceholder(DomainError):
    """A placeholder that this letter does not have."""

    code = "unknown_placeholder"
    message = N_("{%(name)s} is no placeholder of this letter. It has: %(known)s.")
    status = 422


@dataclass(frozen=True)
class Words:
    """A subject and a text as someone wrote them, with placeholders."""

    subject: str
    text: str

    def filled(self, values: Mapping[str, str]) -> "Filled":
        """Return the words of one letter. A value that is Markup stays as it is in the HTML, all else is escaped."""
        return Filled(fill(self.subject, _plain(values)), fill(self.text, _plain(values)), fill_html(self.text, values))


@dataclass(frozen=True)
class Filled:
    """A subject and a text with everything filled in."""

    subject: str
    text: str
    html: Markup


def judge(text: str, known: Iterable[str]) -> None:
    """Raise UnknownPlaceholder where the text has one that is not known."""
    names = list(known)
    for name in _PLACE.findall(text):
        if name not in names:
            raise UnknownPlaceholder(name=name, known=", ".join(f"{{{each}}}" for each in names))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the values in their places."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def fill_html(text: str, values: Mapping[str, str]) -> Markup:
    """Return the text as paragraphs of HTML, everything escaped; a blank line parts them, a line end is kept."""
    paragraphs = (part.strip("\n").split("\n") for part in text.split("\n\n") if part.strip())
    lines = (Markup("<br>").join(_line(line, values) for line in paragraph) for paragraph in paragraphs)
    return Markup("\n").join(Markup("<p>{}</p>").format(each) for each in lines)


def _line(line: str, values: Mapping[str, str]) -> Markup:
    pieces = _PLACE.split(line)
    return Markup("").join(
        escape(values.get(piece, f"{{{piece}}}") if number % 2 else piece) for number, piece in enumerate(pieces)
    )


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.striptags() if isinstance(value, Markup) else value for name, value in values.items()}
