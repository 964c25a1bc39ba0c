"""The form of a session: what it holds, and what was typed as the rules take it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda import terms
from eventapp.agenda.queries import find_offer
from eventapp.agenda.shapes import SignUpKind
from eventapp.agenda.terms import Agreed
from eventapp.agenda.words import SIGN_UP_WORDS
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import modes_of
from eventapp.notices.words import FIELD_WORDS
from eventapp.programme import platform, programming, wording
from eventapp.programme.changes import FIELDS
from eventapp.programme.models import PlatformRole, Session
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.shapes import in_zone
from eventapp.versions import places
from eventapp.versions.queries import Drafted, number_drafted
from eventapp.versions.standing import stands
from eventapp.web.access import actor
from eventapp.web.forms import Form
from eventapp.web.session_changes import differences, in_words
from eventapp.web.times import wall_times

ROLES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}
TEXTS = ("title", "title_en", "abstract", "abstract_en", "notes")
AS_TYPED = "%Y-%m-%dT%H:%M"  # what <input type=datetime-local> takes


def planned(event: Event, form: Form) -> dict[str, Any]:
    """Return the form's words, rooms and people by their names. Raises NoSuchMoment."""
    values = form.values
    starts_at, ends_at = (in_zone(values[name], event.zone) for name in ("starts", "ends"))
    return {
        **{name: values[name] for name in ("kind", "room", *TEXTS)},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "people": [name for field in ROLES for name in values[field]],
    }


def agreement(event: Event, form: Form) -> Agreed | None:
    """Return what the form says about places; None where it says nothing. Raises NoSuchMoment."""
    values = form.values
    if values["sign_up"] is None:
        return None
    window = {name: values[f"sign_up_{name}"] for name in ("opens", "closes")}
    return Agreed(
        needs_places=values["sign_up"] is SignUpKind.PLACES,
        places={mode: values[f"{mode.value}_places"] for mode in Mode},
        **{f"{name}_at": in_zone(at, event.zone) if at else None for name, at in window.items()},
        has_waiting_list=values["has_waiting_list"],
        beyond=values["beyond"],
    )


def agreed(event: Event, form: Form, session: Session) -> None:
    """Let the session need places as the form says. Raises NoSuchMoment, and what `terms` raises."""
    said = agreement(event, form)
    if said is not None:
        terms.agree(event, session, said, by=actor())


def given(event: Event, form: Form, session: Session | None) -> dict[str, Any]:
    """Return the form's words as the rules take them; rooms, tracks and people are made known. Raises NoSuchMoment."""
    values, words = form.values, planned(event, form)
    del words["people"]
    return words | {
        "room": programming.room(event, values["room"]) if values["room"] else None,
        "track": programming.track(event, values["track"]) if values["track"] else None,
        "platform": platform.named(
            event, {role: values[field] for field, role in ROLES.items()}, by=actor(), session=session
        ),
    }


def as_typed(event: Event, drafted: Drafted) -> dict[str, str]:
    """Return what the form of a session begins with: its draft, if there is one."""
    session, draft = drafted.shown, drafted.draft
    offer = find_offer(drafted.session) if drafted.session else None
    agreed = places.from_words(draft.sign_up) if draft and draft.sign_up else terms.agreed_with(offer)
    return {
        **{name: getattr(session, name) for name in TEXTS},
        **{name: "\n".join(one.full_name for one in session.people_as(role)) for name, role in ROLES.items()},
        "kind": session.kind.value,
        "starts": session.starts_at.astimezone(event.tz).strftime(AS_TYPED),
        "ends": session.ends_at.astimezone(event.tz).strftime(AS_TYPED),
        "room": session.room.name if session.room else "",
        "track": session.track.name if session.track else "",
        "seen": drafted.digest,
        **_places_as_typed(event, agreed),
    }


def _places_as_typed(event: Event, agreed: Agreed) -> dict[str, str]:
    if not agreed.needs_places:
        return {"sign_up": SignUpKind.OPEN.value, "has_waiting_list": "yes"}
    return {
        "sign_up": SignUpKind.PLACES.value,
        "has_waiting_list": "yes" if agreed.has_waiting_list else "",
        **{f"{mode.value}_places": "" if number is None else str(number) for mode, number in agreed.places.items()},
        **wall_times({"sign_up_opens": agreed.opens_at, "sign_up_closes": agreed.closes_at}, event.zone),
    }


def form_page(
    event: Event,
    form: Form,
    drafted: Drafted | None,
    clashes: list[dict[str, Any]] | None = None,
    concerned: str = "",
    *,
    is_overtaken: bool = False,
) -> ResponseReturnValue:
    """Show the form; with `clashes`, what saving it would lead to (none: it was not asked).

    `concerned` says who would have to go elsewhere if it were saved: whether they are told is asked first.
    `is_overtaken`: what somebody else has saved meanwhile is shown beside, and saving once more replaces it.
    """
    session = drafted.session if drafted else None
    if is_overtaken and drafted:
        form.replace("seen", drafted.digest)
    number = number_drafted(event)
    page = render_template(
        "programme/form.html",
        event=event,
        form=form,
        session=session,
        drafted=drafted,
        ref=drafted.shown.ref if drafted else "",
        kinds=[(kind.value, _(word)) for kind, word in wording.KINDS.items()],
        rooms=rooms_of(event),
        tracks=tracks_of(event),
        clashes=clashes,
        concerned=concerned,
        offer=find_offer(session) if session else None,
        modes=list(modes_of(event)),
        sign_up_kinds=[(kind.value, _(word)) for kind, word in SIGN_UP_WORDS.items()],
        is_drafting=number > 0,
        may_draft=number > 0 or event.status is not EventStatus.DRAFT,
        different=differences(event, *drafted.divided) if drafted else [],
        standing=_standing(event, drafted) if is_overtaken and drafted else [],
    )
    return page, form.status


def _standing(event: Event, drafted: Drafted) -> list[tuple[str, str]]:
    """Return what the session says now, field by field, in words."""
    said = stands(drafted.shown)
    return [(_(FIELD_WORDS[name]), in_words(event, name, said[name])) for name in FIELDS]
