"""Names in both languages: said in the language of whoever reads, English as text, and kept as JSON."""

import json

from flask import Flask
from flask_babel import force_locale

from eventapp.audit.trail import Actor
from eventapp.audit.words import actor_name, focal_point_of
from eventapp.bilingual import Bilingual, in_sentence, spoken
from eventapp.delegations.quotas import QuotaExhausted
from eventapp.shapes import Fault
from eventapp.web.forms import complaint, sentence

MINISTRY = Bilingual("Bộ Ngoại giao", "Ministry of Foreign Affairs")


def test_a_name_is_said_in_the_readers_language_or_in_the_one_there_is() -> None:
    assert (spoken(MINISTRY, "vi"), spoken(MINISTRY, "en")) == ("Bộ Ngoại giao", "Ministry of Foreign Affairs")
    assert spoken(Bilingual("Bộ Công an", ""), "en") == "Bộ Công an"
    assert spoken(Bilingual("", "ASEAN Secretariat"), "vi") == "ASEAN Secretariat"
    assert str(MINISTRY) == "Ministry of Foreign Affairs"


def test_what_is_no_pair_of_names_stays_as_it_is() -> None:
    assert in_sentence({"name": "An", "number": 3, "of": {"vi": "một"}}, "en") == {
        "name": "An",
        "number": 3,
        "of": {"vi": "một"},
    }


def test_both_names_survive_json() -> None:
    """The trail and the remarks of an import keep them so."""
    assert spoken(json.loads(json.dumps(MINISTRY)), "en") == "Ministry of Foreign Affairs"


def test_a_refusal_and_a_fault_are_said_with_the_name_of_their_language(app: Flask) -> None:
    refusal = QuotaExhausted(delegation=MINISTRY)
    fault = Fault("organisation", refusal.code, refusal.message, refusal.values)
    for locale, name, other in (("en", MINISTRY["en"], MINISTRY["vi"]), ("vi", MINISTRY["vi"], MINISTRY["en"])):
        with force_locale(locale):
            for said in (sentence(refusal), complaint(fault)):
                assert name in said
                assert other not in said
    assert MINISTRY["en"] in str(refusal)


def test_the_trail_calls_a_focal_point_by_both_names_of_the_organisation() -> None:
    words = focal_point_of(MINISTRY)
    assert actor_name(words) == "The focal point of Ministry of Foreign Affairs"
    assert actor_name(words, locale="vi") == "The focal point of Bộ Ngoại giao"
    assert actor_name("focal point of Bộ Ngoại giao") == "The focal point of Bộ Ngoại giao"  # an older line
    assert len(Actor(focal_point_of(Bilingual("Đ" * 255, "E" * 255))).words) <= 255
