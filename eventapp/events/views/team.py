"""Who works for an event: /manage/events/<slug>/team; and the programs that do: /manage/events/<slug>/tokens."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.accounts import administration, passwords
from eventapp.accounts.queries import find_user
from eventapp.accounts.shapes import AccountShape
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events import team as rules
from eventapp.events.models import Event
from eventapp.events.queries import team_of, tokens_of
from eventapp.events.roles import Role
from eventapp.events.shapes import InvitationShape, MemberShape, TokenRole, TokenShape
from eventapp.events.views import bp
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence


@bp.get("/manage/events/<slug>/team")
@staff(Role.OWNER)
@with_event
def team(event: Event) -> ResponseReturnValue:
    """Show the team."""
    return _team_page(event, Form(InvitationShape, start={"role": Role.ORGANISER}))


@bp.post("/manage/events/<slug>/team")
@staff(Role.OWNER)
@with_event
def invite(event: Event) -> ResponseReturnValue:
    """Take an account into the team, made with a one-time password where there is none and a name is given."""
    form = Form(InvitationShape, request.form)
    user = find_user(form.values["email"]) if form.ok else None
    if form.ok and user is None and not form.values["name"]:
        form.add_fault("name", _("There is no account with this e-mail address. Give a name to make one."))
    if not form.ok:
        return _team_page(event, form)
    password = passwords.one_time_password() if user is None else None
    try:
        with transaction():
            if password:
                user = administration.create_user(
                    form.values["email"], name=form.values["name"], password=password, by=actor()
                )
            assert user is not None  # noqa: S101 - found or made
            rules.give_role(event, user, form.values["role"], by=actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _team_page(event, form)
    if password:
        back = url_for(".team", slug=event.slug)
        return render_template("accounts/one_time.html", email=user.email, password=password, back=back), 201
    flash(_("%(name)s is in the team.", name=user.name))
    return redirect(url_for(".team", slug=event.slug), 303)


@bp.post("/manage/events/<slug>/team/role")
@staff(Role.OWNER)
@with_event
def change_role(event: Event) -> ResponseReturnValue:
    """Give a member another role."""
    form = Form(MemberShape, request.form)
    user = find_user(form.values["email"]) if form.ok else None
    if user is None or all(member.user_id != user.id for member in team_of(event)):
        flash(_("That is no member of this team."), "bad")
    else:
        try:
            with transaction():
                rules.give_role(event, user, form.values["role"], by=actor())
            flash(_("%(name)s has another role now.", name=user.name))
        except DomainError as refusal:
            flash(sentence(refusal), "bad")
    return redirect(url_for(".team", slug=event.slug), 303)


@bp.post("/manage/events/<slug>/team/removal")
@staff(Role.OWNER)
@with_event
def remove_member(event: Event) -> ResponseReturnValue:
    """Take a member out of the team."""
    form = Form(AccountShape, request.form)
    user = find_user(form.values["email"]) if form.ok else None
    if user is not None:
        try:
            with transaction():
                rules.remove_member(event, user, by=actor())
            flash(_("%(name)s is no longer in the team.", name=user.name))
        except DomainError as refusal:
            flash(sentence(refusal), "bad")
    return redirect(url_for(".team", slug=event.slug), 303)


def _team_page(event: Event, form: Form) -> ResponseReturnValue:
    return render_template(
        "events/team.html", event=event, members=team_of(event), form=form, roles=list(Role)
    ), form.status


@bp.get("/manage/events/<slug>/tokens")
@staff(Role.OWNER)
@with_event
def tokens(event: Event) -> ResponseReturnValue:
    """Show the API tokens, living and revoked."""
    return _tokens_page(event, Form(TokenShape, start={"role": TokenRole.VIEWER}))


@bp.post("/manage/events/<slug>/tokens")
@staff(Role.OWNER)
@with_event
def create_token(event: Event) -> ResponseReturnValue:
    """Make a token and show it, this once."""
    form = Form(TokenShape, request.form)
    if not form.ok:
        return _tokens_page(event, form)
    with transaction():
        made = rules.create_token(event, Role(form.values["role"].value), name=form.values["name"], by=actor())
    return render_template("events/token.html", event=event, name=form.values["name"], token=made), 201


@bp.post("/manage/events/<slug>/tokens/revocation")
@staff(Role.OWNER)
@with_event
def revoke_token(event: Event) -> ResponseReturnValue:
    """Revoke a token: it opens nothing from now on."""
    number = request.form.get("token", "")
    with transaction():
        is_done = number.isascii() and number.isdigit() and rules.revoke_token(event, int(number[:9]), by=actor())
    if is_done:
        flash(_("The token is revoked. It opens nothing from now on."))
    else:
        flash(_("That token was revoked already."), "bad")
    return redirect(url_for(".tokens", slug=event.slug), 303)


def _tokens_page(event: Event, form: Form) -> ResponseReturnValue:
    return render_template(
        "events/tokens.html", event=event, tokens=tokens_of(event), form=form, roles=list(TokenRole)
    ), form.status
