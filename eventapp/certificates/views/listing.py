"""The list of certificates, who is still due one, and from when: /manage/events/<slug>/certificates."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.certificates import deserving, giving, making, queries
from eventapp.certificates.shapes import ListShape, RunShape, TermsShape
from eventapp.certificates.views import bp
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.references import show_reference
from eventapp.registration.words import MODE_WORDS
from eventapp.shapes import read
from eventapp.spreadsheets.writing import Value
from eventapp.uploads import jobs
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

CERTIFICATES = "/manage/events/<slug>/certificates"
LARGEST_PAGE = 200


@bp.get(CERTIFICATES)
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show the certificates that were given, and how many are due."""
    return _page(event, Form(RunShape))


@bp.post(CERTIFICATES)
@staff(Role.ORGANISER)
@with_event
def give(event: Event) -> ResponseReturnValue:
    """Give certificates to all who are due one: here where they are few, else in the background."""
    form = Form(RunShape, request.form)
    if form.ok:
        try:
            with transaction():
                letters = form.values["letters"]
                run, _is_new = giving.begin(event, key=form.values["key"], sends_letters=letters, by=actor())
                work = making.begin(run) if run.job_id is None else None
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            ref = run.ref
            jobs.do(work)
            return redirect(url_for(".show_run", slug=event.slug, run=ref), 303)
    return _page(event, form)


@bp.get(f"{CERTIFICATES}/settings")
@staff(Role.ORGANISER)
@with_event
def settings(event: Event) -> ResponseReturnValue:
    """Show from when someone has a certificate."""
    kept = deserving.terms_of(event)
    start = {name: getattr(kept, name) for name in TermsShape().fields}
    return render_template("certificates/settings.html", event=event, form=Form(TermsShape, start=start))


@bp.post(f"{CERTIFICATES}/settings")
@staff(Role.ORGANISER)
@with_event
def save_settings(event: Event) -> ResponseReturnValue:
    """Change it."""
    form = Form(TermsShape, request.form)
    if not form.ok:
        return render_template("certificates/settings.html", event=event, form=form), form.status
    with transaction():
        deserving.revise(event, by=actor(), **form.values)
    flash(_("Saved."))
    return redirect(url_for(".listed", slug=event.slug), 303)


@bp.get(f"{CERTIFICATES}.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export(event: Event, form: str) -> ResponseReturnValue:
    """Hand out the certificates wanted as a sheet."""
    name, heading = downloads.dated(event, "certificates"), _heading()
    return (
        downloads.commas(name, heading, _rows(event))
        if form == "csv"
        else downloads.workbook(name, heading, _rows(event))
    )


def _page(event: Event, form: Form) -> ResponseReturnValue:
    asked, values = _asked(), read(ListShape, request.args).values
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    number = values.get("page") or 1
    certificates, total, number = queries.page_of(event, **asked, per_page=per_page, number=number)
    is_over = clock.now() >= event.ends_at
    page = render_template(
        "certificates/listed.html",
        event=event,
        form=form,
        key=secrets.token_hex(16),
        terms=deserving.terms_of(event),
        is_over=is_over,
        due=len(giving.due(event)),
        certificates=certificates,
        asked=asked,
        total=total,
        page=number,
        per_page=per_page,
        runs=queries.runs_of(event),
    )
    return page, form.status


def _asked() -> dict[str, Any]:
    values = read(ListShape, request.args).values
    return {name: values.get(name) or "" for name in ("q", "state", "sort")}


def _heading() -> Sequence[str]:
    return [
        _("Number"), _("Full name"), _("Position"), _("Organisation"), _("Attendance"), _("Minutes"),
        _("Registration code"), _("Given at"), _("Withdrawn at"), _("Reason"),
    ]  # fmt: skip


def _rows(event: Event) -> Iterator[Sequence[Value]]:
    for each in db.session.scalars(queries.listed(event, **_asked())):
        yield [
            each.called,
            each.full_name,
            each.position,
            each.organisation,
            _(MODE_WORDS[each.mode]),
            each.minutes,
            show_reference(each.registration.ref),
            each.issued_at.astimezone(event.tz),
            each.withdrawn_at.astimezone(event.tz) if each.withdrawn_at else None,
            each.reason,
        ]
