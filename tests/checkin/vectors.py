"""Makes vectors.json: what the door answers, for the telephone's rules and the server's alike.

`python -m tests.checkin.vectors` writes the file anew; whoever changes a rule looks at what has changed in it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

from eventapp.checkin.rules import GateRule, Passage, PlaceFacts, TicketFacts, judge

FILE = Path(__file__).with_name("vectors.json")
NINE, TEN, ELEVEN = 1_904_262_000_000, 1_904_265_600_000, 1_904_269_200_000  # 6 May 2030, Hà Nội
HALL = {"category": "DDDD2222", "zones": ["A", "VIP"], "site": ""}
TICKETS: dict[str, Any] = {
    "unknown": None,
    "confirmed": HALL,
    "cancelled": {**HALL, "status": "cancelled", "void": "cancelled"},
    "replaced": {**HALL, "status": "replaced", "void": "replaced"},
    "reissued": {**HALL, "void": "reissued"},
    "rejected": {**HALL, "status": "rejected", "void": "rejected"},
    "cancelled, ticket left": {**HALL, "status": "cancelled"},
    "pending": {**HALL, "status": "pending"},
    "returned": {**HALL, "status": "returned"},
    "offered": {**HALL, "status": "offered"},
    "waitlisted": {**HALL, "status": "waitlisted"},
    "asks again": {**HALL, "asks_again": True},
    "blocked": {**HALL, "is_blocked": True},
    "blocked and pending": {**HALL, "status": "pending", "is_blocked": True},
    "online": {**HALL, "mode": "online"},
    "bridge": {**HALL, "mode": "bridge", "site": "BBBB3333"},
    "another bridge": {**HALL, "mode": "bridge", "site": "CCCC4444"},
    "press": {"category": "PPPP5555", "zones": ["B"], "site": ""},
    "with a place": {**HALL, "sessions": ["TTTT8888", "SSSS7777"]},
    "with another place": {**HALL, "sessions": ["TTTT8888"]},
    "without zones": {"category": "PPPP5555", "zones": [], "site": "MMMM6666"},
}
PLACES: dict[str, Any] = {
    "never here": {},
    "inside": {"is_inside": True, "spells": 1},
    "gone out": {"spells": 1},
    "inside again": {"is_inside": True, "spells": 2},
}
GATES: dict[str, Any] = {
    "no rule": {},
    "all modes": {"modes": ["hall", "bridge", "online"]},
    "bridge points": {"modes": ["bridge"]},
    "one bridge point": {"modes": ["bridge"], "sites": ["BBBB3333"]},
    "main site": {"sites": ["MMMM6666", ""]},
    "press": {"categories": ["PPPP5555"]},
    "zone VIP": {"zones": ["VIP"]},
    "zones B or C": {"zones": ["B", "C"]},
    "exit": {"is_entrance": False},
    "entrance": {"is_exit": False},
    "no way back": {"has_reentry": False},
    "room of 100": {"session": "SSSS7777", "capacity": 100},
    "room of 1, no way back": {"session": "SSSS7777", "capacity": 1, "has_reentry": False},
    "session with places": {"session": "SSSS7777", "needs_place": True},
    "session with places, press": {"session": "SSSS7777", "needs_place": True, "categories": ["PPPP5555"]},
    "session with places, from ten": {"session": "SSSS7777", "needs_place": True, "opens": TEN},
    "from ten": {"opens": TEN},
    "until ten": {"closes": TEN},
    "nine to eleven, press": {"opens": NINE, "closes": ELEVEN, "categories": ["PPPP5555"]},
}


def vectors() -> list[dict[str, Any]]:
    """Return all of them, each with what must come out."""
    return [
        {
            "name": name,
            "gate": asdict(GateRule.from_json(gate)),
            "facts": _facts(facts),
            "expected": _expected(gate, facts),
        }
        for name, gate, facts in _cases()
    ]


def _cases() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    # Every standing of a ticket, every way, at a gate without rules.
    for (ticket, held), way, (place, there), override in product(
        TICKETS.items(), ("in", "out", "undo"), PLACES.items(), (False, True)
    ):
        if override and way != "in":
            continue
        name = f"{ticket}, {way}, {place}{', overridden' if override else ''}"
        yield name, {}, _case(held, there, way=way, override=override)
    # Every gate, for everyone who may be at one.
    holders = ("confirmed", "online", "bridge", "another bridge", "press", "without zones", "asks again", "blocked")
    holders += ("with a place", "with another place")
    for (gate, rule), holder in product(GATES.items(), holders):
        for override in (False, True):
            name = f"{gate}: {holder}{', overridden' if override else ''}"
            yield name, rule, _case(TICKETS[holder], {}, override=override)
    # Every gate, wherever the ticket stands, and however full it is.
    for (gate, rule), (place, there), inside in product(GATES.items(), PLACES.items(), (None, 0, 99, 100, 101)):
        yield f"{gate}: {place}, {inside} inside", rule, _case(HALL, {**there, "inside": inside})
    # The edges of the hours.
    for gate, at in product(("from ten", "until ten", "nine to eleven, press"), (NINE, TEN, ELEVEN)):
        for shift, way in product((-1, 0, 1), ("in", "out")):
            yield f"{gate}: {at + shift}, {way}", GATES[gate], _case(TICKETS["press"], {}, way=way, at=at + shift)


def _case(
    ticket: Any, place: dict[str, Any], *, way: str = "in", at: int = NINE, override: bool = False
) -> dict[str, Any]:
    return {"direction": way, "at": at, "is_overridden": override, "ticket": ticket, "place": place}


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with everything said that is usual."""
    ticket = facts["ticket"]
    held = None if ticket is None else asdict(TicketFacts.from_json(ticket))
    return {**facts, "ticket": held, "place": asdict(PlaceFacts.from_json(facts["place"]))}


def _expected(gate: Any, facts: dict[str, Any]) -> dict[str, Any]:
    verdict, reason = judge(GateRule.from_json(gate), Passage.from_json(facts))
    return {"verdict": verdict, "reason": reason}


def written() -> str:
    """Return the file's text: one vector a line, so that a change shows what it changes."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in vectors())
    return f'{{"format":1,"vectors":[\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
