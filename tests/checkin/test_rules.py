"""The rules of the door: one definition, and a file of vectors that the telephone's version passes too."""

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eventapp.checkin import rules
from eventapp.checkin.models import Direction, Reason, Verdict
from eventapp.checkin.rules import GateRule, Passage, PlaceFacts, TicketFacts, judge
from tests.checkin.vectors import FILE, NINE, written

VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]


def failed(judging: Any) -> list[str]:
    """Return the vectors that come out otherwise."""
    outcomes = [(each, judging(GateRule.from_json(each["gate"]), Passage.from_json(each["facts"]))) for each in VECTORS]
    return [each["name"] for each, out in outcomes if list(out) != [*each["expected"].values()]]


def at_gate(ticket: TicketFacts | None, gate: GateRule = rules.DEFAULT, **more: Any) -> rules.Judgement:
    """Judge somebody who comes in at nine."""
    known: dict[str, Any] = {"direction": Direction.IN, "at": NINE, "is_overridden": False, "place": rules.NOWHERE}
    return judge(gate, Passage(ticket=ticket, **{**known, **more}))


def test_the_vectors_are_what_the_rules_say_and_what_is_committed() -> None:
    assert written() == FILE.read_text(encoding="utf-8")
    assert failed(judge) == []
    outcomes = Counter(tuple(each["expected"].values()) for each in VECTORS)
    assert len(VECTORS) >= 500 and len({each["name"] for each in VECTORS}) == len(VECTORS)
    assert {verdict for verdict, _reason in outcomes} == {each.value for each in Verdict}
    assert {reason for _verdict, reason in outcomes} == {each.value for each in Reason} | {None}


def test_the_vectors_catch_rules_that_are_broken() -> None:
    def admits_everyone(_gate: GateRule, passage: Passage) -> rules.Judgement:
        return (Verdict.ADMITTED if passage.direction is Direction.IN else Verdict.LEFT), None

    def forgets_the_end(gate: GateRule, passage: Passage) -> rules.Judgement:
        found = judge(gate, passage)
        return (Verdict.ADMITTED, None) if gate.closes == passage.at and found[1] is Reason.OUTSIDE_HOURS else found

    def overrides_anything(gate: GateRule, passage: Passage) -> rules.Judgement:
        return (Verdict.ADMITTED, None) if passage.is_overridden and passage.ticket else judge(gate, passage)

    broken = (admits_everyone, forgets_the_end, overrides_anything)
    assert [bool(failed(each)) for each in broken] == [True, True, True]


def test_what_was_taken_back_is_never_let_in_and_nobody_is_kept_inside() -> None:
    gone = TicketFacts(status="cancelled", void="cancelled")
    inside = PlaceFacts(is_inside=True, spells=1)
    assert at_gate(gone, is_overridden=True) == (Verdict.REFUSED, Reason.CANCELLED)
    assert at_gate(gone, direction=Direction.OUT) == (Verdict.REFUSED, Reason.CANCELLED)
    assert at_gate(gone, direction=Direction.OUT, place=inside) == (Verdict.LEFT, None)


def test_a_full_room_admits_nobody_unless_it_is_not_known_how_full_it_is() -> None:
    room = GateRule(session="SSSS7777", capacity=2)
    outcomes = [at_gate(TicketFacts(), room, place=PlaceFacts(inside=inside)) for inside in (None, 1, 2)]
    assert outcomes == [(Verdict.ADMITTED, None), (Verdict.ADMITTED, None), (Verdict.REFUSED, Reason.ROOM_FULL)]


@given(
    gate=st.builds(
        GateRule,
        categories=st.sampled_from([(), ("A",), ("A", "B")]),
        zones=st.sampled_from([(), ("X",)]),
        opens=st.none() | st.integers(0, 9),
        capacity=st.none() | st.integers(1, 3),
        has_reentry=st.booleans(),
    ),
    ticket=st.builds(TicketFacts, category=st.sampled_from("ABC"), zones=st.sampled_from([(), ("X", "Y")])),
    place=st.builds(PlaceFacts, inside=st.none() | st.integers(0, 4), spells=st.integers(0, 2)),
    at=st.integers(0, 12),
)
def test_an_override_only_ever_opens(gate: GateRule, ticket: TicketFacts, place: PlaceFacts, at: int) -> None:
    plain = at_gate(ticket, gate, place=place, at=at)
    overridden = at_gate(ticket, gate, place=place, at=at, is_overridden=True)
    assert overridden == (Verdict.ADMITTED, None)
    assert plain in [(Verdict.ADMITTED, None), *((Verdict.REFUSED, reason) for reason in rules.OVERRIDABLE)]
