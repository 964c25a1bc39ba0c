"""All accounts, for administrators: /manage/users."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from eventapp import clock
from eventapp.accounts import administration, passwords, standing
from eventapp.accounts.models import User
from eventapp.accounts.queries import SORTS, accounts, find_user, open_sessions
from eventapp.accounts.shapes import AccountShape, NewAccountShape
from eventapp.accounts.views import bp
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.web.access import actor, administrator
from eventapp.web.forms import Form, sentence
from eventapp.web.pages import asked_page

PER_PAGE = 50


@bp.get("/manage/users")
@administrator
def users() -> ResponseReturnValue:
    """Show the accounts."""
    return _page(Form(NewAccountShape))


@bp.post("/manage/users")
@administrator
def create_user() -> ResponseReturnValue:
    """Make an account and show its one-time password, this once."""
    form = Form(NewAccountShape, request.form)
    if not form.ok:
        return _page(form)
    password = passwords.one_time_password()
    try:
        with transaction():
            administration.create_user(
                form.values["email"],
                name=form.values["name"],
                password=password,
                by=actor(),
                is_admin=form.values["is_admin"],
            )
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form)
    return _secret_page(form.values["email"], password), 201


@bp.get("/manage/users/password")
@administrator
def ask_password() -> ResponseReturnValue:
    """Ask before someone's password is replaced."""
    user = _named(request.args)
    return render_template("accounts/ask_password.html", account=user) if user else redirect(url_for(".users"))


@bp.post("/manage/users/password")
@administrator
def reset_password() -> ResponseReturnValue:
    """Give someone a new one-time password and show it, this once."""
    user = _named(request.form)
    if user is None:
        return redirect(url_for(".users"))
    with transaction():
        password = standing.reset_password(user, by=actor())
    return _secret_page(user.email, password), 201


@bp.post("/manage/users/<any(disabling, enabling, appointment, dismissal):switch>")
@administrator
def switch_user(switch: str) -> ResponseReturnValue:
    """Disable or enable someone, make an administrator or unmake one."""
    user = _named(request.form)
    if user is not None:
        try:
            with transaction():
                _turn(switch, user)
            flash(_said(switch, user))
        except DomainError as refusal:
            flash(sentence(refusal), "bad")
    return redirect(url_for(".users", **_asked()), 303)


def _turn(switch: str, user: User) -> None:
    if switch in ("appointment", "dismissal"):
        standing.set_administrator(user, switch == "appointment", by=actor())
    elif switch == "disabling":
        standing.disable(user, by=actor())
    else:
        standing.enable(user, by=actor())


def _said(switch: str, user: User) -> str:
    said = {
        "disabling": _("%(name)s can no longer sign in and has been signed out everywhere.", name=user.name),
        "enabling": _("%(name)s can sign in again.", name=user.name),
        "appointment": _("%(name)s is an administrator now.", name=user.name),
        "dismissal": _("%(name)s is an administrator no more.", name=user.name),
    }
    return str(said[switch])


def _named(given: object) -> User | None:
    form = Form(AccountShape, given)  # type: ignore[arg-type]
    user = find_user(form.values["email"]) if form.ok else None
    if user is None:
        flash(_("There is no account with this e-mail address."), "bad")
    return user


def _asked() -> dict[str, Any]:
    return {name: request.args[name] for name in ("q", "sort", "page") if request.args.get(name)}


def _page(form: Form) -> ResponseReturnValue:
    query, page = request.args.get("q", "")[:200], asked_page()
    sort = request.args.get("sort", "name")
    found = accounts(query, sort if sort in SORTS else "name")
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    body = render_template(
        "accounts/users.html",
        form=form,
        accounts=shown,
        sessions=open_sessions(shown, now=clock.now()),
        total=len(found),
        query=query,
        sort=sort,
        page=page,
        per_page=PER_PAGE,
        asked=_asked(),
        myself=current_user.user.id,
    )
    return body, form.status


def _secret_page(email: str, password: str) -> str:
    return render_template("accounts/one_time.html", email=email, password=password, back=url_for(".users"))
