"""Frozen reports: made, listed, shown, and compared."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.presence.attending import roll_of
from eventapp.presence.freezing import difference, find_snapshot, freeze, is_intact, snapshots_of
from eventapp.presence.models import Snapshot
from eventapp.presence.shapes import SnapshotShape
from eventapp.presence.views import bp
from eventapp.presence.views.report import REPORT, choices
from eventapp.presence.words import FIGURE_WORDS, STATE_WORDS
from eventapp.programme.queries import find_session, sessions_of
from eventapp.registration.queries import names_by_ref
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form

SNAPSHOTS = f"{REPORT}/snapshots"


@bp.get(SNAPSHOTS)
@staff(Role.VIEWER)
@with_event
def snapshots(event: Event) -> ResponseReturnValue:
    """List the frozen reports."""
    return _list(event, Form(SnapshotShape))


@bp.post(SNAPSHOTS)
@staff(Role.ORGANISER)
@with_event
def take_snapshot(event: Event) -> ResponseReturnValue:
    """Freeze the report as it stands now."""
    form = Form(SnapshotShape, request.form)
    wanted = form.values.get("session") or ""
    session = find_session(event, wanted) if wanted else None
    if wanted and session is None:
        form.add_fault("session", _("There is no such session any more."))
    if form.ok:
        day, title = form.values.get("day"), form.values.get("title") or ""
        try:
            roll = roll_of(event, at=clock.now(), session=session, day=day)
            with transaction():
                taken = freeze(event, roll, title=title, session=session, day=day, by=actor())
            flash(_("The report is frozen: it stays as it is now."))
            return redirect(url_for(".snapshot", slug=event.slug, snapshot=taken.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _list(event, form)


@bp.get(f"{SNAPSHOTS}/<snapshot>")
@staff(Role.VIEWER)
@with_event
def snapshot(event: Event, snapshot: str) -> ResponseReturnValue:
    """Show a frozen report; with `since` the reference of an earlier one, what changed from that to this."""
    shown = get_snapshot(event, snapshot)
    earlier = get_snapshot(event, request.args["since"]) if request.args.get("since") else None
    changed = difference(earlier, shown) if earlier else None
    refs = [each.ref for each in changed.changes] if changed else []
    return render_template(
        "presence/snapshot.html",
        event=event,
        snapshot=shown,
        is_intact=is_intact(shown),
        earlier=earlier,
        others=[each for each in snapshots_of(event) if each.id < shown.id],
        changed=changed,
        names=names_by_ref(refs) if refs else {},
        figure_words={name: _(word) for name, word in FIGURE_WORDS.items()},
        state_words={state.value: _(word) for state, word in STATE_WORDS.items()},
        scope=_scope(event, shown),
    )


def get_snapshot(event: Event, ref: str) -> Snapshot:
    """Return the event's frozen report with that reference, or answer 404."""
    return find_snapshot(event, ref) or abort(404)


def _list(event: Event, form: Form) -> ResponseReturnValue:
    titles = {each.id: each for each in sessions_of(event)}
    page = render_template(
        "presence/snapshots.html",
        event=event,
        snapshots=snapshots_of(event),
        titles=titles,
        form=form,
        may_take=may(Role.ORGANISER, event),
        **choices(event, []),
    )
    return page, form.status


def _scope(event: Event, shown: Snapshot) -> dict[str, Any]:
    titles = {each.id: each for each in sessions_of(event)}
    return {"session": titles.get(shown.session_id or 0), "day": shown.day}
