"""One's own account: /sign-in, /sign-out, /account, /setup."""

import hmac

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp import signing
from eventapp.accounts import administration, sessions, signing_in
from eventapp.accounts.models import User
from eventapp.accounts.shapes import ClaimShape, PasswordShape, SignInShape
from eventapp.accounts.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.web import signed_in_user
from eventapp.web.access import public, signed_in
from eventapp.web.browsers import browser_words
from eventapp.web.forms import Form
from eventapp.web.networks import network
from eventapp.web.origin import own_path


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form, or go on for someone who is signed in."""
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next"), url_for("events.managed")))
    return render_template("accounts/sign_in.html", form=Form(SignInShape))


@bp.post("/sign-in")
@public
def open_session() -> ResponseReturnValue:
    """Sign in."""
    form = Form(SignInShape, request.form)
    if form.ok:
        try:
            token, user = _try_password(form.values["email"], form.values["password"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            signed_in_user.enter(token, user)
            return redirect(own_path(request.args.get("next"), url_for("events.managed")))
    wait = [("Retry-After", str(int(signing_in.WINDOW.total_seconds())))] if form.status == 429 else []
    return render_template("accounts/sign_in.html", form=form), form.status, wait


def _try_password(email: str, password: str) -> tuple[str, User]:
    signing_in.may_try(email, network())
    user = signing_in.find_by_password(email, password)
    with transaction():
        if user is not None:
            return signing_in.sign_in(user, browser=request.user_agent.string), user
        signing_in.note_failure(email, network())
    raise signing_in.WrongPassword


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    with transaction():
        sessions.end_session(current_user.token)
    signed_in_user.leave()
    return redirect(url_for("events.index"))


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Show the user's account and open sessions."""
    return _account_page(Form(PasswordShape))


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Set a new password; every session ends, this browser gets a new one."""
    form, user = Form(PasswordShape, request.form), current_user.user
    if form.ok:
        try:
            with transaction():
                signing_in.change_password(user, old=form.values["old"], new=form.values["new"])
                token = sessions.open_session(user, browser=request.user_agent.string)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            signed_in_user.enter(token, user)
            flash(_("Your password is changed. Every other browser has been signed out."))
            return redirect(url_for(".account"))
    return _account_page(form)


@bp.post("/account/sessions/ending")
@signed_in
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with transaction():
        sessions.end_all_sessions(current_user.user)
    signed_in_user.leave()
    flash(_("You are signed out everywhere."))
    return redirect(url_for(".sign_in"))


@bp.get("/setup")
@public
def setup() -> ResponseReturnValue:
    """Show how the first administrator is made, while there is no account at all."""
    if not administration.is_unclaimed():
        abort(404)
    return render_template("accounts/setup.html", form=Form(ClaimShape, start=request.args))


@bp.post("/setup")
@public
def claim() -> ResponseReturnValue:
    """Make the first administrator for whoever holds the console's token."""
    if not administration.is_unclaimed():
        abort(404)
    form = Form(ClaimShape, request.form)
    if form.ok and not hmac.compare_digest(form.values["token"].encode(), administration.setup_token().encode()):
        form.add_fault("token", _("This is not the token that the console printed."))
    if form.ok:
        try:
            with transaction():
                user = administration.claim(
                    form.values["email"], name=form.values["name"], password=form.values["password"]
                )
                token = signing_in.sign_in(user, browser=request.user_agent.string)
        except administration.AlreadyClaimed:
            abort(404)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            signed_in_user.enter(token, user)
            return redirect(url_for("events.managed"))
    return render_template("accounts/setup.html", form=form), form.status


def _account_page(form: Form) -> ResponseReturnValue:
    return render_template(
        "accounts/account.html",
        form=form,
        sessions=sessions.sessions_of(current_user.user),
        this_session=signing.token_hash(current_user.token),
        browser=browser_words,
    ), form.status
