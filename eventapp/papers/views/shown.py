"""What the pages of papers have in common: whom a paper is for in words, what may be chosen, and files."""

from typing import Any

from flask import Response, abort
from flask_babel import gettext as _

from eventapp.delegations.models import Delegation
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.papers import words
from eventapp.papers.models import Audience, Circle, Paper, Version
from eventapp.papers.queries import delegations_of
from eventapp.programme.queries import sessions_of
from eventapp.web import large_files
from eventapp.web.languages import language


def audience_words(paper: Paper) -> list[str]:
    """Return whom the paper is for, in the reader's language."""
    return [circle_words(each) for each in paper.audience]


def circle_words(circle: Audience) -> str:
    """Return one circle in the reader's language: "In the hall", "Bridge point: Huế"."""
    word = _(words.CIRCLE_WORDS[circle.circle])
    which = circle.site or circle.category
    if which is not None:
        return f"{word}: {which.name_in(language())}"
    return f"{word}: {_called(circle.delegation)}" if circle.delegation else str(word)


def session_choices(event: Event) -> list[tuple[str, str]]:
    """Return the sessions that a paper may belong to, with their hours."""
    return [
        (each.ref, f"{each.starts_at.astimezone(event.tz):%d/%m %H:%M} {each.title_in(language())}")
        for each in sessions_of(event)
    ]


def circle_choices(event: Event) -> list[dict[str, Any]]:
    """Return the circles that may be chosen, in groups: {"word", "options": [(value, word)]}."""
    plain = [(each.value, _(words.CIRCLE_WORDS[each])) for each in Circle if not _names_one(each)]
    sites = [(f"site:{each.ref}", each.name_in(language())) for each in sites_of(event) if each.mode is Mode.BRIDGE]
    categories = [(f"category:{each.ref}", each.name_in(language())) for each in categories_of(event)]
    delegations = [(f"delegation:{each.ref}", _called(each)) for each in delegations_of(event)]
    groups = (("", plain), (_("Bridge points"), sites), (_("Categories"), categories), (_("Delegations"), delegations))
    return [{"word": word, "options": options} for word, options in groups if options]


def file_of(version: Version, *, in_browser: bool = False) -> Response:
    """Return the file of a version, or answer 404 where it is gone; in the browser only a PDF is shown."""
    paper = version.paper
    if in_browser and version.ending != "pdf":
        abort(404)
    fallback = f"{paper.event.slug}-{paper.ref}-{version.number}"
    title = paper.title_in(language())
    return large_files.handed_out(version.file, title, fallback, in_browser=in_browser) or abort(404)


def _names_one(circle: Circle) -> bool:
    return circle in (Circle.SITE, Circle.CATEGORY, Circle.DELEGATION)


def _called(delegation: Delegation) -> str:
    return f"{delegation.code} {delegation.organisation.name_in(language())}"
