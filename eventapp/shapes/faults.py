"""What is wrong with one value, in a sentence that names its field; and the base of every field."""

import math
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from marshmallow import ValidationError, fields, missing

from eventapp.bilingual import spoken
from eventapp.errors import N_

MISSING = N_("%(label)s is missing.")
INVALID = N_("%(label)s cannot be read.")
TOO_LONG = N_("%(label)s is longer than %(maximum)s characters.")

# Whether values come with their types (JSON). A form and a sheet have text where a number or a tick is meant.
typed: ContextVar[bool] = ContextVar("typed", default=False)


class Problem(str):
    """An English sentence that remembers its code, its message id and the values in it."""

    code: str
    message: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, message: str, values: Mapping[str, Any]) -> "Problem":
        """Fill the sentence in; `message` holds %(name)s places."""
        problem = super().__new__(cls, message % values if values else message)
        problem.code, problem.message, problem.values = code, message, values
        return problem


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field ("" for the whole): a stable code, a message id, and the values in it.

    `values["label"]` is itself a message id: the field's name for people.
    """

    field: str
    code: str
    message: str
    values: Mapping[str, Any] = default(default_factory=dict)

    def sentence(self, translate: Callable[[str], str] = str, locale: str = "en") -> str:
        """Return the sentence as `translate` (gettext) has it in that language, the field's label translated too."""
        if not self.values:
            return translate(self.message)
        return translate(self.message) % {
            name: translate(value) if name == "label" else spoken(value, locale) for name, value in self.values.items()
        }


class Entry(fields.Field[Any]):
    """The base of our fields: knows its label, takes "" and None for missing, and speaks in Problems.

    A field that is not required and has no `load_default` becomes None when it is missing.
    """

    is_exact = False  # whether "" in JSON is a wrong value, as where a word of a list or a moment is described

    def __init__(self, *, label: str = "", metadata: Mapping[str, Any] | None = None, **more: Any) -> None:
        """Take `label` (a marked message id) and whatever marshmallow's Field takes."""
        if not more.get("required"):
            more.setdefault("load_default", None)
            more.setdefault("allow_none", True)  # for the description: None is as good as missing, see `is_blank`
        super().__init__(metadata=metadata or {}, **more)
        self._label = label

    @property
    def label(self) -> str:
        """The field's name for people, as a message id; its own name where none was given."""
        return self._label or str(self.name or "")

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **more: Any) -> Any:
        """Return the clean value, or the default for a blank one; raises ValidationError holding Problems."""
        if self.is_blank(value):
            return self.blank()
        complaint = getattr(value, "complaint", None)  # a spreadsheet's formula says itself why it is no value
        if isinstance(complaint, str):
            raise self.problem("invalid", complaint)
        return super().deserialize(value, attr, data, **more)

    def is_blank(self, value: Any) -> bool:
        """Whether nothing was given."""
        if isinstance(value, str):
            return not value.strip() and not (self.is_exact and typed.get())
        return value is None or value is missing

    def blank(self) -> Any:
        """Return what a missing value becomes; raises where one is required."""
        if self.required:
            raise self.problem("missing", MISSING)
        if self.load_default is missing:
            return None
        return self.load_default() if callable(self.load_default) else self.load_default

    def problem(self, code: str, message: str = INVALID, **values: Any) -> ValidationError:
        """Return the error to raise, its sentence naming this field."""
        return ValidationError([Problem(code, message, {"label": self.label, **values})])

    def text_of(self, value: Any) -> str:
        """Return a value as text: text itself, or a sheet's number (2.0 is "2"); anything else is a problem."""
        if isinstance(value, str):
            return value
        if typed.get() or isinstance(value, bool) or not isinstance(value, int | float):
            raise self.problem("invalid")
        if not math.isfinite(value) or abs(value) >= 1e15:  # beyond it a float is no longer exact
            raise self.problem("invalid")
        return str(int(value)) if value == int(value) else str(value)
