"""A speaker's own page: /speaking/<secret>. No account; whoever has the link answers for the speaker."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.calendar import feeds
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.programme import wording
from eventapp.programme.models import Profile, Reply
from eventapp.programme.queries import appearances_of
from eventapp.speakers import links, profiles, replying
from eventapp.speakers.shapes import ProfileShape, ReplyShape
from eventapp.speakers.views import bp
from eventapp.speakers.views.portraits import take_portrait
from eventapp.web.access import actor, public
from eventapp.web.forms import Form

TEXTS = ("salutation", "position", "organisation_name", "bio", "bio_en", "locale")


@bp.get("/speaking/<secret>")
@public
def own(secret: str) -> ResponseReturnValue:
    """Show when and where the speaker speaks, and ask whether they come."""
    event, person, profile = _speaker(secret)
    return _page(event, person, profile, secret)


@bp.post("/speaking/<secret>/reply")
@public
def reply(secret: str) -> ResponseReturnValue:
    """Say whether the speaker comes."""
    event, person, profile = _speaker(secret)
    form = Form(ReplyShape, request.form)
    if form.ok:
        try:
            with transaction():
                replying.reply(event, person, form.values["reply"], note=form.values["note"], by=actor())
            flash(_("Thank you, the organiser knows."))
            return redirect(url_for(".own", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, person, profile, secret, answer=form)


@bp.post("/speaking/<secret>/profile")
@public
def describe(secret: str) -> ResponseReturnValue:
    """Keep what the speaker says of themselves."""
    event, person, profile = _speaker(secret)
    form = Form(ProfileShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = profiles.describe(event, person, by=actor(), **form.values)
                is_shown = take_portrait(event, person)
            flash(_("Saved.") if is_changed or is_shown else _("Nothing was different."))
            return redirect(url_for(".own", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, person, profile, secret, form)


@bp.post("/speaking/<secret>/portrait/removal")
@public
def remove_portrait(secret: str) -> ResponseReturnValue:
    """Show no picture of the speaker any more."""
    event, person, _profile = _speaker(secret)
    with transaction():
        profiles.remove_portrait(event, person, by=actor())
    flash(_("The picture is no longer shown."))
    return redirect(url_for(".own", secret=secret), 303)


def _speaker(secret: str) -> tuple[Event, Person, Profile]:
    person, profile = links.find_speaker_of(secret) or abort(404)
    return db.session.get_one(Event, person.event_id), person, profile


def _page(
    event: Event, person: Person, profile: Profile, secret: str, form: Form | None = None, answer: Form | None = None
) -> ResponseReturnValue:
    form = form or Form(ProfileShape, start=start_of(person, profile))
    answer = answer or Form(ReplyShape, start={"note": profile.note})
    page = render_template(
        "speakers/own.html",
        event=event,
        speaker=person,
        profile=profile,
        secret=secret,
        form=form,
        answer=answer,
        appearances=appearances_of(event, person),
        words=wording,
        replies=Reply,
        is_registered=profiles.is_registered(person),
        is_over=clock.now() >= event.ends_at,
        feed=feeds.speaker_address(person, profile, current_app.config["EXTERNAL_URL"]),
    )
    return page, max(form.status, answer.status)


def start_of(person: Person, profile: Profile | None) -> dict[str, Any]:
    """Return what the form of a speaker begins with."""
    said = profile or Profile(bio="", bio_en="", locale="vi")
    return {name: getattr(said if hasattr(Profile, name) else person, name) for name in TEXTS}
