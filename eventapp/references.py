"""Short references that a person reads aloud, types and copies from paper."""

import secrets

# No 0 and O, no 1, I and L, which look alike; no other vowel either, so that no reference spells a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_reference() -> str:
    """Return eight random characters; 28 to the 8th are enough to be rare, not enough to be a secret."""
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)  # asked for once: eight times is felt in every registration
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))


def show_reference(reference: str) -> str:
    """Return the reference as it is printed: `K7QM4XTR` as `K7QM 4XTR`."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def read_reference(typed: str) -> str | None:
    """Return the reference that was typed, with blanks, hyphens and small letters forgiven, or None."""
    plain = "".join(typed[:64].replace("-", "").split())
    if not plain.isascii() or len(plain) != LENGTH:
        return None
    return plain.upper() if set(plain.upper()) <= set(ALPHABET) else None
