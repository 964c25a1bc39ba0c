"""A letter as a real delegate, organisation or speaker would get it, and the same to one's own address."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import staff, with_event
from eventapp.web.languages import LANGUAGES
from eventapp.web.letters import Shown, asked_language, queue_trial
from eventapp.wordings.kinds import Kind
from eventapp.wordings.views import bp
from eventapp.wordings.views.addressees import (
    choose,
    find_addressee,
    goes_to_organisations,
    letter_to,
    whose,
)
from eventapp.wordings.views.texts import get_kind, words_in


@bp.get("/manage/events/<slug>/letters/wordings/<kind>/preview")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event, kind: str) -> ResponseReturnValue:
    """Show a letter as whoever is chosen would get it, in the language asked for."""
    found, locale = get_kind(kind), asked_language()
    chosen, lines = choose(event, found)
    if whose(found):
        letter = letter_to(event, chosen, found, locale) if chosen else None
    else:
        letter = _unaddressed(event, found, locale)
    return render_template(
        "wordings/preview.html",
        event=event,
        kind=found,
        letter=letter,
        chosen=chosen,
        lines=lines,
        whose=whose(found),
        is_to_organisations=goes_to_organisations(found),
        written_in=locale,
    )


@bp.post("/manage/events/<slug>/letters/wordings/<kind>/trial")
@staff(Role.ORGANISER)
@with_event
def send_trial(event: Event, kind: str) -> ResponseReturnValue:
    """Send the letter to one's own address; at most once a minute."""
    found, locale = get_kind(kind), request.form.get("in", "")
    addressee = find_addressee(event, found, request.form.get("ref", ""))
    if addressee is None or locale not in LANGUAGES:
        flash(_("Choose first whose letter it is."), "warn")
    else:
        with transaction():
            queue_trial(event, f"trial/{found.code}", addressee.id, locale, f"{found.code} {addressee.ref}")
        flash(_("The letter is on its way to %(email)s.", email=current_user.user.email))
    back = url_for(".preview", slug=event.slug, kind=found.path, ref=request.form.get("ref") or None, **{"in": locale})  # type: ignore[arg-type]
    return redirect(back, 303)


def _unaddressed(event: Event, kind: Kind, locale: str) -> Shown:
    """Return the letter with the meanings of its placeholders in their places."""
    filled = words_in(event, kind, locale).filled({name: f"[{_(word)}]" for name, word in kind.placeholders.items()})
    return Shown(filled.subject, filled.text, filled.html)
