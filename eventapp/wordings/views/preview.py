"""A letter as a real delegate would get it, and the same to one's own address."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.letter_writing import written
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import Wanted
from eventapp.web.access import staff, with_event
from eventapp.web.languages import LANGUAGES
from eventapp.web.letters import Shown, asked_language, choose_delegate, pictures, queue_trial, shown
from eventapp.wordings.kinds import Kind
from eventapp.wordings.views import bp
from eventapp.wordings.views.texts import get_kind, words_in


@bp.get("/manage/events/<slug>/letters/wordings/<kind>/preview")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event, kind: str) -> ResponseReturnValue:
    """Show a letter as the delegate chosen would get it, in the language asked for."""
    found, locale = get_kind(kind), asked_language()
    chosen, lines = choose_delegate(event, Wanted(q=request.args.get("q", "")[:200]))
    letter = _letter(event, found, chosen, locale) if chosen or not _is_about_delegates(found) else None
    return render_template(
        "wordings/preview.html", event=event, kind=found, letter=letter, chosen=chosen, lines=lines, written_in=locale
    )


@bp.post("/manage/events/<slug>/letters/wordings/<kind>/trial")
@staff(Role.ORGANISER)
@with_event
def send_trial(event: Event, kind: str) -> ResponseReturnValue:
    """Send the letter to one's own address; at most once a minute."""
    found, locale = get_kind(kind), request.form.get("in", "")
    registration = find_by_ref(event, request.form.get("ref", ""))
    if registration is None or locale not in LANGUAGES or not _is_about_delegates(found):
        flash(_("Choose a delegate first."), "warn")
    else:
        with transaction():
            queue_trial(event, f"trial/{found.code}", registration.id, locale, f"{found.code} {registration.ref}")
        flash(_("The letter is on its way to %(email)s.", email=current_user.user.email))
    back = url_for(".preview", slug=event.slug, kind=found.path, ref=request.form.get("ref") or None, **{"in": locale})  # type: ignore[arg-type]
    return redirect(back, 303)


def _letter(event: Event, kind: Kind, registration: Registration | None, locale: str) -> Shown:
    if registration is not None and _is_about_delegates(kind):
        with force_locale(locale):
            return shown(written(registration, kind.code, locale), pictures(registration))
    filled = words_in(event, kind, locale).filled({name: f"[{_(word)}]" for name, word in kind.placeholders.items()})
    return Shown(filled.subject, filled.text, filled.html)


def _is_about_delegates(kind: Kind) -> bool:
    return kind.code.startswith("registration/")
