"""One delegate's attendance: what is known, what follows from it, and what the organiser decides."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.presence import telling
from eventapp.presence.models import Judgement
from eventapp.presence.ruling import rule, rulings_about
from eventapp.presence.shapes import RulingShape
from eventapp.presence.views import bp
from eventapp.presence.words import (
    JUDGEMENT_WORDS,
    LEVEL_WORDS,
    SIGN_WORDS,
    SOURCE_WORDS,
    STATE_TONES,
    STATE_WORDS,
    source_word,
)
from eventapp.programme.queries import find_session, sessions_of
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form

PERSON = "/manage/events/<slug>/delegates/<ref>/presence"


@bp.get(PERSON)
@staff(Role.VIEWER)
@with_event
def person(event: Event, ref: str) -> ResponseReturnValue:
    """Show what is known of one delegate's attendance."""
    return _page(event, find_by_ref(event, ref) or abort(404), Form(RulingShape))


@bp.post(PERSON)
@staff(Role.ORGANISER)
@with_event
def decide(event: Event, ref: str) -> ResponseReturnValue:
    """Excuse someone, say that he was or was not there, or take such a decision back."""
    registration = find_by_ref(event, ref) or abort(404)
    form = Form(RulingShape, request.form)
    session = find_session(event, form.values["session"]) if form.values.get("session") else None
    if form.values.get("session") and session is None:
        form.add_fault("session", _("There is no such session any more."))
    if form.ok:
        judgement: Judgement = form.values["judgement"]
        try:
            with transaction():
                rule(
                    registration,
                    judgement,
                    reason=form.values["reason"],
                    mode=form.values.get("mode"),
                    session=session,
                    by=actor(),
                )
            flash(_("Noted: %(decision)s.", decision=_(JUDGEMENT_WORDS[judgement])))
            return redirect(url_for(".person", slug=event.slug, ref=registration.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, registration, form)


def _page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    now = clock.now()
    told = telling.tell(event, registration, at=now)
    titles = {each.id: each for each in sessions_of(event)}
    page = render_template(
        "presence/person.html",
        event=event,
        registration=registration,
        told=told,
        at=now,
        titles=titles,
        rulings=rulings_about(registration),
        judgements=[(each.value, _(word)) for each, word in JUDGEMENT_WORDS.items()],
        judgement_words={each: _(word) for each, word in JUDGEMENT_WORDS.items()},
        state_words={each: _(word) for each, word in STATE_WORDS.items()},
        tones=STATE_TONES,
        level_words={each: _(word) for each, word in LEVEL_WORDS.items()},
        source_words={each: _(word) for each, word in SOURCE_WORDS.items()},
        sign_words={each: _(word) for each, word in SIGN_WORDS.items()},
        source_of=lambda attendance: _(source_word(attendance)) if source_word(attendance) else "",
        modes=list(modes_of(event)),
        may_rule=may(Role.ORGANISER, event) and registration.status.is_live,
        form=form,
    )
    return page, form.status
