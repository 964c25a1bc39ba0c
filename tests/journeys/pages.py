"""Every page there is, out of the route table: its address with sample values, and who looks at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask
from werkzeug.routing import Rule

from eventapp.events.roles import Role
from eventapp.web.access import Audience, access_of

ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


class Visitor(StrEnum):
    """Who looks at a page."""

    ANYONE = "anyone"
    DELEGATE = "delegate"
    DOOR = "door"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Page:
    """A rule of the route table, or what is unusual here; an address; who looks at it, and how it must answer."""

    rule: str
    path: str
    visitor: Visitor
    status: int = 200


class NoSampleValue(Exception):
    """A new rule names something that the crawl has no example of: add one to `samples`."""


def pages_of(app: Flask, samples: Mapping[str, str], questions: Mapping[str, str]) -> list[Page]:
    """Return an address under every rule that answers GET, but for programs, who are answered in JSON.

    `samples` gives an argument's value by its name, or by the beginning of the rule that ends with it; `questions` what
    follows the path of a rule. Raises NoSampleValue.
    """
    return [
        Page(rule.rule, address(rule.rule, samples) + questions.get(rule.rule, ""), visitor_of(app, rule))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and not is_for_programs(app, rule)
    ]


def address(rule: str, samples: Mapping[str, str]) -> str:
    """Return the rule with an example in the place of every argument."""
    path, end = "", 0
    for argument in ARGUMENT.finditer(rule):
        beginning = rule[: argument.end()]
        if beginning not in samples and argument.group(1) not in samples:
            raise NoSampleValue(beginning)
        path += rule[end : argument.start()] + samples.get(beginning, samples.get(argument.group(1), ""))
        end = argument.end()
    return path + rule[end:]


def is_for_programs(app: Flask, rule: Rule) -> bool:
    """Does a token open it?"""
    access = access_of(app, rule.endpoint)
    return access is not None and access.audience is Audience.PROGRAM


def visitor_of(app: Flask, rule: Rule) -> Visitor:
    """Return the least of our visitors who may come in."""
    access = access_of(app, rule.endpoint)
    if access is None or access.audience is Audience.PUBLIC:
        return Visitor.DELEGATE if "<secret>" in rule.rule else Visitor.ANYONE
    if access.audience is Audience.ADMINISTRATOR or access.role is Role.OWNER:
        return Visitor.ADMINISTRATOR
    return Visitor.DOOR if access.role is Role.DOOR else Visitor.ORGANISER
