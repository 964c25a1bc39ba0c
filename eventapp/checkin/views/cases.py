"""A supervisor of the door settles what there is to look at, and takes in rescue files."""

import json
from collections import Counter
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import cases, collecting
from eventapp.checkin.collecting import Sender
from eventapp.checkin.models import CaseKind
from eventapp.checkin.shapes import SettlementShape
from eventapp.checkin.views import bp
from eventapp.checkin.views.case_list import cases_page, kept_questions
from eventapp.database import transaction
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

RESCUE = "eventapp-rescue"
LARGEST_RESCUE = 16 * 1024 * 1024
MOST_RECORDS = 50_000
NOT_A_RESCUE = N_("This is no file of scans that a telephone at this event's door has saved.")


@bp.post("/manage/events/<slug>/door/cases/<ref>/settlement")
@staff(Role.REGISTRAR)
@with_event
def settle_case(event: Event, ref: str) -> ResponseReturnValue:
    """Write down what was done; take a record over that was kept apart, where that is asked."""
    case = cases.find_case(event, ref) or abort(404)
    form = Form(SettlementShape, request.form)
    if not form.ok:
        return cases_page(event, form, case)
    try:
        with transaction():
            cases.settle(case, form.values["said"], by=actor())
            if form.values["takes_over"] and case.kind is CaseKind.QUARANTINED:
                collecting.collect(event, cases.read_record(case), _sender(), counts_guesses=False)
    except DomainError as refusal:
        form.refuse(refusal)
        return cases_page(event, form, case)
    flash(_("It is settled."))
    return redirect(url_for(".list_cases", slug=event.slug, **kept_questions()), 303)


@bp.post("/manage/events/<slug>/door/rescue")
@staff(Role.REGISTRAR)
@with_event
def take_rescue(event: Event) -> ResponseReturnValue:
    """Take in the scans that a telephone has saved into a file; twice is once."""
    records = _rescued(event)
    if records is None:
        flash(_(NOT_A_RESCUE), "warning")
        return redirect(url_for(".list_cases", slug=event.slug), 303)
    counted: Counter[str] = Counter()
    for start in range(0, len(records), 500):
        with transaction():
            sender = _sender()
            found = [
                collecting.collect(event, each, sender, counts_guesses=False) for each in records[start : start + 500]
            ]
            counted.update(each.status for each in found)
    said = _(
        "Taken in: %(stored)s new scans, %(already)s known, %(others)s to be looked at.",
        stored=counted["stored"],
        already=counted["already_stored"],
        others=counted["conflict"] + counted["rejected"],
    )
    flash(said)
    return redirect(url_for(".list_cases", slug=event.slug), 303)


def _rescued(event: Event) -> list[Any] | None:
    sent = request.files.get("file")
    try:
        found = json.loads(sent.stream.read(LARGEST_RESCUE + 1)) if sent else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or (found.get("format"), found.get("event")) != (RESCUE, event.slug):
        return None
    records = found.get("scans")
    return records if isinstance(records, list) and len(records) <= MOST_RECORDS else None


def _sender() -> Sender:
    return Sender(f"user/{actor().id}", may_override=True, may_enter=True)
