"""C15: what is guessed, altered or copied admits nobody and names nobody; a copy is told of the first."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from random import Random
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from eventapp.checkin import facts, guessing
from eventapp.checkin.models import Right
from eventapp.references import ALPHABET as REFERENCES
from eventapp.tickets import codes
from eventapp.tickets.codes import ALPHABET, LENGTH, code_hash, new_code, read_code
from tests.checkin.telephones import Telephone
from tests.checkin.test_door_list import codes as codes_of
from tests.factories import make_event, make_registration

GUESSES = 1_000_000
ISSUED = 1000
AT_THE_SAME_MOMENT = 12
AT_ONCE = 500


def altered(word: str, alphabet: str) -> Iterator[str]:
    """Yield every word that differs in one place, has two neighbours exchanged, or lacks or has one too many."""
    for place, letter in enumerate(word):
        yield from (word[:place] + other + word[place + 1 :] for other in alphabet if other != letter)
        yield word[:place] + word[place + 1 :]
        yield word[:place] + letter + word[place:]
        if place and word[place - 1] != letter:
            yield word[: place - 1] + letter + word[place - 1] + word[place + 1 :]


def tried(telephone: Telephone, guesses: Iterable[str]) -> list[tuple[str, Any]]:
    """Return verdict and person of everything the door did not take for unknown."""
    records = [{"id": str(uuid4()), "code": guess} for guess in guesses]
    found = []
    for start in range(0, len(records), AT_ONCE):
        answers = telephone.batch(*records[start : start + AT_ONCE])
        found += [(each["verdict"], each["delegate"]) for each in answers if each["reason"] != "unknown"]
    return found


@pytest.fixture
def house(bare_app: Flask) -> tuple[Telephone, str, str]:
    """A desk, whom no limit slows down; a ticket's code, and the registration code of somebody."""
    with bare_app.test_request_context():
        event = make_event()
        delegate = make_registration(event)
        [code] = codes_of([delegate])
        ref = delegate.ref
    return Telephone(bare_app, event, Right.SCAN, Right.SEARCH), code, ref


def test_no_neighbour_of_a_ticket_and_no_random_code_opens_the_door(house: tuple[Telephone, str, str]) -> None:
    desk, code, _ref = house
    guesses = {*altered(code, ALPHABET), *(new_code() for _ in range(AT_ONCE))} - {code}
    same = {each for each in guesses if read_code(each) == code}
    assert len(guesses) > 1200 and same == set()
    assert tried(desk, guesses) == []
    assert desk.scan(code)["verdict"] == "admitted"


def test_no_neighbour_of_a_registration_code_opens_the_door(house: tuple[Telephone, str, str]) -> None:
    desk, _code, ref = house
    assert tried(desk, {each for each in altered(ref, REFERENCES) if len(each) == len(ref)} - {ref}) == []
    assert desk.scan(ref)["verdict"] == "admitted"


def test_a_door_that_looks_at_part_of_a_code_is_noticed(
    house: tuple[Telephone, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: whoever knows the first twenty characters is let in, and named."""
    desk, code, _ref = house
    whole: Callable[[str], str] = codes.code_hash
    monkeypatch.setattr(facts, "code_hash", lambda each: whole(code if each[:20] == code[:20] else each))
    found = tried(desk, {*altered(code, ALPHABET)} - {code})
    assert len(found) > 100 and found[0][1]["full_name"] == "Nguyễn Văn An"


def test_a_million_guesses_are_as_many_identities_and_none_is_a_ticket() -> None:
    """Half are random and half are issued codes with letters changed; no two codes are read as one."""
    issued = [new_code() for _ in range(ISSUED)]
    tickets = {identity(each) for each in issued}
    letters = Random(15)
    guesses = {new_code() for _ in range(GUESSES // 2)}
    while len(guesses) < GUESSES:
        code, place = letters.choice(issued), letters.randrange(LENGTH - 4)
        guesses.add(code[:place] + "".join(letters.choices(ALPHABET, k=4)) + code[place + 4 :])
    guesses.difference_update(issued)
    guessed = {identity(each) for each in guesses}
    assert len(guesses) > GUESSES * 0.999
    assert len(guessed) == len(guesses)
    assert guessed.isdisjoint(tickets)


def identity(code: str) -> str:
    """Return by what the door knows a code."""
    return code_hash(read_code(code) or "")


def test_of_many_wrong_registration_codes_at_once_five_are_answered(bare_app: Flask) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    with bare_app.test_request_context():
        event = make_event()
    telephone, start = Telephone(bare_app, event), Barrier(AT_THE_SAME_MOMENT)
    answers: list[int] = []

    def guess() -> None:
        start.wait()
        body = {"id": str(uuid4()), "code": "K7QM4XTR"}
        headers = {"Authorization": f"Bearer {telephone.token}"}
        sent = bare_app.test_client().post("/api/v1/events/forum/scans", json=body, headers=headers)
        answers.append(sent.status_code)

    threads = [Thread(target=guess) for _ in range(AT_THE_SAME_MOMENT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * guessing.TRIES + [429] * (AT_THE_SAME_MOMENT - guessing.TRIES)


def test_a_ticket_of_another_event_is_unknown_and_names_nobody(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event, other = make_event(), make_event("other")
        [code] = codes_of([make_registration(other, "Lê Hoà")])
    answer = Telephone(bare_app, event).scan(code)
    assert (answer["verdict"], answer["reason"], answer["delegate"]) == ("refused", "unknown", None)


def test_a_picture_of_a_ticket_is_told_when_and_where_the_first_one_came_in(
    house: tuple[Telephone, str, str],
) -> None:
    desk, code, _ref = house
    desk.scan(code, gate="Cửa Đông", at="2030-05-06T01:00:00Z")
    copy = desk.scan(code, gate="Cửa Tây", at="2030-05-06T01:05:00Z")
    assert (copy["verdict"], copy["first_in_gate"]) == ("already_in", "Cửa Đông")
    assert datetime.fromisoformat(copy["first_in_at"]) == datetime.fromisoformat("2030-05-06T01:00:00+00:00")
