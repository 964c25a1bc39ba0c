"""What offices call the kinds of organisations."""

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from eventapp.directory.words import KIND_WORDS, kind_called


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Cơ quan trung ương", "central"),
        ("TỈNH", "province"),
        ("CQĐD", "mission"),
        ("doanh nghiep", "enterprise"),
        ("Mission abroad", "mission"),
        ("central", "central"),
        ("Hội, hiệp hội", "Hội, hiệp hội"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_kind_is_known_by_what_offices_call_it(word: str | None, kind: str) -> None:
    assert kind_called(word) == kind


def test_the_names_we_show_ourselves_are_known(app: Flask) -> None:
    for locale in ("vi", "en"):
        with force_locale(locale):
            assert {kind_called(gettext(word)) for word in KIND_WORDS.values()} == set(KIND_WORDS)
