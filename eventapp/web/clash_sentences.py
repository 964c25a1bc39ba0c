"""What is wrong with a programme, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.programme import clash_words
from eventapp.programme.clash_values import Clash, ClashKind, Frame
from eventapp.programme.planned import frame_of
from eventapp.web.languages import language


def said(event: Event, found: Iterable[Clash]) -> list[dict[str, Any]]:
    """Return each clash with its words in the reader's language: {"clash", "word", "sentence", "brief", "way_out"}."""
    frame, locale = frame_of(event), language()
    return [_said(clash, frame, locale) for clash in found]


def _said(clash: Clash, frame: Frame, locale: str) -> dict[str, Any]:
    sentence = clash_words.sentence(clash, zone=frame.zone, in_hall=frame.in_hall, locale=locale, translate=_)
    return {
        "clash": clash,
        "word": _(clash_words.KINDS[clash.kind]),
        "sentence": sentence,
        "brief": clash.person.name
        if clash.kind is ClashKind.UNREACHABLE and clash.person
        else sentence,  # beside each of the sessions
        "way_out": _(clash_words.WAYS_OUT[clash.kind]),
    }
