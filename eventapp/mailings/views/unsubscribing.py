"""The page behind a mailing's link: one click and no more letters to many; another, and they come again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.mailings import unsubscribing
from eventapp.mailings.views import bp
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.web.access import actor, public
from eventapp.web.csrf import opened_by_its_secret


@bp.get("/unsubscribe/<secret>")
@public
def ask(secret: str) -> ResponseReturnValue:
    """Show how it stands and a button; looking changes nothing, because mail gateways look at every link."""
    return _page(_registration(secret), secret)


@bp.post("/unsubscribe/<secret>")
@public
@opened_by_its_secret
def unsubscribe(secret: str) -> ResponseReturnValue:
    """Unsubscribe, by the page's button or by the mailbox's own (RFC 8058: no cookie, no redirect)."""
    registration = _registration(secret)
    with transaction():
        unsubscribing.unsubscribe(registration, by=actor())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return _page(registration, secret)
    return redirect(url_for(".ask", secret=secret), 303)


@bp.post("/unsubscribe/<secret>/undoing")
@public
def resubscribe(secret: str) -> ResponseReturnValue:
    """Write letters to many again."""
    registration = _registration(secret)
    with transaction():
        unsubscribing.resubscribe(registration, by=actor())
    flash(_("You get our letters to all again."))
    return redirect(url_for(".ask", secret=secret), 303)


def _page(registration: Registration, secret: str) -> str:
    return render_template(
        "mailings/unsubscribe.html",
        event=registration.event,
        registration=registration,
        secret=secret,
        is_unsubscribed=unsubscribing.is_unsubscribed(registration),
    )


def _registration(secret: str) -> Registration:
    return links.find_registration(secret, links.UNSUBSCRIBE) or abort(404)
