"""Speakers as organisers see them: /manage/events/<slug>/speakers, the list and the page of each."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import wording
from eventapp.programme.models import Reply
from eventapp.programme.queries import appearances_of
from eventapp.shapes import read
from eventapp.speakers import links, profiles, queries, replying, uniting
from eventapp.speakers.queries import Line, Sort, Wanted
from eventapp.speakers.shapes import ReplyShape, SpeakerShape, SpeakersShape
from eventapp.speakers.views import bp
from eventapp.speakers.views.personal import start_of
from eventapp.speakers.views.portraits import take_portrait
from eventapp.speakers.words import STATE_TONES, STATE_WORDS
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form, sentence

LARGEST_PAGE = 200
REACHED = ("full_name", "email", "phone")


def asked() -> tuple[Wanted, dict[str, Any]]:
    """Return what the address asks for; what cannot be read is left out."""
    values = read(SpeakersShape, request.args).values
    sort = values.get("sort") or ""
    values["sort"] = sort if sort.removeprefix("-") in list(Sort) else Sort.NAME.value
    return Wanted(values.get("q") or "", values.get("state")), values


@bp.get("/manage/events/<slug>/speakers")
@staff(Role.VIEWER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show one page of the speakers wanted."""
    wanted, values = asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    lines, total, number = queries.page(
        event, wanted, values["sort"], per_page=per_page, number=values.get("page") or 1
    )
    return render_template(
        "speakers/list.html",
        event=event,
        wanted=wanted,
        lines=lines,
        counts=queries.counts(event),
        total=total,
        page=number,
        per_page=per_page,
        sort=values["sort"],
        state_words=STATE_WORDS,
        state_tones=STATE_TONES,
        namesakes=uniting.namesakes(event, [line.person for line in lines]),
        may_write=may(Role.ORGANISER, event),
    )


@bp.get("/manage/events/<slug>/speakers/<ref>")
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show what is known of a speaker, to be corrected."""
    return _page(event, get_line(event, ref))


@bp.post("/manage/events/<slug>/speakers/<ref>")
@staff(Role.ORGANISER)
@with_event
def correct(event: Event, ref: str) -> ResponseReturnValue:
    """Correct it. Someone whom the event knows by that name and address is the speaker from now on."""
    line = get_line(event, ref)
    form = Form(SpeakerShape, request.form)
    if form.ok:
        said = {name: value for name, value in form.values.items() if name not in ("full_name", "email")}
        try:
            with transaction():
                named = {name: form.values[name] for name in ("full_name", "email")}
                person = uniting.name(event, line.person, by=actor(), **named)
                profiles.describe(event, person, by=actor(), **said)
                take_portrait(event, person)
            if person.ref != line.person.ref:
                flash(_("%(name)s was known here already: both are one person now.", name=person.full_name))
            flash(_("Saved."))
            return redirect(url_for(".show", slug=event.slug, ref=person.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, line, form)


@bp.post("/manage/events/<slug>/speakers/<ref>/reply")
@staff(Role.ORGANISER)
@with_event
def reply_for(event: Event, ref: str) -> ResponseReturnValue:
    """Keep what the speaker has said by telephone."""
    line, form = get_line(event, ref), Form(ReplyShape, request.form)
    if form.ok:
        try:
            with transaction():
                replying.reply(event, line.person, form.values["reply"], note=form.values["note"], by=actor())
            flash(_("Saved."))
        except DomainError as refusal:
            flash(sentence(refusal), "warn")
    return redirect(url_for(".show", slug=event.slug, ref=line.person.ref), 303)


@bp.post("/manage/events/<slug>/speakers/<ref>/link")
@staff(Role.ORGANISER)
@with_event
def renew_link(event: Event, ref: str) -> ResponseReturnValue:
    """Close the link that was sent, and make a new one."""
    line = get_line(event, ref)
    with transaction():
        profiles.renew_link(event, line.person, by=actor())
    flash(_("The speaker has a new link; the former one opens nothing any more."))
    return redirect(url_for(".show", slug=event.slug, ref=line.person.ref), 303)


@bp.post("/manage/events/<slug>/speakers/<ref>/portrait/removal")
@staff(Role.ORGANISER)
@with_event
def remove_portrait_of(event: Event, ref: str) -> ResponseReturnValue:
    """Show no picture of the speaker any more."""
    line = get_line(event, ref)
    with transaction():
        profiles.remove_portrait(event, line.person, by=actor())
    flash(_("The picture is no longer shown."))
    return redirect(url_for(".show", slug=event.slug, ref=line.person.ref), 303)


@bp.post("/manage/events/<slug>/speakers/<ref>/union")
@staff(Role.ORGANISER)
@with_event
def unite(event: Event, ref: str) -> ResponseReturnValue:
    """Say that the speaker and the delegate of that name are one person."""
    line = get_line(event, ref)
    other = uniting.namesakes(event, [line.person]).get(line.person.id)
    if other is None:
        flash(_("Nothing was different."))
        return redirect(url_for(".show", slug=event.slug, ref=line.person.ref), 303)
    try:
        with transaction():
            uniting.unite(event, line.person, other, by=actor())
        flash(_("%(name)s was known here already: both are one person now.", name=other.full_name))
        return redirect(url_for(".show", slug=event.slug, ref=other.ref), 303)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".show", slug=event.slug, ref=line.person.ref), 303)


def get_line(event: Event, ref: str) -> Line:
    """Return the speaker with that reference, or answer 404."""
    return queries.find_line(event, ref) or abort(404)


def _page(event: Event, line: Line, form: Form | None = None) -> ResponseReturnValue:
    person, profile = line.person, line.profile
    start = start_of(person, profile) | {name: getattr(person, name) for name in REACHED}
    form = form or Form(SpeakerShape, start=start)
    page = render_template(
        "speakers/show.html",
        event=event,
        line=line,
        speaker=person,
        profile=profile,
        form=form,
        answer=Form(ReplyShape, start={"reply": profile.reply.value if profile and profile.reply else ""}),
        replies=Reply,
        state_words=STATE_WORDS,
        state_tones=STATE_TONES,
        appearances=appearances_of(event, person),
        words=wording,
        is_registered=profiles.is_registered(person),
        namesake=uniting.namesakes(event, [person]).get(person.id),
        link=links.secret(person, profile.generation) if profile else None,
    )
    return page, form.status
