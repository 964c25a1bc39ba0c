"""What the secretary's page shows of its point: the roll, who was named when, the room's number, and the links."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from eventapp.bridges.readiness import joined
from eventapp.directory.organisations import called_in
from eventapp.events.models import Event, Site
from eventapp.links import keeping
from eventapp.links.models import Audience, Link
from eventapp.links.queries import leading_to, links_of
from eventapp.links.words import CHANNEL_WORDS, PLATFORM_WORDS
from eventapp.names import search_key
from eventapp.presence.rolls import counted_at, named_at
from eventapp.programme.models import Session
from eventapp.programme.queries import sessions_of
from eventapp.registration.models import Registration
from eventapp.web.languages import language

SOON = timedelta(minutes=45)  # so long before it begins a session is the one that is meant
Groups = list[tuple[str, list[dict[str, str]]]]


def meant(sessions: Sequence[Session], asked: str | None, now: datetime) -> Session | None:
    """Return the session whose roll is called: the one asked for, else the one that goes on or begins soon."""
    if asked is not None:
        return next((each for each in sessions if each.ref == asked.upper()), None)
    there = [each for each in sessions if each.starts_at - SOON <= now < each.ends_at]
    return max(there, key=lambda each: each.starts_at, default=None)


def sessions_to_call(event: Event) -> list[Session]:
    """Return the sessions of which the roll may be called."""
    return joined(sessions_of(event))


def standing(event: Event, site: Site, people: Sequence[Registration], now: datetime) -> dict[str, Any]:
    """Return what is known of the point's people, as the page's script wants it: by session, then by code."""
    named, counted = named_at(event, site, now=now), counted_at(event, site)
    return {
        "people": _digest(people),
        "named": {
            session: {ref: [each.is_here, each.at.isoformat()] for ref, each in of_session.items()}
            for session, of_session in named.items()
        },
        "counted": {session: [number, at.isoformat()] for session, (number, at) in counted.items()},
    }


def groups(people: Sequence[Registration]) -> Groups:
    """Return the roll by organisation, each with what a row shows and what it is found by."""
    called = called_in(language(), [_organisation(each) for each in people])
    rows = [
        {
            "ref": each.ref,
            "name": each.person.full_name,
            "post": each.person.position,
            "organisation": called[_organisation(each)],
            "stands_for": each.attends_for.person.full_name if each.attends_for else "",
            "words": f" {search_key(each.person.full_name)} {_initials(each)} {search_key(_organisation(each))}",
        }
        for each in people
    ]
    return [(name, list(those)) for name, those in groupby(rows, key=lambda row: row["organisation"])]


def found(rows: Groups, q: str) -> Groups:
    """Return those rows of which every word begins a word; without scripts the server searches."""
    terms = search_key(q).split()
    kept = [(name, [row for row in those if all(f" {term}" in row["words"] for term in terms)]) for name, those in rows]
    return [(name, those) for name, those in kept if those]


def rooms_of(event: Event, site: Site, session: Session | None) -> list[dict[str, str]]:
    """Return the links by which the point joins the session, the original sound first."""
    session_id = session.id if session else None
    there = leading_to(links_of(event), Audience.BRIDGE, session_id=session_id, site_id=site.id)
    return [_room(link) for link in there]


def _room(link: Link) -> dict[str, str]:
    leads = keeping.opened(link)
    return {
        "channel": str(_(CHANNEL_WORDS[link.channel])),
        "platform": str(_(PLATFORM_WORDS[link.platform])),
        "url": leads.url,
        "room": leads.room,
        "passcode": leads.passcode,
    }


def _organisation(registration: Registration) -> str:
    delegation = registration.delegation
    return delegation.organisation.name if delegation else registration.person.organisation_name


def _initials(registration: Registration) -> str:
    return "".join(word[0] for word in search_key(registration.person.full_name).split())


def _digest(people: Sequence[Registration]) -> str:
    """Return what changes when somebody comes to the list or leaves it, or is called otherwise."""
    return sha256("\n".join(f"{each.ref} {each.person.full_name}" for each in people).encode()).hexdigest()[:16]
