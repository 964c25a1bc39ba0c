"""The way around the desk: what stands at its side, out of the pages that exist and what this user may open."""

from typing import Any, NamedTuple

from flask import Flask, current_app, request
from flask_babel import gettext
from flask_login import current_user

from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.web.access import Access, Audience, access_of, may


class Place(NamedTuple):
    """A page that may stand in the navigation: its rule, icon and word."""

    rule: str
    icon: str
    word: str


HOME = "/manage/events/<slug>"
OF_EVENT = (
    Place(HOME, "home", N_("What to do next")),
    Place(f"{HOME}/delegates", "people", N_("Delegates")),
    Place(f"{HOME}/approvals", "check", N_("Approvals")),
    Place(f"{HOME}/waiting", "clock", N_("Waiting list")),
    Place(f"{HOME}/delegations", "mail", N_("Delegations")),
    Place(f"{HOME}/letters", "mail", N_("Letters")),
    Place(f"{HOME}/import", "download", N_("Import")),
    Place(f"{HOME}/questions", "paper", N_("Questions")),
    Place(f"{HOME}/categories", "check", N_("Categories")),
    Place(f"{HOME}/precedence", "chart", N_("Order of precedence")),
    Place(f"{HOME}/programme", "date", N_("Programme")),
    Place(f"{HOME}/speakers", "people", N_("Speakers")),
    Place(f"{HOME}/papers", "paper", N_("Papers")),
    Place(f"{HOME}/rooms", "hall", N_("Rooms")),
    Place(f"{HOME}/tracks", "paper", N_("Tracks")),
    Place(f"{HOME}/sites", "place", N_("Sites and seats")),
    Place(f"{HOME}/bridge-points", "bridge", N_("Bridge points")),
    Place(f"{HOME}/links", "online", N_("Join links")),
    Place(f"{HOME}/badges", "print", N_("Badges")),
    Place("/door/<slug>", "scan", N_("Door")),
    Place(f"{HOME}/door", "chart", N_("Arrivals")),
    Place("/door/<slug>/badges", "print", N_("Badges at the desk")),
    Place("/door/<slug>/kiosk", "scan", N_("Kiosk")),
    Place(f"{HOME}/gates", "pin", N_("Gates")),
    Place(f"{HOME}/devices", "camera", N_("Telephones at the door")),
    Place(f"{HOME}/board", "clock", N_("Situation board")),
    Place(f"{HOME}/attendance", "chart", N_("Attendance report")),
    Place(f"{HOME}/join-pages", "online", N_("Join pages")),
    Place(f"{HOME}/platform-reports", "download", N_("Platform reports")),
    Place(f"{HOME}/certificates", "paper", N_("Certificates")),
    Place(f"{HOME}/settings", "gear", N_("Settings")),
    Place(f"{HOME}/team", "hand", N_("Team")),
    Place(f"{HOME}/tokens", "key", N_("API tokens")),
    Place(f"{HOME}/history", "clock", N_("History")),
)
OF_SITE = (
    Place("/manage", "home", N_("My events")),
    Place("/manage/organisations", "hall", N_("Organisations")),
    Place("/manage/users", "people", N_("Accounts")),
)
BENEATH = {
    f"{HOME}/doubles": f"{HOME}/delegates",
    f"{HOME}/approval": f"{HOME}/approvals",
    f"{HOME}/copy": f"{HOME}/settings",
    f"{HOME}/deletion": f"{HOME}/settings",
}
"""Pages that are reached from a place, though their address does not say so."""


def navigation(event: Event | None = None, *, beneath: str | None = None) -> list[dict[str, Any]]:
    """Return what stands at the side of the desk for this user: {"href", "icon", "word", "is_current"}.

    `beneath` is the address of the list that the page belongs to, where its own address does not say it.
    """
    if not current_user.is_authenticated:
        return []
    shown = [
        (place, path)
        for place in (OF_SITE if event is None else OF_EVENT)
        if (path := _path(place.rule, event)) is not None
    ]
    page = _address_in(event, beneath)
    here = max((path for _place, path in shown if _is_within(page, path)), key=len, default="")
    return [
        {
            "href": request.script_root + path,
            "icon": place.icon,
            "word": gettext(place.word),
            "is_current": path == here,
        }
        for place, path in shown
    ]


def people_search(event: Event | None = None) -> str | None:
    """Return the address of the search for people of the event, where this user may open it."""
    path = _path(f"{HOME}/delegates", event) if event is not None and current_user.is_authenticated else None
    return None if path is None else request.script_root + path


def is_served(rule: str) -> bool:
    """Is there a page under that rule, such as "/events/<slug>/programme"?"""
    return rule in _pages(current_app)


def _path(rule: str, event: Event | None) -> str | None:
    access = _pages(current_app).get(rule)
    if access is None:
        return None
    if access.audience is Audience.ADMINISTRATOR and not current_user.user.is_admin:
        return None
    if access.audience is Audience.STAFF and (event is None or access.role is None or not may(access.role, event)):
        return None
    return rule if event is None else rule.replace("<slug>", event.slug)


def _address_in(event: Event | None, beneath: str | None) -> str:
    """Return the address by which the page is looked for among the places."""
    if beneath:
        return beneath.partition("?")[0].removeprefix(request.script_root)
    rule = request.url_rule.rule if request.url_rule else ""
    return BENEATH[rule].replace("<slug>", event.slug) if event and rule in BENEATH else request.path


def _pages(app: Flask) -> dict[str, Access]:
    """Return who may come in to every page, by rule; read from the route table once."""
    known: dict[str, Access] | None = app.extensions.get("pages")
    if known is None:
        known = app.extensions["pages"] = {
            rule.rule: access
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and (access := access_of(app, rule.endpoint)) is not None
        }
    return known


def _is_within(path: str, page: str) -> bool:
    return path == page or path.startswith(f"{page}/")
