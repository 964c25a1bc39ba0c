"""The ticket's code: 120 random bits, and how it is recognised in whatever a scanner hands over."""

import hashlib
import re
import secrets

# Crockford's base32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24
LONGEST_SCAN = 500
LOOKALIKES = str.maketrans("ILO", "110")
PREFIX = re.compile(r"(\][A-Za-z]\d)?(\\\d{6})?")
LINK = re.compile(r"(?:https?://)?[\w.-]+(?::\d+)?(?:/[^?#]*)?/t/([^/?#]+)/?(?:[?#].*)?", re.IGNORECASE)
INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060))


def new_code() -> str:
    """Return a new code, 24 characters of Crockford base32."""
    number = secrets.randbits(5 * LENGTH)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def read_code(scanned: str) -> str | None:
    r"""Return the code in a scan, or None; never raises.

    Takes a bare code or the link `/t/<code>` on any host, in small or capital letters, with I, L and O for 1, 1 and 0,
    with blanks and hyphens, and with what some scanners put before it: the kind of symbol (`]Q1`, ISO/IEC 15424) and
    the ECI `\000026` of UTF-8.
    """
    if len(scanned) > LONGEST_SCAN:
        return None
    plain = PREFIX.sub("", "".join(scanned.translate(INVISIBLE).split()), count=1)
    if link := LINK.fullmatch(plain):
        plain = link[1]
    if not plain.isascii():
        return None
    code = plain.replace("-", "").upper().translate(LOOKALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def code_hash(code: str) -> str:
    """Return the SHA-256 of a code in hex: a ticket's identity, by which it is looked up."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def qr_payload(external_url: str, code: str) -> str:
    """Return what the QR holds: `<EXTERNAL_URL>/T/<CODE>` in capitals, so that it fits QR's alphanumeric mode.

    Hosts do not care about case, paths do: the external URL must not have one.
    """
    return f"{external_url.rstrip('/')}/T/{code}".upper()
