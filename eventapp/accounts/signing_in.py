"""Sign in, change the password, and slow down those who guess."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from eventapp import clock, names
from eventapp.accounts import passwords, sessions
from eventapp.accounts.models import SignInAttempt, User
from eventapp.audit import trail
from eventapp.database import db
from eventapp.errors import N_, DomainError

TRIES, WINDOW = 10, timedelta(minutes=5)


class WrongPassword(DomainError):
    """E-mail and password do not belong together; said alike for an account that does not exist."""

    code = "wrong_password"
    message = N_("E-mail or password is wrong.")
    status = 422


class WrongCurrentPassword(WrongPassword):
    """Who changes the password is asked for the one that holds until then."""

    code = "wrong_current_password"
    message = N_("The current password is wrong.")


class TooManyTries(DomainError):
    """The account or the network has tried too often."""

    code = "too_many_tries"
    message = N_("Too many tries. Wait five minutes, then try again.")
    status = 429


def may_try(email: str, network: str) -> None:
    """Refuse an account or network that failed ten times in five minutes. Raises TooManyTries."""
    since = clock.now() - WINDOW
    for key in (_account_key(email), _network_key(network)):
        failed = db.session.scalar(
            select(func.count()).select_from(SignInAttempt).where(SignInAttempt.key == key, SignInAttempt.at > since)
        )
        if (failed or 0) >= TRIES:
            raise TooManyTries


def find_by_password(email: str, password: str) -> User | None:
    """Return the user whom e-mail and password name. Takes the same time when there is none."""
    user = db.session.scalar(select(User).where(User.email == names.fold_email(email), User.disabled_at.is_(None)))
    return user if passwords.matches(password, user.password_hash if user else None) else None


def note_failure(email: str, network: str) -> None:
    """Count a failed try against the account and the network."""
    now = clock.now()
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
    db.session.add_all(SignInAttempt(key=key, at=now) for key in (_account_key(email), _network_key(network)))
    trail.record("sign_in_failed", f"networks/{network}", by=trail.GUEST)


def sign_in(user: User, *, browser: str) -> str:
    """Open a session for a user whose password was right, and return its token."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key == _account_key(user.email)))
    trail.record("signed_in", f"users/{user.id}", by=user.actor)
    return sessions.open_session(user, browser=browser)


def change_password(user: User, *, old: str, new: str) -> None:
    """Set a new password and end every session. Raises WrongCurrentPassword, WeakPassword."""
    if not passwords.matches(old, user.password_hash):
        raise WrongCurrentPassword
    user.password_hash = passwords.hashed(new)
    sessions.end_all_sessions(user)
    trail.record("password_changed", f"users/{user.id}", by=user.actor)


def _account_key(email: str) -> str:
    return f"account {names.fold_email(email)}"[:255]


def _network_key(network: str) -> str:
    return f"network {network}"
