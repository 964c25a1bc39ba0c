"""What is different about a session, in the reader's words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventapp.bilingual import Bilingual, spoken
from eventapp.events.models import Event
from eventapp.notices.words import FIELD_WORDS
from eventapp.programme import wording
from eventapp.programme.changes import FIELDS
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.web import zones
from eventapp.web.languages import language

LONGEST = 300  # characters of a text that are shown


def differences(event: Event, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is different, in words: field, before, after."""
    return [
        (_(FIELD_WORDS[name]), in_words(event, name, before[name]), in_words(event, name, after[name]))
        for name in FIELDS
        if name in after and name in before
    ]


def in_words(event: Event, name: str, value: Any) -> str:
    """Return what a field of a session says."""
    if not value:
        return "–"
    if name in ("starts_at", "ends_at"):
        moment = datetime.fromisoformat(value)
        return f"{zones.clock_time(moment, event.zone)}, {zones.day(moment, event.zone)}"
    if name in ("room", "track"):
        return str(spoken(Bilingual(*value[:2]), language()))
    if name == "kind":
        return str(_(wording.KINDS[SessionKind(value)]))
    if name == "platform":
        return "; ".join(f"{person} ({_(wording.part(PlatformRole(role)))})" for role, person, _ref in value)
    return str(value) if len(str(value)) <= LONGEST else f"{str(value)[:LONGEST]}…"
