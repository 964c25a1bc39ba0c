"""What to do next in an event: each a number, a sentence and one act, the urgent ones first."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.delegations.search import Replies, Wanted, states_of
from eventapp.events.models import Event, EventMode, EventStatus, Mode, Site
from eventapp.events.roles import Role
from eventapp.papers.queries import number_awaiting as number_awaiting_release
from eventapp.registration.awaiting import number_awaiting
from eventapp.registration.figures import Figures
from eventapp.web.access import may
from eventapp.web.navigation import HOME, is_served

NEARLY_FULL = 0.9
_URGENCY = {"bad": 0, "warn": 1, None: 2}


def things_to_do(
    event: Event,
    modes: Mapping[Mode, EventMode],
    sites: Sequence[Site],
    session_count: int,
    clashes: int,
    figures: Figures,
) -> list[dict[str, Any]]:
    """Return what this user can do now, as the macro `todo` wants it."""
    found = [*_about_delegates(event, figures), *_about_delegations(event)]
    if may(Role.ORGANISER, event) and event.status is not EventStatus.ARCHIVED:
        found += [*_about_the_page(event), *_about_places(event, modes, sites)]
        found += [*_about_programme(event, session_count, clashes), *_about_papers(event)]
    return sorted(found, key=lambda thing: _URGENCY[thing.get("tone")])


def _about_the_page(event: Event) -> list[dict[str, Any]]:
    settings = url_for("events.settings", slug=event.slug)
    found = []
    if event.status is EventStatus.DRAFT:
        found.append(
            _thing("bad", 1, _("The event is not published"), _("Nobody but the team can see it or register."),
                   f"{settings}#stage", _("Publish"))
        )  # fmt: skip
    if event.status is EventStatus.PUBLISHED and event.ends_at <= clock.now():
        found.append(
            _thing("warn", 1, _("The event is over but not closed"), _("Closing ends registration; the page stays."),
                   f"{settings}#stage", _("Close it"))
        )  # fmt: skip
    if not event.contact_email:
        found.append(
            _thing("warn", 1, _("Delegates have nobody to ask"), _("There is no contact e-mail on the public page."),
                   f"{settings}#contact_email", _("Add an address"))
        )  # fmt: skip
    if not event.host:
        found.append(
            _thing("warn", 1, _("The issuing body is not named"),
                   _("Delegates agree that it keeps their data, so they must know who it is."),
                   f"{settings}#host", _("Name it"))
        )  # fmt: skip
    if not event.title_en:
        found.append(
            _thing(None, 1, _("The title is in one language only"),
                   _("Guests who read English see the Vietnamese one."), f"{settings}#title_en", _("Translate"))
        )  # fmt: skip
    return found


def _about_places(event: Event, modes: Mapping[Mode, EventMode], sites: Sequence[Site]) -> list[dict[str, Any]]:
    address = url_for("events.sites", slug=event.slug)
    found = []
    if not modes:
        found.append(
            _thing("bad", 0, _("There is no way to attend"), _("Offer the hall, bridge points or online places."),
                   address, _("Offer a way"))
        )  # fmt: skip
    if Mode.HALL in modes and not any(site.mode is Mode.HALL for site in sites):
        found.append(
            _thing("warn", 1, _("The hall has no address"), _("Delegates do not know where to go."),
                   address, _("Add the main site"))
        )  # fmt: skip
    if Mode.BRIDGE in modes and not any(site.mode is Mode.BRIDGE for site in sites):
        found.append(
            _thing("warn", 0, _("There is no bridge point yet"),
                   _("Bridge points are offered, but nobody can register for one before you add it."), address,
                   _("Add bridge points"))
        )  # fmt: skip
    for mode, row in modes.items():
        if row.capacity and row.left is not None and row.taken >= row.capacity * NEARLY_FULL:
            words = {
                Mode.HALL: ngettext("seat left in the hall", "seats left in the hall", row.left),
                Mode.BRIDGE: ngettext("seat left at bridge points", "seats left at bridge points", row.left),
                Mode.ONLINE: ngettext("place left online", "places left online", row.left),
            }
            why = _("%(taken)s of %(capacity)s are taken.", taken=row.taken, capacity=row.capacity)
            found.append(_thing("warn", row.left, words[mode], why, address, _("More seats")))
    return found


def _about_delegates(event: Event, figures: Figures) -> list[dict[str, Any]]:
    if not may(Role.REGISTRAR, event) or not is_served(f"{HOME}/delegates"):
        return []
    found = []
    if waiting := figures.waiting():
        found.append(
            _thing("warn", waiting,
                   ngettext("delegate is waiting for a seat", "delegates are waiting for a seat", waiting),
                   _("They move up by themselves when someone cancels or when there are more seats."),
                   f"{url_for('events.home', slug=event.slug)}/waiting", _("Look at them"))
        )  # fmt: skip
    if pending := number_awaiting(event):
        found.append(
            _thing("warn", pending, ngettext("registration awaits approval", "registrations await approval", pending),
                   _("Nobody has answered them yet."), url_for("registration.approvals", slug=event.slug), _("Decide"))
        )  # fmt: skip
    return found


def _about_delegations(event: Event) -> list[dict[str, Any]]:
    if not may(Role.REGISTRAR, event) or event.status is EventStatus.ARCHIVED:
        return []
    replies = Replies.of(states_of(event, now=clock.now()))
    letters, overdue = url_for("invitations.preview", slug=event.slug), replies.overdue
    found = []
    if silent := replies.silent:
        why = ngettext("The deadline of %(num)d has passed.", "The deadline of %(num)d has passed.", overdue)
        found.append(
            _thing("bad" if overdue else "warn", silent,
                   ngettext("delegation has not answered", "delegations have not answered", silent),
                   why if overdue else _("They were invited and have neither answered nor declined."),
                   f"{letters}?kind=reminder", _("Remind them"))
        )  # fmt: skip
    headless = sum(states_of(event, now=clock.now(), wanted=Wanted(is_headless=True)).values())
    if headless:
        found.append(
            _thing(None, headless,
                   ngettext("delegation has no head", "delegations have no head", headless),
                   _("The head was replaced or withdrawn, or none was chosen yet."),
                   url_for("delegations.listed", slug=event.slug, state="headless"), _("Look at them"))
        )  # fmt: skip
    if unsent := replies.not_sent:
        found.append(
            _thing(None, unsent,
                   ngettext("delegation has no invitation yet", "delegations have no invitation yet", unsent),
                   _("You see the letter and the list of addressees first."),
                   f"{letters}?kind=invitation", _("Invite them"))
        )  # fmt: skip
    return found


def _about_programme(event: Event, session_count: int, clashes: int) -> list[dict[str, Any]]:
    if clashes:
        return [
            _thing("warn", clashes,
                   ngettext("thing in the programme needs another look", "things in the programme need another look",
                            clashes),
                   _("Someone or a room is wanted twice at once, or something is missing."),
                   url_for("programme.clashes", slug=event.slug), _("Look at them"))
        ]  # fmt: skip
    if session_count:
        return []
    rule = next((rule for rule in (f"{HOME}/programme", f"{HOME}/import") if is_served(rule)), HOME)
    return [
        _thing(None, 0, _("There is no programme yet"),
               _("Sessions appear on the public page and in the delegates' calendars."),
               rule.replace("<slug>", event.slug), _("Make the programme"))
    ]  # fmt: skip


def _about_papers(event: Event) -> list[dict[str, Any]]:
    awaiting = number_awaiting_release(event)
    if not awaiting:
        return []
    return [
        _thing("warn", awaiting, ngettext("paper awaits release", "papers await release", awaiting),
               _("Speakers have sent them. Nobody reads them before you release them."),
               url_for("papers.listed", slug=event.slug, stage="awaiting"), _("Look at them"))
    ]  # fmt: skip


def _thing(tone: str | None, count: int, what: str, why: str, href: str, act: str) -> dict[str, Any]:
    return {"tone": tone, "count": count, "what": what, "why": why, "href": href, "act": act}
