"""Users, the rows behind their sessions, and what was fixed when this instance was installed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.audit.trail import Actor
from eventapp.database import Model


class User(Model):
    """Someone with a password: an administrator, organiser or member of staff. Delegates have none."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # folded
    name: Mapped[str]
    password_hash: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def actor(self) -> Actor:
        """The user in the words of the audit trail."""
        return Actor(self.name, self.id)


class UserSession(Model):
    """One signed-in browser. Ending it is deleting the row: a cookie without its row opens nothing."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    user: Mapped[User] = relationship(lazy="joined")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Model):
    """A failed sign-in, counted against its account and its network."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class Installation(Model):
    """The one row of this instance: the domain in its UIDs and Message-IDs, and whether it was claimed."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str]
    installed_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
