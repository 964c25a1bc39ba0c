"""The kinds of letters whose words an organiser may change. A feature that writes letters offers its kinds here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eventapp.wordings.placeholders import Words

Translate = Callable[[str], str]
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Kind:
    """A kind of letter: its name, its standard words and its placeholders with their meaning, all message ids.

    Standard sentences hold placeholders as gettext writes them, %(event)s; an organiser sees {event} there. How the
    person is addressed is %(name)s in them, as in every sentence, and {address} for organisers.
    """

    code: str  # as in Letter.kind: "registration/confirmed"
    name: str
    subject: str
    paragraphs: tuple[str, ...]
    placeholders: Mapping[str, str]

    @property
    def path(self) -> str:
        """The kind as it stands in an address: "registration.confirmed"."""
        return self.code.replace("/", ".")

    def standard(self, translate: Translate) -> Words:
        """Return the standard words in the language of `translate`."""
        paragraphs = (_with_placeholders(translate(each)) for each in self.paragraphs)
        return Words(_with_placeholders(translate(self.subject)), "\n\n".join(paragraphs))


_kinds: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Let organisers change the words of this kind. Raises ValueError where it is offered already."""
    if kind.code in _kinds:
        raise ValueError(f"letters of kind {kind.code} are offered twice")
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    """Return all kinds in the order in which they were offered."""
    return list(_kinds.values())


def find_kind(code: str) -> Kind | None:
    """Return the kind with that code, as in Letter.kind or as in an address."""
    return _kinds.get(code.replace(".", "/"))


def get_kind(code: str) -> Kind:
    """Return the kind with that code. Raises LookupError."""
    return _kinds[code]


def _with_placeholders(sentence: str) -> str:
    return _PLACE.sub(lambda found: f"{{{found[1]}}}", sentence.replace("%(name)s", "%(address)s"))
