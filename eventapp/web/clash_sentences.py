"""What is wrong with a programme, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.links.models import Audience
from eventapp.programme import clash_words
from eventapp.programme.clash_values import Clash, ClashKind, Frame
from eventapp.programme.planned import frame_of
from eventapp.web.languages import language

LINKLESS = {ClashKind.POINTS_WITHOUT_LINK: Audience.BRIDGE, ClashKind.ONLINE_WITHOUT_LINK: Audience.ONLINE}


def said(event: Event, found: Iterable[Clash]) -> list[dict[str, Any]]:
    """Return each clash with its words: {"clash", "word", "sentence", "brief", "way_out", "links"}.

    "links" is the address of the page where the link is added that it lacks, "" where it lacks none.
    """
    frame, locale = frame_of(event), language()
    return [_said(event, clash, frame, locale) for clash in found]


def _said(event: Event, clash: Clash, frame: Frame, locale: str) -> dict[str, Any]:
    sentence = clash_words.sentence(clash, zone=frame.zone, in_hall=frame.in_hall, locale=locale, translate=_)
    return {
        "clash": clash,
        "word": _(clash_words.KINDS[clash.kind]),
        "sentence": sentence,
        "brief": _brief(clash, sentence),
        "way_out": _(clash_words.WAYS_OUT[clash.kind]),
        "links": _adding_a_link(event, clash) if clash.kind in LINKLESS else "",
    }


def _brief(clash: Clash, sentence: str) -> str:
    """Return what is said beside each of the sessions, after the word for it."""
    if clash.kind is ClashKind.UNREACHABLE and clash.person:
        return clash.person.name
    if clash.kind in LINKLESS:
        return clash_words.points(clash, locale=language(), translate=_)
    return sentence


def _adding_a_link(event: Event, clash: Clash) -> str:
    """Return the form for a link, filled with what the clash is about."""
    asked: dict[str, Any] = {"audience": LINKLESS[clash.kind].value}
    if len(clash.sessions) == 1 and clash.sessions[0].ref:
        asked["session"] = clash.sessions[0].ref
    if len(clash.points) == 1:
        asked["site"] = clash.points[0].ref
    return url_for("links.listed", slug=event.slug, **asked, _anchor="new")
