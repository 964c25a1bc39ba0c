"""Bridge points in management: how ready they are, more of them at once, letters to their secretaries."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.bridges import adding, reminding
from eventapp.bridges.adding import Added
from eventapp.bridges.models import Duty
from eventapp.bridges.queries import requests_of
from eventapp.bridges.readiness import readiness_of, wanted
from eventapp.bridges.shapes import BlockShape, LettersShape, ListShape
from eventapp.bridges.views import bp
from eventapp.bridges.views.secretary import words
from eventapp.bridges.words import Kind, Lack
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.shapes import read
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language

POINTS = "/manage/events/<slug>/bridge-points"
PER_PAGE = 100


@bp.get(POINTS)
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show how ready the bridge points are, what each of them lacks, and who asks to speak."""
    return _page(event, Form(BlockShape))


@bp.post(POINTS)
@staff(Role.ORGANISER)
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Make a bridge point for each name of a pasted list."""
    form = Form(BlockShape, request.form)
    if form.ok:
        try:
            with transaction():
                added = adding.add_points(event, adding.read_names(form.values["block"]), by=actor())
            _tell(added)
            return redirect(url_for(".listed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.post(f"{POINTS}/invited")
@staff(Role.ORGANISER)
@with_event
def add_invited(event: Event) -> ResponseReturnValue:
    """Make a bridge point for each organisation that attends at one and has none."""
    with transaction():
        added = adding.add_for_invited(event, by=actor())
    _tell(added)
    return redirect(url_for(".listed", slug=event.slug), 303)


@bp.post(f"{POINTS}/letters")
@staff(Role.ORGANISER)
@with_event
def send_letters(event: Event) -> ResponseReturnValue:
    """Write to one secretary, or to all to whom there is something to say."""
    form = Form(LettersShape, request.form)
    back = redirect(url_for(".listed", slug=event.slug, lack=request.args.get("lack") or None), 303)
    if not form.ok:
        flash(_("Choose which letter."), "warn")
        return back
    chosen = form.values["site"].upper()
    to = [each for each in readiness_of(event) if not chosen or each.site.ref == chosen]
    try:
        with transaction():
            number = reminding.send(event, to, form.values["kind"], by=actor(), now=clock.now())
        flash(ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", number))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return back


def _tell(added: Added) -> None:
    made = ngettext("%(num)d bridge point is new.", "%(num)d bridge points are new.", len(added.made))
    flash(made if added.made else _("No bridge point is new."), "ok" if added.made else "warn")
    if added.known:
        flash(_("There already: %(names)s.", names=", ".join(added.known[:20])))
    if added.unreadable:
        flash(_("Not a name for a bridge point: %(names)s.", names=", ".join(added.unreadable[:20])), "warn")


def _page(event: Event, form: Form) -> ResponseReturnValue:
    asked = read(ListShape, request.args).values
    everybody = readiness_of(event)
    q, lack = asked.get("q") or "", asked.get("lack") or ""
    found = wanted(everybody, q=q, lack=lack)
    last = max((len(found) - 1) // PER_PAGE + 1, 1)
    number = min(max(asked.get("page") or 1, 1), last)
    page = render_template(
        "bridges/list.html",
        event=event,
        form=form,
        q=q,
        lack=lack,
        lines=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(found),
        page=number,
        per_page=PER_PAGE,
        all_points=len(everybody),
        ready=sum(1 for each in everybody if each.is_ready),
        counts={each: sum(1 for one in everybody if each in one.lacks) for each in Lack},
        to_remind=sum(1 for each in everybody if reminding.may_get(each, Kind.REMINDER)),
        to_introduce=sum(1 for each in everybody if reminding.may_get(each, Kind.INTRODUCTION)),
        without_secretary=sum(1 for each in everybody if each.secretary is None),
        requests=requests_of(event),
        invited=[each.organisation.name_in(language()) for each in adding.invited_without_point(event)],
        chair=Duty.CHAIR,
        **words(),
    )
    return page, form.status
