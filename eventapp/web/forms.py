"""A page's form: what was typed, the clean values, and what is wrong with it in the visitor's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from eventapp import shapes
from eventapp.bilingual import in_sentence
from eventapp.errors import DomainError
from eventapp.moments import is_moment
from eventapp.shapes import Fault
from eventapp.web.languages import language
from eventapp.web.zones import in_words


class Form:
    """One submission (or a fresh form with `start` values) read through a shape. Keeps everything typed."""

    def __init__(
        self,
        shape: type[shapes.Shape],
        submitted: Mapping[str, Any] | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        self.shape, self.start, self.submitted = shape, start or {}, submitted
        reading = shapes.read(shape, submitted) if submitted is not None else None
        self.values: dict[str, Any] = dict(reading.values) if reading else {}
        self.all_faults: list[tuple[str, str, str]] = []
        self.refusal: str | None = None
        self.status = 200
        for fault in reading.faults if reading else ():
            self.add_fault(fault.field, complaint(fault))

    @property
    def ok(self) -> bool:
        """Was something submitted, and is all of it in shape?"""
        return self.submitted is not None and not self.all_faults and self.refusal is None

    def value(self, name: str) -> Any:
        """Return what was typed, else the start value, else an empty string."""
        source = self.submitted if self.submitted is not None else self.start
        value = source.get(name)
        return "" if value is None else value

    def replace(self, name: str, value: str) -> None:
        """Show another value than the one that was submitted, where the page and not the visitor wrote it."""
        self.submitted = {**(self.submitted or {}), name: value}

    def faults(self, name: str) -> list[str]:
        """Return the sentences about one field."""
        return [sentence for field, _label, sentence in self.all_faults if field == name]

    def add_fault(self, name: str, sentence: str, label: str | None = None) -> None:
        """Say (in the visitor's language) what is wrong with a field; `label` names one unknown to the shape."""
        self.all_faults.append((name, label or gettext(shapes.label(self.shape, name)), sentence))
        self.status = 422

    def refuse(self, refusal: DomainError) -> None:
        """Say that the rules refused; everything typed stays."""
        self.refusal = sentence(refusal)
        self.status = refusal.status


def sentence(refusal: DomainError) -> str:
    """Return the refusal's sentence in the visitor's language."""
    translated = str(gettext(refusal.message))
    return translated % _in_words(refusal.values) if refusal.values else translated


def complaint(fault: Fault) -> str:
    """Return in the visitor's language what is wrong with a value."""
    return fault.sentence(gettext, language())


def _in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return names in the visitor's language, and moments in the conference's time and the visitor's."""
    spoken = in_sentence(values, language())
    return {
        name: in_words(datetime.fromisoformat(value["at"]), value["zone"]) if is_moment(value) else value
        for name, value in spoken.items()
    }
