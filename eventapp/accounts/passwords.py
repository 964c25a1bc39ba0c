"""Passwords: argon2id as OWASP asks (19 MiB, 2 passes, 1 lane), at most two hashes at a time."""

import re
import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eventapp.errors import N_, DomainError

SHORTEST, LONGEST = 12, 128
COMMON = re.compile("password|eventapp|matkhau|conference|hoinghi|qwertyuiop|abcdefgh")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turn = BoundedSemaphore(2)  # a flood of sign-ins costs waiting, not the machine's memory


class WeakPassword(DomainError):
    """The password is too short, too long, or known to everybody."""

    code = "weak_password"
    message = N_("Choose a password of 12 to 128 characters that is not a common word or the name of the product.")
    status = 422


def hashed(password: str) -> str:
    """Return the argon2id hash. Raises WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST or _is_common(password):
        raise WeakPassword
    with _turn:
        return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Does the password match? Takes as long for an account that does not exist (None)."""
    try:
        with _turn:
            _hasher.verify(password_hash or _nobodys_hash(), password[: LONGEST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def one_time_password() -> str:
    """Return a random password to print once."""
    return secrets.token_urlsafe(15)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def _is_common(password: str) -> bool:
    folded = "".join(letter for letter in password.casefold() if letter.isalnum())
    rest = COMMON.sub("", folded).strip("0123456789")
    return len(set(folded)) < 5 or (rest != folded and len(rest) < 4)
