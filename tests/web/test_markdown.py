"""Markdown of organisers."""

import re

import pytest

from eventapp.web.markdown import rendered


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n## b\n### c\n#### d\n# e", ["h3", "h4", "h5", "h5", "h3"]),
        ("## a\n#### b", ["h3", "h4"]),
        ("### a\n# b\n### c", ["h3", "h3", "h4"]),
    ],
)
def test_headings_begin_at_the_third_level_and_skip_none(text: str, levels: list[str]) -> None:
    assert re.findall(r"<(h\d)>", rendered(text)) == levels
    assert re.findall(r"</(h\d)>", rendered(text)) == levels


@pytest.mark.parametrize(
    "text",
    ["<img src=x onerror=alert(1)>", "![x](https://example.org/x.png)", "[x](data:text/html,x)", "<style>*{}</style>"],
)
def test_nothing_harmful_is_left(text: str) -> None:
    assert re.findall(r"<(?!/?(?:p|a)\b)[a-z]+|href=", rendered(text)) == []
