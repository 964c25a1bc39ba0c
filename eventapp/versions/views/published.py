"""The versions of a programme for organisers, and for everyone what has changed since one of them."""

from collections.abc import Hashable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.events.models import Event, EventStatus
from eventapp.events.roles import Role
from eventapp.notices.words import KIND_TONES, KIND_WORDS
from eventapp.papers.queries import find_shelf
from eventapp.versions.history import numbers_of, since
from eventapp.versions.models import Version
from eventapp.versions.queries import number_drafted, versions_of
from eventapp.versions.views import bp
from eventapp.web.access import public, staff, visible_event, with_event
from eventapp.web.deeds import who
from eventapp.web.kept import kept_page
from eventapp.web.session_changes import differences


@bp.get("/manage/events/<slug>/programme/versions")
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """List the published versions, the newest first, and what each brought."""
    versions = versions_of(event)
    return render_template(
        "versions/listed.html",
        event=event,
        versions=versions,
        numbers=numbers_of(event, versions),
        number_drafted=number_drafted(event),
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
        who=who,
    )


@bp.get("/events/<slug>/programme/changes")
@public
def changes(slug: str) -> ResponseReturnValue:
    """Show what has changed in the programme since a version."""

    def standing() -> Hashable | None:
        shelf = find_shelf(slug, clock.now())
        return None if shelf is None or shelf.status is EventStatus.DRAFT else shelf.key

    return kept_page(standing, lambda _stands: _changes_page(visible_event(slug)), filters=("since",))


def _changes_page(event: Event) -> str:
    versions = versions_of(event)
    chosen = _chosen(versions)
    found = since(event, chosen) if chosen else []
    return render_template(
        "versions/changes.html",
        event=event,
        versions=versions,
        chosen=chosen,
        found=[(each, differences(event, each.before, each.after)) for each in found],
        kind_words=KIND_WORDS,
        kind_tones=KIND_TONES,
    )


def _chosen(versions: list[Version]) -> Version | None:
    """Return the version of the address; else the one before the last, for what the last one brought is asked for."""
    asked = request.args.get("since", "")
    by_number = {str(each.number): each for each in versions}
    return by_number.get(asked) or (versions[1] if len(versions) > 1 else versions[0] if versions else None)
