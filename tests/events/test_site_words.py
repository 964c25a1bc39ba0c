"""What offices write for a bridge point."""

import pytest
from flask import Flask

from eventapp.events.queries import sites_of
from eventapp.events.site_words import SiteWords
from tests.factories import make_event, make_site

NAMES = ("Điểm cầu tỉnh An Giang", "Huế", "Điểm cầu tỉnh Ninh Bình", "Điểm cầu TP Ninh Bình", "Điểm cầu 3", "Sở Y tế")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Điểm cầu tỉnh An Giang", "Điểm cầu tỉnh An Giang"),
        ("an giang", "Điểm cầu tỉnh An Giang"),
        ("Tỉnh An Giang", "Điểm cầu tỉnh An Giang"),
        ("Bridge point An Giang", "Điểm cầu tỉnh An Giang"),
        ("An Giang bridge point", "Điểm cầu tỉnh An Giang"),
        ("Tại điểm cầu Huế", "Huế"),
        ("TP. Huế", "Huế"),
        ("Ninh Bình", None),
        ("Điểm cầu Ninh Bình", None),
        ("Điểm cầu TP Ninh Bình", "Điểm cầu TP Ninh Bình"),
        ("điểm cầu 3", "Điểm cầu 3"),
        ("3", None),
        ("Y tế", None),
        ("Điểm cầu", None),
        ("", None),
    ],
)
def test_a_bridge_point_is_known_by_its_short_name_where_only_one_is_called_so(
    app: Flask, written: str, meant: str | None
) -> None:
    event = make_event()
    for name in NAMES:
        make_site(event, name)
    found = SiteWords(sites_of(event)).find(written)
    assert (found.name if found else None) == meant
