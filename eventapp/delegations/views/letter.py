"""The signed letter of a delegation: the team keeps it and takes it along, and so does the focal point."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.delegations import amendment, letter_files, links
from eventapp.delegations.models import Delegation
from eventapp.delegations.views import bp
from eventapp.delegations.views.managed import get_delegation
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import signed_letters
from eventapp.web import downloads
from eventapp.web.access import actor, public, staff, with_event
from eventapp.web.forms import sentence


@bp.post("/manage/events/<slug>/delegations/<ref>/letter")
@staff(Role.REGISTRAR)
@with_event
def keep_letter(event: Event, ref: str) -> ResponseReturnValue:
    """Keep the signed letter; it takes the place of the one before."""
    delegation = get_delegation(event, ref)
    file = request.files.get("file")
    content = file.read(letter_files.LARGEST + 1) if file is not None else b""
    try:
        letter_files.judge(content)
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return _back(delegation, event)
    _replace(delegation, letter_files.keep(signed_letters(), content))
    flash(_("The signed letter is kept. It goes with the invitation from now on."))
    return _back(delegation, event)


@bp.post("/manage/events/<slug>/delegations/<ref>/letter/removal")
@staff(Role.REGISTRAR)
@with_event
def remove_letter(event: Event, ref: str) -> ResponseReturnValue:
    """Throw the signed letter away."""
    delegation = get_delegation(event, ref)
    if delegation.letter_file:
        _replace(delegation, "")
        flash(_("The signed letter is removed."))
    return _back(delegation, event)


@bp.get("/manage/events/<slug>/delegations/<ref>/letter.pdf")
@staff(Role.VIEWER)
@with_event
def download_letter(event: Event, ref: str) -> Response:
    """Hand the signed letter to the team."""
    return _handed_out(get_delegation(event, ref))


@bp.get("/delegations/<secret>/letter.pdf")
@public
def own_letter(secret: str) -> Response:
    """Hand the signed letter to the focal point."""
    return _handed_out(links.find_invited(secret) or abort(404))


def _handed_out(delegation: Delegation) -> Response:
    body = letter_files.find(signed_letters(), delegation.letter_file)
    if body is None:
        abort(404)
    return downloads.attachment(f"letter-{delegation.ref.lower()}.pdf", body, downloads.PDF)


def _replace(delegation: Delegation, name: str) -> None:
    before = delegation.letter_file
    with transaction():
        amendment.keep_letter(delegation, name, by=actor())
    letter_files.throw_away(signed_letters(), before)


def _back(delegation: Delegation, event: Event) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=event.slug, ref=delegation.ref), 303)
