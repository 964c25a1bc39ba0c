"""Go to every door as everybody, with things of one's own, of another event and of none, and note what happens."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.trust.matrix import ALIKE, CLOSED_BY_NOW, FIXED, MATRIX, PLACES, Audience
from tests.trust.world import ABSENT, OTHER, OWN, Things, Visitor, World

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
HERE = "tests/trust/matrix.py"
PLACE = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
VARIES = re.compile(rb'value="[\w.-]{40,}"|[\w-]{60,}|revision=\d+')


@dataclass(frozen=True)
class Visit:
    """One request and its answer. `which` says whose thing the last place of the address named."""

    door: str
    visitor: Visitor
    which: str
    path: str
    status: int
    location: str
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes

    def __str__(self) -> str:
        return f"{self.door} as {self.visitor}, {self.which} thing: {self.status} {self.location}"


def doors(app: Flask) -> dict[str, Rule]:
    """Return every method of every route, as "METHOD /rule"."""
    return {
        f"{method} {rule.rule}": rule
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


def unknown_places(rules: Iterable[str]) -> set[tuple[str, str]]:
    """Return the places of rules that the matrix does not know."""
    return {place for rule in rules for place in _places(rule) if place not in PLACES and place[1] not in FIXED}


def address(rule: str, first: Things, rest: Things) -> str:
    """Return a rule's address: the first place names a thing of `first`, those after it things of `rest`."""
    places = iter(_places(rule))
    taken = []

    def fill(_found: re.Match[str]) -> str:
        before, name = next(places)
        if name in FIXED:
            return FIXED[name]
        things = rest if taken else first
        taken.append(name)
        return str(getattr(things, PLACES[before, name]))

    return PLACE.sub(fill, rule)


def walk(world: World, only: Iterable[str] = ()) -> list[Visit]:
    """Visit all doors (or `only` these) that the matrix knows; the database is as before after each."""
    return [
        visit
        for door, rule in sorted(doors(world.app).items())
        if (door in only if only else door in MATRIX and not unknown_places([rule.rule]))
        for visitor in Visitor
        for visit in _visits(world, door, rule, visitor)
    ]


def _visits(world: World, door: str, rule: Rule, visitor: Visitor) -> Iterator[Visit]:
    method = door.split(" ", 1)[0]
    tried = set()
    for which, path in _addresses(world, rule):
        if path in tried:
            continue
        tried.add(path)
        answer = ask(world, visitor, method, path)
        yield _noted(door, visitor, which, path, answer)
        if method in UNSAFE and answer.status_code not in (401, 403, 404):
            world.restore()


def ask(world: World, visitor: Visitor, method: str, path: str, **more: object) -> TestResponse:
    """Send one request, with an empty body of the kind that door reads."""
    if method in UNSAFE and not more:
        more = {"json": {}} if path.startswith("/api/") else {"data": {}}
    return world.client(visitor).open(path, method=method, **more)  # type: ignore[arg-type]


