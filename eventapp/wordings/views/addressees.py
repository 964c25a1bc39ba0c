"""Whose letter is previewed, chosen by search: a delegate, a delegation, a speaker, or a change of a session.

A letter about a change is shown as the first one gets it whom the change concerns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import force_locale

from eventapp import clock
from eventapp.agenda.letter_writing import sessions_said
from eventapp.bridges import letter_writing as bridges
from eventapp.bridges.queries import find_point
from eventapp.bridges.readiness import readiness_at, readiness_of
from eventapp.bridges.readiness import wanted as wanted_points
from eventapp.delegations import search as delegations_search
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import find_by_ref as find_delegation
from eventapp.directory.models import Person
from eventapp.directory.organisations import called_in
from eventapp.events.models import Event, Site
from eventapp.invitations import letter_writing as invitations
from eventapp.invitations.shapes import Kind as Sent
from eventapp.notices import letter_writing as notices
from eventapp.notices import listing
from eventapp.notices.telling import LETTERS
from eventapp.programme.models import Change
from eventapp.registration.letter_writing import written
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import Wanted
from eventapp.speakers import letter_writing as speakers
from eventapp.speakers import queries as speakers_search
from eventapp.web.languages import language
from eventapp.web.letters import MOST_FOUND, Shown, choose_delegate, pictures, shown
from eventapp.wordings.kinds import Kind

Chosen = Registration | Delegation | Person | Change | Site
_CHANGES = {code: kind for kind, code in LETTERS.items()}


@dataclass(frozen=True)
class Addressee:
    """Someone whose letter may be looked at."""

    ref: str
    name: str
    post: str


def find_addressee(event: Event, kind: Kind, ref: str) -> Chosen | None:
    """Return who has that reference among those to whom letters of the kind go, or the change they are about."""
    if goes_to_organisations(kind):
        return find_delegation(event, ref)
    if goes_to_bridge_points(kind):
        point = find_point(event, ref)
        return point[0] if point else None
    if goes_to_speakers(kind):
        line = speakers_search.find_line(event, ref)
        return line.person if line else None
    if kind.code in _CHANGES:
        change = listing.find_change(event, ref)
        return change if change and LETTERS.get(change.kind) == kind.code else None
    return find_by_ref(event, ref) if goes_to_delegates(kind) else None


def choose(event: Event, kind: Kind) -> tuple[Chosen | None, Sequence[Addressee]]:
    """Return who was chosen, or the first one found, and all that were found."""
    query = request.args.get("q", "")[:200]
    chosen = find_addressee(event, kind, request.args.get("ref", ""))
    if goes_to_organisations(kind):
        return _delegations(event, query, chosen)
    if goes_to_speakers(kind):
        return _speakers(event, query, chosen)
    if goes_to_bridge_points(kind):
        return _points(event, query, chosen)
    if kind.code in _CHANGES:
        return _changes(event, kind, query, chosen)
    if not goes_to_delegates(kind):
        return None, ()
    delegate, lines = choose_delegate(event, Wanted(q=query))
    called = called_in(language(), [line.organisation_name for line in lines])
    return delegate, [Addressee(line.ref, line.full_name, called[line.organisation_name]) for line in lines]


def letter_to(event: Event, addressee: Chosen, kind: Kind, locale: str) -> Shown | None:
    """Return the letter as it would be written now; None where nobody would get it.

    One to an organisation speaks both languages.
    """
    if isinstance(addressee, Delegation):
        return shown(invitations.compose(addressee, Sent(kind.code.rpartition("/")[2]), has_paper=False), {})
    with force_locale(locale):
        match addressee:
            case Person():
                line = speakers_search.find_line(event, addressee.ref)
                return shown(speakers.written(event, line, kind.code, locale), {}) if line else None
            case Site():
                return shown(bridges.written(event, readiness_at(event, addressee), kind.code, locale), {})
            case Change():
                first = notices.first_addressee(addressee)
                return shown(notices.written(addressee, *first, locale), {}) if first else None
            case Registration():
                sessions = {"sessions": sessions_said(addressee, locale) or "–"}
                more = sessions if kind.code.startswith("agenda/") else {}
                return shown(written(addressee, kind.code, locale, **more), pictures(addressee))


def whose(kind: Kind) -> str:
    """Return whom a preview of that kind looks for: "delegates", "organisations", "speakers" …; "": nobody."""
    if kind.code in _CHANGES:
        return "changes"
    kinds = {
        "organisations": goes_to_organisations,
        "speakers": goes_to_speakers,
        "delegates": goes_to_delegates,
        "points": goes_to_bridge_points,
    }
    return next((word for word, is_so in kinds.items() if is_so(kind)), "")


def goes_to_delegates(kind: Kind) -> bool:
    """Is it about one registration?"""
    return kind.code.startswith(("registration/", "agenda/"))


def goes_to_organisations(kind: Kind) -> bool:
    """Is it to the focal point of an organisation?"""
    return kind.code.startswith("delegations/")


def goes_to_speakers(kind: Kind) -> bool:
    """Does it ask a speaker?"""
    return kind.code.startswith("speakers/")


def goes_to_bridge_points(kind: Kind) -> bool:
    """Is it to the secretary of a bridge point?"""
    return kind.code.startswith("bridges/")


def _delegations(event: Event, query: str, chosen: Chosen | None) -> tuple[Chosen | None, Sequence[Addressee]]:
    wanted = delegations_search.Wanted(q=query)
    page = delegations_search.page(event, wanted, "", now=clock.now(), per_page=MOST_FOUND, number=1)
    found = [Addressee(each.ref, each.organisation.name_in(language()), each.code) for each in page.delegations]
    return chosen or next(iter(page.delegations), None), found


def _speakers(event: Event, query: str, chosen: Chosen | None) -> tuple[Chosen | None, Sequence[Addressee]]:
    lines, _total, _number = speakers_search.page(
        event, speakers_search.Wanted(q=query), speakers_search.Sort.NAME, per_page=MOST_FOUND
    )
    people = [line.person for line in lines]
    called = called_in(language(), [person.organisation_name for person in people])
    found = [Addressee(each.ref, each.full_name, called[each.organisation_name]) for each in people]
    return chosen or next(iter(people), None), found


def _points(event: Event, query: str, chosen: Chosen | None) -> tuple[Chosen | None, Sequence[Addressee]]:
    lines = wanted_points(readiness_of(event), q=query)[:MOST_FOUND]
    found = [
        Addressee(each.site.ref, each.site.name_in(language()), each.secretary.name if each.secretary else "")
        for each in lines
    ]
    return chosen or next((each.site for each in lines), None), found


def _changes(event: Event, kind: Kind, query: str, chosen: Chosen | None) -> tuple[Chosen | None, Sequence[Addressee]]:
    wanted = listing.Wanted(q=query, kind=_CHANGES[kind.code])
    changes, _total, _number = listing.page(event, wanted, per_page=MOST_FOUND)
    found = [
        Addressee(each.ref, each.session.title_in(language()), f"{each.at.astimezone(event.tz):%d/%m/%Y %H:%M}")
        for each in changes
    ]
    return chosen or next(iter(changes), None), found
