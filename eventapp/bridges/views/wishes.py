"""The point asks to speak: /sites/<secret>/requests."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.bridges import speaking
from eventapp.bridges.queries import find_request
from eventapp.bridges.shapes import SpeakShape
from eventapp.bridges.views import bp
from eventapp.bridges.views.secretary import opened, page, who_acts
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.programme.queries import find_session
from eventapp.web.access import public
from eventapp.web.forms import Form


@bp.post("/sites/<secret>/requests")
@public
def ask_to_speak(secret: str) -> ResponseReturnValue:
    """Ask to speak."""
    event, site = opened(secret)
    form = Form(SpeakShape, request.form)
    wanted = form.values.get("session") or ""
    session = find_session(event, wanted) if wanted else None
    if wanted and session is None:
        form.add_fault("session", _("There is no such session any more."))
    if form.ok:
        said = {name: form.values[name] for name in ("subject", "speaker")}
        try:
            with transaction():
                speaking.ask(event, site, session=session, by=who_acts(event, site), **said)
            flash(_("The organiser sees that your bridge point asks to speak."))
            return redirect(url_for(".show", secret=secret, _anchor="speak"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return page(event, site, secret, speaking=form)


@bp.post("/sites/<secret>/requests/<ref>/withdrawal")
@public
def speak_no_more(secret: str, ref: str) -> ResponseReturnValue:
    """Take it back."""
    event, site = opened(secret)
    asked = find_request(site, ref) or abort(404)
    with transaction():
        speaking.withdraw(event, asked, by=who_acts(event, site))
    flash(_("Your bridge point does not ask to speak about this any more."))
    return redirect(url_for(".show", secret=secret, _anchor="speak"), 303)
