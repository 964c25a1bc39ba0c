"""Who needs approval: /manage/events/<slug>/approval."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.events.approval import set_approval
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of
from eventapp.events.roles import Role
from eventapp.registration.shapes import ApprovalShape
from eventapp.registration.views import bp
from eventapp.registration.words import MODE_WORDS
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

SWITCHES = ("changes_ask_again", "office_needs_approval")


@bp.get("/manage/events/<slug>/approval")
@staff(Role.ORGANISER)
@with_event
def approval(event: Event) -> ResponseReturnValue:
    """Show who needs approval."""
    start = {mode.value: row.needs_approval for mode, row in modes_of(event).items()}
    return _page(event, Form(ApprovalShape, start=start | {name: getattr(event, name) for name in SWITCHES}))


@bp.post("/manage/events/<slug>/approval")
@staff(Role.ORGANISER)
@with_event
def save_approval(event: Event) -> ResponseReturnValue:
    """Change who needs approval."""
    form = Form(ApprovalShape, request.form)
    if not form.ok:
        return _page(event, form)
    modes = [mode for mode in Mode if form.values[mode.value]]
    ticked = set(request.form.getlist("category"))
    categories = [each for each in categories_of(event) if each.ref in ticked]
    switches = {name: form.values[name] for name in SWITCHES}
    with transaction():
        is_changed = set_approval(event, modes, categories, by=actor(), **switches)
    flash(_("The settings are saved.") if is_changed else _("Nothing was different."))
    return redirect(url_for(".approval", slug=event.slug), 303)


def _page(event: Event, form: Form) -> ResponseReturnValue:
    modes = [(mode.value, _(MODE_WORDS[mode])) for mode in modes_of(event)]
    page = render_template(
        "registration/approval.html", event=event, form=form, modes=modes, categories=categories_of(event)
    )
    return page, form.status
