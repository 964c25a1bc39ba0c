"""Sessions as rows: the browser holds a token, the row decides whether it still opens anything."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from eventapp import clock, signing
from eventapp.accounts.models import User, UserSession
from eventapp.database import db

LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def open_session(user: User, *, browser: str = "") -> str:
    """Open a session and return its token, to be kept by the browser alone."""
    token, now = signing.new_token("es"), clock.now()
    db.session.add(
        UserSession(
            user=user,
            token_hash=signing.token_hash(token),
            browser=browser[:255],
            opened_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    return token


def find_session(token: str) -> UserSession | None:
    """Return the living session of that token, if its user may still sign in."""
    return db.session.scalar(
        select(UserSession)
        .join(UserSession.user)
        .where(
            UserSession.token_hash == signing.token_hash(token),
            UserSession.expires_at > clock.now(),
            User.disabled_at.is_(None),
        )
    )


def is_due_to_be_seen(session: UserSession) -> bool:
    """Was it last noted more than a minute ago?"""
    return clock.now() - session.seen_at > SEEN_EVERY


def see(session: UserSession) -> None:
    """Note that the session was used just now."""
    session.seen_at = clock.now()
    db.session.execute(update(UserSession).where(UserSession.id == session.id).values(seen_at=session.seen_at))


def sessions_of(user: User) -> list[UserSession]:
    """Return the user's open sessions, newest first."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user.id, UserSession.expires_at > clock.now())
            .order_by(UserSession.opened_at.desc())
        )
    )


def end_session(token: str) -> None:
    """End one session at once."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == signing.token_hash(token)))


def end_all_sessions(user: User) -> None:
    """End every session of the user at once."""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user.id))
