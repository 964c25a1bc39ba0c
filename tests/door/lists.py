"""A sealed list as the server makes it, of as many tickets as wanted: what a scanner is tried with by itself."""

import base64
import hashlib
import json
import os
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

INFO = b"eventapp door roster"
GATE: dict[str, Any] = {
    "ref": "",
    "name": "",
    "name_en": "",
    "modes": ["hall"],
    "sites": [],
    "categories": [],
    "zones": [],
    "opens": None,
    "closes": None,
    "session": "",
    "needs_place": False,
    "is_entrance": True,
    "is_exit": True,
    "has_reentry": True,
    "capacity": None,
}


def sealed(code: str, plain: list[Any]) -> str:
    """Return the entry of a ticket: nobody opens it but with its code."""
    lookup = hashlib.sha256(b"lookup" + code.encode()).digest()[:12]
    key = HKDF(SHA256(), 32, salt=b"", info=INFO).derive(code.encode())
    nonce = os.urandom(12)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(lookup + nonce + AESGCM(key).encrypt(nonce, text, lookup)).decode()


def whole_list(slug: str, tickets: Iterable[tuple[str, list[Any]]], words: list[str]) -> dict[str, Any]:
    """Return a whole list of these tickets: code and what its entry holds."""
    return {
        "cursor": "1",
        "complete": True,
        "event": {"slug": slug, "title": "Hội nghị", "title_en": "Conference", "zone": "Asia/Ho_Chi_Minh"},
        "wipe_at": "2099-01-01T00:00:00Z",
        "rules": {"version": "1", "default": GATE, "gates": [], "overridable": []},
        "categories": [],
        "sites": [],
        "sessions": [],
        "words": words,
        "entries": sorted((sealed(code, plain) for code, plain in tickets), key=base64.b64decode),
        "refused": [],
        "states": [],
        "gone": [],
    }
