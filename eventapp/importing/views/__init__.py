"""The pages where the office sends its sheets: columns, a rehearsal with its report, correction, taking in."""

from flask import Blueprint, abort
from flask_babel import gettext as _

from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome
from eventapp.uploads.keeping import find_upload
from eventapp.uploads.kinds import importer_of
from eventapp.uploads.models import Stage, Upload, What
from eventapp.web.access import actor

bp = Blueprint("importing", __name__)

OUTCOME_WORDS = {
    Outcome.CREATED: N_("new"),
    Outcome.UPDATED: N_("changed"),
    Outcome.UNCHANGED: N_("unchanged"),
    Outcome.HELD_BACK: N_("held back"),
    Outcome.REJECTED: N_("not taken"),
    Outcome.SKIPPED: N_("skipped"),
    Outcome.ABSENT: N_("not in the file"),
}
WHAT_WORDS = {
    What.DELEGATIONS: N_("Delegations"),
    What.DELEGATES: N_("Delegates"),
    What.PROGRAMME: N_("Programme"),
}
STAGE_WORDS = {
    Stage.COLUMNS: N_("Columns to be chosen"),
    Stage.CHECKING: N_("Being checked"),
    Stage.CHECKED: N_("Checked, not taken in"),
    Stage.TAKING: N_("Being taken in"),
    Stage.STOPPED: N_("Stopped"),
    Stage.TAKEN: N_("Taken in"),
}


def upload_of(event: Event, ref: str) -> Upload:
    """Return the event's sheet of that name; anything else is not found."""
    return find_upload(event.id, ref) or abort(404)


def importer_for(event: Event, upload: Upload) -> Importer:
    """Return who takes in this sheet, on behalf of whoever is signed in."""
    return importer_of(upload.what, event, by=actor(), sends_letters=upload.sends_letters)


@bp.app_template_filter()
def outcome_word(outcome: Outcome) -> str:
    """Return an outcome in the reader's language."""
    return str(_(OUTCOME_WORDS[outcome]))


@bp.app_template_filter()
def what_word(what: What) -> str:
    """Return what a sheet holds in the reader's language."""
    return str(_(WHAT_WORDS[what]))


@bp.app_template_filter()
def stage_word(stage: Stage) -> str:
    """Return how far a sheet has come in the reader's language."""
    return str(_(STAGE_WORDS[stage]))


from eventapp.importing.views import columns, reports, sending, work, workbooks  # noqa: E402, F401 - they add their pages to bp
