"""A calendar wears the same colour as the event's pages."""

import re

from eventapp.calendar.colours import DYES, colour_of
from eventapp.config import ROOT


def test_the_dyes_are_those_of_the_style_sheet() -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    assert dict(re.findall(r'\[data-accent="(\w+)"\] \{ --accent: (#\w{6}); \}', tokens)) == DYES


def test_any_other_colour_is_shown_as_it_is() -> None:
    assert (colour_of("son"), colour_of("#0b6e4f")) == ("#a8281f", "#0b6e4f")
