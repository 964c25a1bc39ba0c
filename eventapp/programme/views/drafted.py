"""The programme as the organiser looks at it, and what a form says kept as a draft."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda.queries import find_offer
from eventapp.events.models import Event, EventStatus
from eventapp.programme.views.forms import ROLES, agreement, planned
from eventapp.versions import drafting, places
from eventapp.versions.queries import Drafted, Programme, drafted_programme, number_drafted
from eventapp.web.access import actor
from eventapp.web.forms import Form

KEEP = "keep"  # the name of the button


def looked_at(event: Event) -> tuple[Programme, int]:
    """Return the programme as it is drafted, or published where the address asks for that; and how much is drafted."""
    programme = drafted_programme(event)
    number = len(programme.drafts)
    return (programme.as_published if request.args.get("as") == "published" else programme), number


def may_draft(event: Event) -> bool:
    """Is there a difference between drafting and saving? Not before anybody sees the programme."""
    return event.status is not EventStatus.DRAFT or bool(number_drafted(event))


def keep(event: Event, held: Drafted | None, form: Form) -> None:
    """Draft what the form says; inside the caller's transaction. Raises NoSuchMoment, SessionEndsBeforeItStarts."""
    values = form.values
    said = planned(event, form)
    del said["people"]
    people = {role: values[field] for field, role in ROLES.items()}
    words = drafting.words(event, **said, track=values["track"], people=people, drafted=held)
    agreed = agreement(event, form)
    offer = find_offer(held.session) if held and held.session else None
    sign_up = places.as_words(agreed, offer) if agreed else None
    if held is None:
        drafting.keep_new(event, by=actor(), sign_up=sign_up, **words)
    else:
        drafting.keep(event, held, by=actor(), sign_up=sign_up, is_sign_up_said=agreed is not None, **words)


def say_kept(event: Event, title: str) -> ResponseReturnValue:
    """Say that it is kept, and lead to what would change."""
    flash(_("“%(title)s” is kept as a draft. Visitors see it when you publish the next version.", title=title))
    return redirect(url_for("versions.draft", slug=event.slug), 303)
