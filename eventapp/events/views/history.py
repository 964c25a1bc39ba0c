"""Who did what in an event, in words: /manage/events/<slug>/history."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import names
from eventapp.accounts.queries import names_of_users
from eventapp.audit.models import AuditEntry
from eventapp.audit.queries import page_of_trail
from eventapp.audit.words import DEEDS
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.events.views import bp
from eventapp.references import show_reference
from eventapp.registration.queries import names_by_ref
from eventapp.web.access import staff, with_event
from eventapp.web.deeds import deed, doer
from eventapp.web.pages import asked_page

PER_PAGE = 50


@bp.get("/manage/events/<slug>/history")
@staff(Role.ORGANISER)
@with_event
def history(event: Event) -> ResponseReturnValue:
    """Show who did what, the newest first."""
    query, page = request.args.get("q", "")[:200], asked_page()
    meant = {term: _deeds_with(term) for term in names.search_terms(query)}
    entries, total = page_of_trail(event.id, query=query, actions=meant, page=page, per_page=PER_PAGE)
    subjects = _subjects(entries)
    return render_template(
        "events/history.html",
        event=event,
        lines=[(entry, doer(entry), _sentence(entry, subjects)) for entry in entries],
        query=query,
        page=page,
        per_page=PER_PAGE,
        total=total,
    )


def _deeds_with(term: str) -> list[str]:
    """Return the deeds whose sentence, in the reader's language, has a word that begins so."""
    said = {action: names.fold(_(sentence)) for action, sentence in DEEDS.items()}
    return [action for action, words in said.items() if any(word.startswith(term) for word in words.split())]


def _sentence(entry: AuditEntry, subjects: dict[str, str]) -> str:
    kind, _slash, reference = entry.subject.partition("/")
    shown = show_reference(reference) if kind == "registrations" else reference
    return deed(entry, subjects.get(entry.subject, shown))


def _subjects(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Return the names of the people whom these lines speak of, by subject, as far as they still exist."""
    named: dict[str, list[str]] = {"registrations": [], "users": []}
    for entry in entries:
        kind, _slash, reference = entry.subject.partition("/")
        if kind in named:
            named[kind].append(reference)
    people = names_by_ref(named["registrations"])
    users = names_of_users([int(number) for number in named["users"] if number.isdigit()])
    return {f"registrations/{ref}": name for ref, name in people.items()} | {
        f"users/{number}": name for number, name in users.items()
    }
