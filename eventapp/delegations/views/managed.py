"""One delegation as the office sees it: everything known; change it, give it a new link, take it away."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.audit.queries import entries_about
from eventapp.database import transaction
from eventapp.delegations import amendment, letter_files
from eventapp.delegations.models import Delegation, Quota
from eventapp.delegations.queries import find_by_ref, quotas_by_id
from eventapp.delegations.shapes import AmendmentShape
from eventapp.delegations.views import bp
from eventapp.delegations.views.fields import AS_TYPED, details_of, seats_of
from eventapp.delegations.words import STATE_TONES, STATE_WORDS
from eventapp.directory.models import Person
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import page_of, signed_letters
from eventapp.invitations.queries import letters_to
from eventapp.invitations.words import LETTER_WORDS
from eventapp.registration.delegations import ended_of, let_go_of, members_of
from eventapp.registration.words import MODE_WORDS, STATUS_TONES, STATUS_WORDS
from eventapp.shapes import label
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.deeds import deed, doer
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language
from eventapp.web.times import wall_times


@bp.get("/manage/events/<slug>/delegations/<ref>")
@staff(Role.VIEWER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show everything of one delegation."""
    delegation = get_delegation(event, ref)
    state = delegation.state(clock.now())
    history = entries_about(f"delegations/{delegation.id}", event.id)
    may_act = may(Role.REGISTRAR, event)
    return render_template(
        "delegations/delegation.html",
        event=event,
        delegation=delegation,
        state=state,
        state_word=_(STATE_WORDS[state]),
        state_tone=STATE_TONES[state],
        quotas=quotas_by_id([delegation.id])[delegation.id],
        modes=list(Mode),
        members=members_of(delegation),
        ended=ended_of(delegation),
        mode_words=MODE_WORDS,
        status_words=STATUS_WORDS,
        status_tones=STATUS_TONES,
        letters=letters_to(delegation),
        letter_words=LETTER_WORDS,
        has_letter=letter_files.find(signed_letters(), delegation.letter_file) is not None,
        history=[(entry, doer(entry), deed(entry)) for entry in history],
        may_act=may_act,
        link=page_of(delegation) if may_act else None,
    )


@bp.get("/manage/events/<slug>/delegations/<ref>/edit")
@staff(Role.REGISTRAR)
@with_event
def edit(event: Event, ref: str) -> ResponseReturnValue:
    """Show the form that changes a delegation."""
    delegation = get_delegation(event, ref)
    return _edit_page(event, delegation, Form(AmendmentShape, start=_start(event, delegation)))


@bp.post("/manage/events/<slug>/delegations/<ref>/edit")
@staff(Role.REGISTRAR)
@with_event
def amend(event: Event, ref: str) -> ResponseReturnValue:
    """Change a delegation; whoever was shown an older one gets both versions to compare."""
    delegation = get_delegation(event, ref)
    form = Form(AmendmentShape, request.form)
    details = details_of(event, form) | {"head": _head(delegation, form)}
    compared, refused = [], ""
    if form.ok:
        try:
            with transaction():
                is_amended = amendment.amend(
                    delegation, seen=form.values["revision"] or 0, by=actor(), seats=seats_of(form), **details
                )
            flash(_("Saved.") if is_amended else _("Nothing was different."))
            return redirect(url_for(".show", slug=event.slug, ref=delegation.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
            refused = refusal.code
            if isinstance(refusal, amendment.StaleDelegation):
                compared = _compared(form, _start(event, delegation))
                form.replace("revision", str(delegation.revision))  # sent again, it is meant
    return _edit_page(event, delegation, form, compared=compared, refused=refused)


@bp.post("/manage/events/<slug>/delegations/<ref>/link")
@staff(Role.REGISTRAR)
@with_event
def renew_link(event: Event, ref: str) -> ResponseReturnValue:
    """Give the focal point a new link; the old one opens nothing any more."""
    delegation = get_delegation(event, ref)
    with transaction():
        amendment.renew_link(delegation, by=actor())
    flash(_("There is a new link, and the old one opens nothing any more. Send the invitation with it."))
    return redirect(url_for(".show", slug=event.slug, ref=delegation.ref), 303)


@bp.get("/manage/events/<slug>/delegations/<ref>/removal")
@staff(Role.REGISTRAR)
@with_event
def ask_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once before a delegation is taken away."""
    delegation = get_delegation(event, ref)
    return render_template("delegations/removal.html", event=event, delegation=delegation)


@bp.post("/manage/events/<slug>/delegations/<ref>/removal")
@staff(Role.REGISTRAR)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Take a delegation away, if nobody of it is registered."""
    delegation = get_delegation(event, ref)
    name, kept = delegation.organisation.name_in(language()), delegation.letter_file
    try:
        with transaction():
            let_go_of(delegation)
            amendment.remove(event, delegation, by=actor())
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return redirect(url_for(".show", slug=event.slug, ref=ref), 303)
    letter_files.throw_away(signed_letters(), kept)
    flash(_("“%(name)s” is removed.", name=name))
    return redirect(url_for(".listed", slug=event.slug), 303)


def get_delegation(event: Event, ref: str) -> Delegation:
    """Return the event's delegation with that reference, or answer 404."""
    return find_by_ref(event, ref) or abort(404)


def _head(delegation: Delegation, form: Form) -> Person | None:
    ref = form.values.get("head")
    people = {each.person.ref: each.person for each in members_of(delegation)} if ref else {}
    if ref and ref not in people:
        form.add_fault("head", _("The head must be one of the delegates of this delegation."))
    return people.get(ref or "")


def _start(event: Event, delegation: Delegation) -> dict[str, Any]:
    quotas: dict[Mode, Quota] = quotas_by_id([delegation.id])[delegation.id]
    return {
        **{name: getattr(delegation, name) for name in AS_TYPED},
        **{mode.value: quotas[mode].allotted if mode in quotas else 0 for mode in Mode},
        **wall_times({"deadline": delegation.deadline_at}, event.zone),
        "mode": delegation.mode.value,
        "site": delegation.site.ref if delegation.site else "",
        "head": delegation.head.ref if delegation.head else "",
        "revision": delegation.revision,
    }


def _compared(form: Form, now: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return each field in which what is saved now and what was typed differ: its name, then the two."""
    fields = [name for name in AmendmentShape().fields if name != "revision"]
    pairs = [(name, str(now.get(name) or ""), str(form.value(name) or "")) for name in fields]
    return [(name, saved, typed) for name, saved, typed in pairs if (saved or "0") != (typed or "0")]


def _edit_page(
    event: Event,
    delegation: Delegation,
    form: Form,
    *,
    compared: list[tuple[str, Any, Any]] | None = None,
    refused: str = "",
) -> ResponseReturnValue:
    heads = [(each.person.ref, each.person.full_name) for each in members_of(delegation)]
    sites = sites_of(event)
    modes = [(mode.value, _(word)) for mode, word in MODE_WORDS.items()]
    page = render_template(
        "delegations/edit.html",
        event=event,
        delegation=delegation,
        form=form,
        compared=compared,
        refused=refused,
        labels={name: label(AmendmentShape, name) for name in AmendmentShape().fields},
        quotas=quotas_by_id([delegation.id])[delegation.id],
        heads=heads,
        sites=sites,
        shown=dict([*heads, *modes, *((site.ref, site.name_in(language())) for site in sites)]),
    )
    return page, form.status
