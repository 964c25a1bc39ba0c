"""What an administrator decides about accounts: who may sign in, who administers, and new one-time passwords."""

from sqlalchemy import select

from eventapp import clock
from eventapp.accounts import passwords, sessions
from eventapp.accounts.models import User
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError


class LastAdministrator(DomainError):
    """A site must keep an administrator who may sign in."""

    code = "last_administrator"
    message = N_("This is the last administrator who can sign in. Make someone else an administrator first.")


def disable(user: User, *, by: Actor) -> None:
    """Refuse the user from now on: every session ends at once. Raises LastAdministrator."""
    if user.disabled_at is not None:
        return
    if user.is_admin:
        _keep_an_administrator(besides=user)
    user.disabled_at = clock.now()
    sessions.end_all_sessions(user)
    trail.record("account_disabled", f"users/{user.id}", by=by, email=user.email)


def enable(user: User, *, by: Actor) -> None:
    """Let the user sign in again."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    trail.record("account_enabled", f"users/{user.id}", by=by, email=user.email)


def set_administrator(user: User, is_admin: bool, *, by: Actor) -> None:
    """Make the user an administrator of this site, or one no more. Raises LastAdministrator."""
    if user.is_admin == is_admin:
        return
    if not is_admin:
        _keep_an_administrator(besides=user)
    user.is_admin = is_admin
    action = "administrator_made" if is_admin else "administrator_unmade"
    trail.record(action, f"users/{user.id}", by=by, email=user.email)


def reset_password(user: User, *, by: Actor) -> str:
    """Return a new one-time password, to be shown once; every session of the user ends."""
    password = passwords.one_time_password()
    user.password_hash = passwords.hashed(password)
    sessions.end_all_sessions(user)
    trail.record("password_reset", f"users/{user.id}", by=by, email=user.email)
    return password


def _keep_an_administrator(*, besides: User) -> None:
    # Locks the administrators' rows on PostgreSQL: two who unmake each other at once cannot both succeed.
    administrators = db.session.scalars(
        select(User.id).where(User.is_admin, User.disabled_at.is_(None)).with_for_update()
    ).all()
    if not [number for number in administrators if number != besides.id]:
        raise LastAdministrator
