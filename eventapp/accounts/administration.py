"""Make accounts, and the first administrator."""

import secrets

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names, signing
from eventapp.accounts import passwords
from eventapp.accounts.models import Installation, User
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError


class AccountExists(DomainError):
    """The address already has an account."""

    code = "account_exists"
    message = N_("There is already an account with this e-mail address.")


class AlreadyClaimed(DomainError):
    """The instance has its first administrator."""

    code = "already_claimed"
    message = N_("This instance already has an administrator.")
    status = 404


def create_user(email: str, *, name: str, password: str, by: Actor, is_admin: bool = False) -> User:
    """Create an account. Raises AccountExists, WeakPassword."""
    user = User(
        email=names.fold_email(email),
        name=name or email,
        password_hash=passwords.hashed(password),
        is_admin=is_admin,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise AccountExists from None
    trail.record("account_created", f"users/{user.id}", by=by, is_admin=is_admin)
    return user


def install(domain: str) -> Installation:
    """Return this instance's row, made once with the domain that its UIDs bear for ever."""
    row = db.session.get(Installation, 1)
    if row is None:
        row = Installation(id=1, domain=domain, installed_at=clock.now())
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # another process was first
            row = db.session.get_one(Installation, 1)
    return row


def install_here() -> Installation:
    """Make this instance's row; its UIDs bear a random name of their own, so that two instances never share one."""
    return install(f"{secrets.token_hex(8)}.eventapp")


def domain() -> str:
    """Return the domain stored at install."""
    return db.session.get_one(Installation, 1).domain


def is_unclaimed() -> bool:
    """Is there no account at all yet?"""
    return not db.session.scalar(select(func.count()).select_from(User))


def setup_token() -> str:
    """Return the token that opens /setup: derived from the instance key, so that only the console knows it."""
    return signing.link_secret("setup", "CONSOLE")


def claim(email: str, *, name: str, password: str) -> User:
    """Make the first administrator of an instance without accounts. Raises AlreadyClaimed."""
    is_first = Installation.claimed_at.is_(None) & ~select(User.id).exists()
    if change(update(Installation).where(is_first).values(claimed_at=clock.now())) != 1:
        raise AlreadyClaimed
    return create_user(email, name=name, password=password, by=Actor("console"), is_admin=True)
