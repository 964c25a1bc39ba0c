"""Flask-Login over session rows: the cookie names a row, and the row decides."""

from contextlib import nullcontext

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from eventapp.accounts import sessions
from eventapp.accounts.models import User, UserSession
from eventapp.database import is_in_transaction, transaction


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login is not typed
    """What `current_user` is: a user by way of one session. Its id is the session's token (never the user's)."""

    def __init__(self, token: str, user: User, row: UserSession | None = None) -> None:
        self.token, self.user, self.row = token, user, row

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


def init_app(app: Flask) -> None:
    """Teach the app who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None  # rows are ended by us; a changed browser or address ends nothing
    manager.user_loader(load)


def load(token: str) -> SignedIn | None:
    """Return who holds that session, and note it as seen, at most once a minute."""
    row = sessions.find_session(token)
    if row is None:
        return None
    if sessions.is_due_to_be_seen(row):
        # A page for everyone may ask who is there only when it is writing already.
        with nullcontext() if is_in_transaction() else transaction():
            sessions.see(row)
    return SignedIn(token, row.user, row)


def enter(token: str, user: User) -> None:
    """Put the new session into the browser; whatever the cookie held before is dropped (no fixation)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, user))


def leave() -> None:
    """Take the session out of the browser."""
    logout_user()
    session.clear()
