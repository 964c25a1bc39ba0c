"""Reads of accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eventapp import names
from eventapp.accounts.models import User, UserSession
from eventapp.database import db

SORTS = ("name", "-name", "email", "-email", "created", "-created")


def find_user(email: str) -> User | None:
    """Return the account of that address."""
    return db.session.scalar(select(User).where(User.email == names.fold_email(email)))


def accounts(query: str = "", sort: str = "name") -> list[User]:
    """Return the accounts whose name's words, or whose address, begin with every word of the query.

    Sorted by name in Vietnamese order, by address or by age. Accounts are staff, some hundreds at most: searching
    and sorting them here spares a key column.
    """
    terms = query.casefold().split()
    found = [user for user in db.session.scalars(select(User)) if _is_meant(user, terms)]
    found.sort(key=lambda user: (_sort_key(user, sort.removeprefix("-")), user.id), reverse=sort.startswith("-"))
    return found


def open_sessions(users: Sequence[User], *, now: datetime) -> dict[int, int]:
    """Return how many open sessions each of the users has, by user id."""
    rows = db.session.execute(
        select(UserSession.user_id, func.count())
        .where(UserSession.user_id.in_([user.id for user in users]), UserSession.expires_at > now)
        .group_by(UserSession.user_id)
    )
    return {user_id: number for user_id, number in rows}  # noqa: C416 - rows are no pairs to mypy


def _sort_key(user: User, sort: str) -> str:
    if sort == "name":
        return names.sort_key(user.name)
    return user.created_at.isoformat() if sort == "created" else user.email


def _is_meant(user: User, terms: list[str]) -> bool:
    words = names.search_words(user.name)
    return all(
        user.email.startswith(term) or any(f" {word}" in words for word in names.search_terms(term)) for term in terms
    )


def names_of_users(numbers: Sequence[int]) -> dict[int, str]:
    """Return the names of those accounts, as far as they exist."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(numbers)))
    return {row.id: row.name for row in rows}
