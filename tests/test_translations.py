"""Every sentence exists in both languages, with the same places to fill in."""

import re
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from eventapp.config import ROOT

PLACE = re.compile(r"%\((\w+)\)[a-z]")
KEYWORDS = DEFAULT_KEYWORDS | {"N_": None}


@cache
def vietnamese() -> Catalog:
    """Return the Vietnamese catalogue."""
    path = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale="vi")


@cache
def sentences() -> frozenset[tuple[str, str | None]]:
    """Return every sentence, with its context, that code and templates mark for translation."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: set[tuple[str, str | None]] = set()
    for folder in ("eventapp", "templates"):
        inside = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        here = {pattern.removeprefix(f"{folder}/"): chosen for pattern, chosen in options.items()}
        for _file, _line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), inside, here, keywords=KEYWORDS
        ):
            found.add((message if isinstance(message, str) else message[0], context))
    return frozenset(found)


def texts(message: Message) -> list[str]:
    """Return the translations of a message: one, or one per plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_the_sentences_are_found() -> None:
    assert len(sentences()) > 500
    assert ("In person", "short") in sentences()
    assert (
        "Registration for this event is closed. Ask the organiser if you still wish to attend.",
        None,
    ) in sentences()


def test_every_sentence_has_its_vietnamese() -> None:
    catalogue = vietnamese()
    missing = [
        (sentence, context)
        for sentence, context in sentences()
        if (found := catalogue.get(sentence, context)) is None or not all(texts(found))
    ]
    assert sorted(missing, key=str) == []


def test_a_translation_fills_in_what_its_sentence_does() -> None:
    wrong = []
    for message in vietnamese():
        if not message.id:
            continue
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        places = {place for text in english for place in PLACE.findall(text)}
        for text in texts(message):
            strange = set(PLACE.findall(text)) - places
            lost = places - set(PLACE.findall(text)) - {"num"}
            if strange or (lost and isinstance(message.id, str)):
                wrong.append((english[0], text))
    assert wrong == []


def test_no_sentence_is_kept_twice() -> None:
    path = ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
    entries = re.findall(r'((?:msgctxt ".*"\n)?msgid ".+")\n', path.read_text(encoding="utf-8"))
    assert sorted({each for each in entries if entries.count(each) > 1}) == []
