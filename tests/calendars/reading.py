"""Reads iCalendar bytes into a tree by the grammar of RFC 5545 section 3.1, and notes what breaks it."""

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))')
MORE = re.compile(r',("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


@dataclass
class Line:
    """One property: its name, its parameters, and its value as written."""

    name: str
    parameters: dict[str, list[str]]
    value: str


@dataclass
class Part:
    """One component with what stands in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        return next((line.value for line in self.lines if line.name == name), "")


def read(content: bytes) -> Part:
    """Return the body as a tree; for tests that compare values."""
    tree = tree_of(content, [])
    assert tree is not None
    return tree


def text(value: str) -> str:
    """Return a TEXT value as a person reads it."""
    return ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def tree_of(content: bytes, found: list[str]) -> Part | None:
    """Return the body as a tree, or None when it is not one; what is wrong with a line is added to `found`."""
    unfolded = re.sub(r"\r\n[ \t]", "", content.decode())
    stack: list[Part] = [Part("")]
    for written in re.split(r"\r\n|\n|\r", unfolded):
        if not written:
            continue
        line = _line(written, found)
        if line is None:
            continue
        if line.name == "BEGIN":
            part = Part(line.value)
            stack[-1].parts.append(part)
            stack.append(part)
        elif line.name == "END":
            if len(stack) == 1 or stack[-1].name != line.value:
                found.append(f"nesting: END:{line.value}")
                return None
            stack.pop()
        else:
            stack[-1].lines.append(line)
    if len(stack) != 1 or len(stack[0].parts) != 1 or stack[0].lines or stack[0].parts[0].name != "VCALENDAR":
        found.append("nesting: not exactly one whole VCALENDAR")
        return None
    return stack[0].parts[0]


def _line(written: str, found: list[str]) -> Line | None:
    name = NAME.match(written)
    if name is None:
        found.append(f"no-name: {written[:40]!r}")
        return None
    place, parameters = name.end(), {}
    while match := PARAMETER.match(written, place):
        values, place = [match[2]], match.end()
        while more := MORE.match(written, place):
            values.append(more[1])
            place = more.end()
        if match[1].upper() in parameters:
            found.append(f"parameter-twice: {match[1]}")
        parameters[match[1].upper()] = [each.strip('"') for each in values]
    if written[place : place + 1] != ":":
        found.append(f"no-colon: {written[:40]!r}")
        return None
    value = written[place + 1 :]
    if CONTROL.search(value):
        found.append(f"control-character: {name[0]}")
    return Line(name[0].upper(), parameters, value)
