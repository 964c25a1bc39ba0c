"""The focal point's page, for whoever has the delegation's link: /delegations/<secret>, its list and its people."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.audit.trail import GUEST, SYSTEM, Actor
from eventapp.audit.words import FOCAL_POINT
from eventapp.database import db, transaction
from eventapp.delegations import links
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory.organisations import language_of
from eventapp.errors import DomainError
from eventapp.events.categories import public_categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of, sites_of
from eventapp.events.roles import Role
from eventapp.events.site_words import SiteWords
from eventapp.registration import nomination, replying, submissions
from eventapp.registration.pasting import read_block
from eventapp.registration.queries import deeds_of_delegation, delegates_of, names_by_ref
from eventapp.registration.views import bp
from eventapp.registration.views.choices import category_options, offered_modes
from eventapp.registration.views.nominees import Nominees, Row
from eventapp.registration.words import MODE_WORDS, STATUS_TONES, STATUS_WORDS
from eventapp.web.access import actor, may, public
from eventapp.web.deeds import deed, doer
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language

FEW_SEATS = 30  # drawn one by one
ALONE = 900  # the number of the row in which one delegate is entered


@bp.get("/delegations/<secret>")
@public
def nominations(secret: str) -> ResponseReturnValue:
    """Show the delegation: its seats, its delegates, and how to nominate."""
    event, delegation = invited(secret)
    return list_page(event, delegation, secret)


@bp.post("/delegations/<secret>/preview")
@public
def preview(secret: str) -> ResponseReturnValue:
    """Show what would come of a pasted block, or of its rows as they were corrected; nothing is kept."""
    event, delegation = invited(secret)
    pasted = request.form.get("block", "")
    nominees = Nominees.submitted(request.form)
    try:
        if pasted:
            block = read_block(pasted, SiteWords(sites_of(event, Mode.BRIDGE)))
            nominees = Nominees.pasted_rows(block, pasted)
        nominees.check()
        replying.check_open(event, delegation, clock.now())
        _judge(event, delegation, nominees)
    except DomainError as refusal:
        nominees.pasted = pasted
        nominees.refuse(refusal)
    return list_page(event, delegation, secret, nominees)


@bp.post("/delegations/<secret>/delegates")
@public
def nominate(secret: str) -> ResponseReturnValue:
    """Nominate the rows that are right and keep the others as they were typed; a form sent twice counts once."""
    event, delegation = invited(secret)
    nominees = Nominees.submitted(request.form)
    try:
        nominees.check()
        with transaction():
            done = _nominate(event, delegation, nominees)
    except DomainError as refusal:
        nominees.refuse(refusal)
        if nominees.is_stale:
            _judge(event, delegation, nominees)
        return list_page(event, delegation, secret, nominees)
    _tell(done)
    nominees.leave(done)
    if nominees.rows:
        return list_page(event, delegation, secret, nominees)
    return redirect(url_for(".nominations", secret=secret), 303)


def _nominate(event: Event, delegation: Delegation, nominees: Nominees) -> list[Row]:
    """Return the rows that need no more: nominated now or, where the form was sent twice, by its first copy."""
    by, rows = who_acts(event, delegation), nominees.typed
    if submissions.claim(event, f"nominate {delegation.ref} {nominees.form_key}", nominees.content) is None:
        nominees.judged(nomination.rehearse(event, delegation, rows, by=by))
        return [row for row in nominees.rows if _is_on_the_list(row.nomination)]
    nominees.judged(nomination.nominate(event, delegation, rows, shown=shown_revision(), by=by))
    return [row for row in nominees.rows if not row.is_wrong]


def _judge(event: Event, delegation: Delegation, nominees: Nominees) -> None:
    """Say what would come of the rows as the list stands now."""
    with transaction():
        by = who_acts(event, delegation)
        nominees.judged(nomination.rehearse(event, delegation, nominees.typed, by=by))


def _is_on_the_list(judged: nomination.Nomination | None) -> bool:
    return judged is not None and any(fault.code == "already_registered" for fault in judged.faults)


def _tell(done: list[Row]) -> None:
    """Say how many were nominated, and who of them waits for a seat or for approval."""
    waiting = [row.typed["full_name"] for row in done if row.waits]
    pending = [row.typed["full_name"] for row in done if row.awaits_approval]
    if done:
        flash(ngettext("%(num)d delegate is nominated.", "%(num)d delegates are nominated.", len(done)))
    if pending:
        flash(
            _("The organiser decides on them; no seat and no ticket until then: %(names)s.", names=", ".join(pending))
        )
    if waiting:
        names = ", ".join(waiting)
        flash(_("No seat is left there at present. On the waiting list: %(names)s.", names=names), "warn")


def list_page(
    event: Event, delegation: Delegation, secret: str, nominees: Nominees | None = None, form: Form | None = None
) -> ResponseReturnValue:
    """Return the page; `nominees` are rows on their way, `form` an answer that was refused."""
    db.session.refresh(delegation)
    people = delegates_of(delegation)
    page = render_template(
        "registration/nominations.html",
        people=people,
        nominees=nominees or Nominees(),
        blank=Nominees([Row(ALONE, {"locale": language_of(delegation.organisation)})]),
        form=form,
        quotas=quotas_of(delegation),
        few_seats=FEW_SEATS,
        full_modes={mode for mode, row in modes_of(event).items() if row.left == 0},
        deeds=_deeds(event, delegation),
        is_unseen=delegation.opened_at is None and not may(Role.VIEWER, event),
        status_words=STATUS_WORDS,
        status_tones=STATUS_TONES,
        **surroundings(event, delegation, secret),
    )
    return page, form.status if form else nominees.status if nominees else 200


def surroundings(event: Event, delegation: Delegation, secret: str) -> dict[str, Any]:
    """Return what every page of a delegation shows."""
    now, closes_at = clock.now(), replying.closes_at(event, delegation)
    try:
        replying.check_open(event, delegation, now)
        closed = None
    except DomainError as refusal:
        closed = sentence(refusal)
    return {
        "event": event,
        "delegation": delegation,
        "secret": secret,
        "closes_at": closes_at,
        "time_left": _time_left((closes_at - now).total_seconds()),
        "closed": closed,
        "mode_options": _mode_options(event),
        "category_options": category_options(public_categories_of(event))["categories"],
        "site_options": [(site.ref, site.name_in(language())) for site in sites_of(event, Mode.BRIDGE)],
        "mode_words": MODE_WORDS,
        "usual_language": language_of(delegation.organisation),
    }


def quotas_of(delegation: Delegation) -> list[Quota]:
    """Return the seats allotted to the delegation, hall first; modes without any are left out."""
    found = [db.session.get(Quota, (delegation.id, mode), populate_existing=True) for mode in Mode]
    return [quota for quota in found if quota is not None and (quota.allotted or quota.used)]


def invited(secret: str) -> tuple[Event, Delegation]:
    """Return the event and the delegation whose page this secret opens, or answer 404."""
    delegation = links.find_invited(secret) or abort(404)
    return db.session.get_one(Event, delegation.event_id), delegation


def who_acts(event: Event, delegation: Delegation) -> Actor:
    """Return who acts: a member of the team who looks in, else the focal point."""
    return actor() if may(Role.REGISTRAR, event) else replying.focal_point(delegation)


def shown_revision() -> int:
    """Return which revision of the list the form was shown; one that does not say so was shown none."""
    given = request.form.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _mode_options(event: Event) -> list[tuple[str, str]]:
    return [(mode.value, _(MODE_WORDS[mode])) for mode in offered_modes(event, sites_of(event))]


def _time_left(seconds: float) -> str:
    days, hours = int(seconds // 86_400), int(seconds // 3600)
    if days > 0:
        return str(ngettext("%(num)d day left", "%(num)d days left", days))
    if hours > 0:
        return str(ngettext("%(num)d hour left", "%(num)d hours left", hours))
    return str(_("less than an hour left"))


def _deeds(event: Event, delegation: Delegation) -> list[tuple[Any, str, str]]:
    """Return what was done about the list: entry, who, what. Members of the team are not named to the outside."""
    entries = deeds_of_delegation(delegation)
    refs = [entry.subject.partition("/")[2] for entry in entries if entry.subject.startswith("registrations/")]
    names = names_by_ref(refs)
    lines = []
    for entry in entries:
        is_known = entry.actor.startswith(FOCAL_POINT) or entry.actor in (GUEST.words, SYSTEM.words)
        subject = names.get(entry.subject.partition("/")[2], "–")
        action = "answer_removed" if entry.action == "answer_dropped" else entry.action  # answers are the delegate's
        who = doer(entry) if is_known else _("The organiser")
        lines.append((entry, who, deed(entry, subject, action=action)))
    return lines