def _addresses(world: World, rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what to try: all things our own; the last one another event's, or nobody's."""
    own = world.own
    yield OWN, address(rule.rule, own, own)
    if not [place for place in _places(rule.rule) if place[1] not in FIXED]:
        return
    for which in (OTHER, ABSENT):
        things = world.things(which)
        yield which, address(rule.rule, own, things)
        yield which, address(rule.rule, things, things)


def _places(rule: str) -> list[tuple[str, str]]:
    words = [word for word in rule.split("/") if word]
    found = []
    for number, word in enumerate(words):
        for name in PLACE.findall(word):
            found.append((words[number - 1] if number else "", name))
    return found


def _noted(door: str, visitor: Visitor, which: str, path: str, answer: TestResponse) -> Visit:
    body = answer.get_data()
    answer.close()
    return Visit(
        door,
        visitor,
        which,
        path,
        answer.status_code,
        answer.headers.get("Location", ""),
        {name.lower(): value for name, value in answer.headers.items()},
        tuple(answer.headers.getlist("Set-Cookie")),
        body,
    )


def expected(visit: Visit, world: World) -> str | None:
    """Return what is wrong with the outcome of a visit, or None."""
    audience, found = MATRIX[visit.door], visit.status
    if found >= 500:
        return "an error of ours"
    names_another_event = audience.knows_events and f"/{world.own.slug}" not in visit.path
    if visit.door in CLOSED_BY_NOW:
        return None if found == 404 else "expected 404, for whom else"
    if not _is_known(visit.visitor, audience):
        return _judge_unknown(visit, audience)
    if audience.knows_events and (names_another_event or not _has_role(visit.visitor)):
        if visit.visitor is Visitor.ADMINISTRATOR and visit.which == OTHER:
            return None if found not in (401, 403) else "administrators come in everywhere"
        if visit.visitor in (Visitor.ELSEWHERE, Visitor.TOKEN_ELSEWHERE) and f"/{world.other.slug}" in visit.path:
            return None  # at home there
        return None if found == 404 else "expected 404, as if the event did not exist"
    if visit.visitor not in audience.let_in:
        return None if found == 403 else "expected 403"
    return _judge_let_in(visit, audience, world)


def _judge_unknown(visit: Visit, audience: Audience) -> str | None:
    if audience.manner in ("api", "device") or visit.door.split(" ")[0] in UNSAFE:
        return None if visit.status == 401 else "expected 401"
    is_led = visit.status == 302 and visit.location.startswith("/sign-in?next=")
    return None if is_led else "expected the way to /sign-in"


def _judge_let_in(visit: Visit, audience: Audience, world: World) -> str | None:
    is_foreign = visit.which != OWN and visit.door not in ALIKE
    if is_foreign and audience.manner == "public" and visit.which == OTHER:
        rest_is_own = f"/{world.own.slug}/" in visit.path
        return None if not rest_is_own or visit.status == 404 else "expected 404: it is not of this event"
    if is_foreign:
        return None if visit.status == 404 else "expected 404: there is no such thing in this event"
    return None if visit.status in {200, 302, 303, 304, 201, 204, 409, 422} else "expected to be let in"


def _is_known(visitor: Visitor, audience: Audience) -> bool:
    """Does the door know at all who is there: a session for pages, a session or a token for the API?"""
    if audience.manner == "public":
        return True
    has_token = visitor.value.startswith("token")
    if audience.manner == "device":
        return False
    return visitor is not Visitor.ANYONE and (audience.manner == "api" or not has_token)


def _has_role(visitor: Visitor) -> bool:
    return visitor not in (Visitor.STRANGER, Visitor.ELSEWHERE, Visitor.TOKEN_ELSEWHERE)


def told_apart(visits: Iterable[Visit], world: World) -> list[str]:
    """Return the doors whose 404 for a thing of another event is not the same as for a thing that is nowhere."""
    answers: dict[tuple[str, Visitor, int], dict[str, set[bytes]]] = {}
    for visit in visits:
        if visit.status == 404 and visit.which != OWN:
            depth = 1 if f"/{world.own.slug}" in visit.path else 2
            kinds = answers.setdefault((visit.door, visit.visitor, depth), {})
            kinds.setdefault(visit.which, set()).add(_without_its_own_words(visit, world))
    return [
        f"{door} as {visitor}"
        for (door, visitor, _depth), kinds in answers.items()
        if len(set(map(frozenset, kinds.values()))) > 1
    ]


def _without_its_own_words(visit: Visit, world: World) -> bytes:
    body = visit.body
    for words in (visit.path, json.dumps(visit.path)[1:-1]):
        body = body.replace(words.encode(), b"PATH")
    for above in PurePosixPath(visit.path).parents[:-1]:  # where a page that only takes forms is left for
        body = body.replace(f'"{above}?lang='.encode(), b'"ABOVE?lang=')
    for which in (OTHER, ABSENT):
        for value in vars(world.things(which)).values():
            if isinstance(value, str) and len(value) > 3:
                body = body.replace(value.encode(), b"THING")
    return VARIES.sub(b"", body)
