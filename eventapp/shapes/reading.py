"""Reads what was sent through a shape: clean values on one side, faults on the other, and never an exception."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from eventapp.errors import N_
from eventapp.shapes.faults import INVALID, Entry, Fault, Problem, typed

NOT_AN_OBJECT = N_("Fields with values were expected.")


class Shape(Schema):
    """What may be given. Fields it does not name are ignored: a price or a role in a POST changes nothing."""

    class Meta:
        """Ignore the unknown, keep the order."""

        unknown = EXCLUDE


@dataclass(frozen=True)
class Reading:
    """The outcome: values of the fields that could be read, faults of the others, notes about values taken anyway."""

    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def read(shape: type[Schema] | Schema, mapping: Any, *, partial: bool = False, typed_values: bool = False) -> Reading:
    """Return what a form, a JSON body or a spreadsheet's row says, by the names of the shape's fields.

    Never raises for bad input, whatever its type. `partial` (PATCH): absent fields are absent from the values, blank
    ones are cleared. `typed_values` (JSON): a number must be a number and a tick true or false, not text.
    """
    schema = _instance(shape) if isinstance(shape, type) else shape
    if not isinstance(mapping, Mapping):
        return Reading({}, [Fault("", "invalid", NOT_AN_OBJECT)])
    before = typed.set(typed_values)
    try:
        values: dict[str, Any] = schema.load(_taken(schema, mapping), partial=partial)
        faults: list[Fault] = []
    except ValidationError as error:
        values = error.valid_data if isinstance(error.valid_data, dict) else {}
        faults = list(_faults(schema, error.messages))
    finally:
        typed.reset(before)
    return Reading(values, faults, list(_notes(schema, values)))


def label(shape: type[Schema] | Schema, name: str) -> str:
    """Return a field's name for people as a message id; the name itself where it has none."""
    found = (_instance(shape) if isinstance(shape, type) else shape).fields.get(name)
    return found.label if isinstance(found, Entry) else name


@cache
def _instance(shape: type[Schema]) -> Schema:
    return shape()


def _taken(schema: Schema, mapping: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the entries the shape knows; a list keeps every value of a form that names a field many times."""
    taken: dict[str, Any] = {}
    every = getattr(mapping, "getlist", None)
    for name, entry in schema.load_fields.items():
        key = entry.data_key or name
        if key in mapping:
            taken[key] = every(key) if every and isinstance(entry, fields.List) else mapping[key]
    return taken


def _faults(schema: Schema, messages: Any) -> Iterator[Fault]:
    found = dict(_flat("", messages))
    order = [entry.data_key or name for name, entry in schema.load_fields.items()]
    for path in sorted(found, key=lambda path: order.index(top) if (top := path.split(".")[0]) in order else -1):
        for problem in found[path]:
            yield _fault(schema, "" if path == "_schema" else path, problem)


def _fault(schema: Schema, path: str, problem: Any) -> Fault:
    if isinstance(problem, Problem):
        return Fault(path, problem.code, problem.message, problem.values)
    return Fault(path, "invalid", INVALID, {"label": label(schema, path.split(".")[0])})  # marshmallow's own words


def _flat(path: str, messages: Any) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    else:
        yield path, messages if isinstance(messages, list) else [messages]


def _notes(schema: Schema, values: Mapping[str, Any]) -> Iterator[Fault]:
    for name, entry in schema.load_fields.items():
        note = getattr(entry, "note", None)
        if note and values.get(name) and (message := note(values[name])):
            yield Fault(name, "note", message, {"label": label(schema, name)})
