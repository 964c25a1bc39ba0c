"""Secrets: links derived from the instance key, values sealed with it, and hashes of tokens we hand out once."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32, in lower case
MAC_LENGTH = 26  # 130 bits


def link_secret(purpose: str, ref: str, generation: int = 0) -> str:
    """Return the secret of a link: the public reference and a code derived from it with the instance key.

    Nothing is stored; raising `generation` revokes every link made before.
    """
    return ref.lower() + _mac(_key(), purpose, ref, generation)


def split_secret(secret: str) -> str | None:
    """Return the reference a link's secret speaks of, or None when it has not the form of one."""
    ref = secret[:-MAC_LENGTH].upper()
    return ref if ref.isascii() and ref.isalnum() and len(secret) <= 64 else None


def opens(secret: str, purpose: str, ref: str, generation: int = 0) -> bool:
    """Is this the secret of that link, under the instance key or a former one?"""
    given = secret.encode("utf-8", "replace")
    return any(
        hmac.compare_digest(given, (ref.lower() + _mac(key, purpose, ref, generation)).encode()) for key in _keys()
    )


def seal(text: str, purpose: str) -> bytes:
    """Encrypt with the instance key (AES-256-GCM), so that a stolen database tells nothing."""
    nonce = os.urandom(12)
    return nonce + _cipher(_key(), purpose).encrypt(nonce, text.encode(), purpose.encode())


def unseal(sealed: bytes, purpose: str) -> str:
    """Decrypt what `seal` made. Raises ValueError when no key of ours opens it."""
    return unsealer(purpose)(sealed)


def unsealer(purpose: str) -> Callable[[bytes], str]:
    """Return what does as `unseal` for one purpose, for whoever has many to open."""
    ciphers, associated = [_cipher(key, purpose) for key in _keys()], purpose.encode()

    def unseal(sealed: bytes) -> str:
        for cipher in ciphers:
            try:
                return cipher.decrypt(sealed[:12], sealed[12:], associated).decode()
            except InvalidTag:
                continue
        raise ValueError("sealed with a key this instance does not have; put it into EVENTAPP_SECRET_KEY_FALLBACKS")

    return unseal


def new_token(prefix: str) -> str:
    """Return a token of 256 random bits to be shown once; keep only its `token_hash`."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> str:
    """Return what the database keeps of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _keys() -> list[str]:
    return [_key(), *current_app.config.get("SECRET_KEY_FALLBACKS", [])]


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _mac(key: str, purpose: str, ref: str, generation: int) -> str:
    message = f"{purpose}\0{ref.upper()}\0{generation}".encode()
    number = int.from_bytes(hmac.new(_derived(key, "link"), message, hashlib.sha256).digest(), "big")
    letters = []
    for _ in range(MAC_LENGTH):
        number, digit = divmod(number, 32)
        letters.append(ALPHABET[digit])
    return "".join(letters)


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str) -> bytes:
    return hmac.new(key.encode(), f"eventapp {purpose}".encode(), hashlib.sha256).digest()


@lru_cache(maxsize=64)
def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(_derived(key, f"seal {purpose}"))
