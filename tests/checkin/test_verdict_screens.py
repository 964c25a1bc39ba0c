"""C11: for each answer of the door there is one screen, and its colour agrees with the answer."""

import re

from flask.testing import FlaskClient

from eventapp.checkin.models import Reason, Verdict
from eventapp.checkin.rules import OVERRIDABLE

SCREEN = re.compile(
    r'<template id="verdict-(\w+)">\s*<section class="verdict" data-verdict="(\w+)"(.*?)</template>', re.DOTALL
)


def screens(client: FlaskClient) -> dict[str, tuple[str, str]]:
    """Return colour and contents of every screen by its answer."""
    page = client.get("/door/-/pair").text
    return {key: (colour, contents) for key, colour, contents in SCREEN.findall(page)}


def test_every_answer_has_a_screen_and_only_admitted_is_green(client: FlaskClient) -> None:
    shown = screens(client)
    answers = {each.value for each in Verdict if each is not Verdict.REFUSED} | {each.value for each in Reason}
    assert answers - shown.keys() == set()
    assert {key for key, (colour, _contents) in shown.items() if colour == "go"} == {Verdict.ADMITTED.value}


def test_what_nobody_has_decided_is_neither_green_nor_red(client: FlaskClient) -> None:
    shown = screens(client)
    undecided = ("checking", "unconfirmed", "signed_out", "no_list", "needs_network", "later", "full", "revoked")
    assert {shown[key][0] for key in undecided} == {"wait"}


def test_what_the_staff_may_set_aside_is_amber_and_offers_it(client: FlaskClient) -> None:
    shown = screens(client)
    offered = {key for key, (_colour, contents) in shown.items() if 'data-act="override"' in contents}
    assert offered == {each.value for each in OVERRIDABLE}
    assert {shown[key][0] for key in offered} == {"ask"}
