"""Where a link leads someone: the platform's address, signed for him where the platform can be told who comes."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from eventapp.links.keeping import Opened, opened
from eventapp.links.models import Link, Platform
from eventapp.references import show_reference
from eventapp.registration.models import Registration

VALID_FOR = timedelta(hours=12)
_NAME_LIMIT = 64  # characters that platforms take as a name


@dataclass(frozen=True)
class Way:
    """The address to open, the passcode to type; `frame` is what plays within our page after a click, "" for none."""

    address: str
    passcode: str
    host: str
    frame: str = ""


def way_of(link: Link, registration: Registration, *, at: datetime) -> Way:
    """Return how someone comes into the room. The secret that signs never leaves the server."""
    leads = opened(link)
    if link.platform is Platform.BBB:
        return Way(_bigbluebutton(leads, registration), "", leads.host)
    if link.platform is Platform.JITSI:
        return Way(_jitsi(leads, registration, at), leads.passcode, leads.host)
    if link.platform is Platform.STREAM:
        frame = _embedded(leads.url)
        return Way(leads.url, leads.passcode, urlsplit(frame).hostname or leads.host, frame)
    return Way(leads.url, leads.passcode, leads.host)


def called(registration: Registration) -> str:
    """Return the name by which reports of the platform know him for sure: it ends with the registration code."""
    code = f" – {show_reference(registration.ref)}"
    return registration.person.full_name[: _NAME_LIMIT - len(code)].rstrip() + code


def _bigbluebutton(leads: Opened, registration: Registration) -> str:
    """Return the signed join of BigBlueButton's API, with our own user id: its records are matched by it."""
    asked = {"fullName": called(registration), "meetingID": leads.room, "role": "VIEWER", "userID": registration.ref}
    if leads.passcode:
        asked["password"] = leads.passcode
    query = urlencode(asked, quote_via=quote)
    checksum = hashlib.sha256(f"join{query}{leads.secret}".encode()).hexdigest()
    return f"{leads.url.rstrip('/')}/api/join?{query}&checksum={checksum}"


def _jitsi(leads: Opened, registration: Registration, at: datetime) -> str:
    """Return the room of a Jitsi server; with an application's secret a token (RFC 7519) says who comes."""
    address = f"{leads.url.rstrip('/')}/{quote(leads.room)}"
    name = called(registration)
    if not leads.secret:
        return f"{address}#{urlencode({'userInfo.displayName': json.dumps(name)}, quote_via=quote)}"
    claims = {
        "aud": "jitsi",
        "iss": leads.app_id,
        "sub": leads.host,
        "room": leads.room,
        "nbf": int(at.timestamp()) - 60,
        "exp": int((at + VALID_FOR).timestamp()),
        "context": {"user": {"id": registration.ref, "name": name}},
    }
    return f"{address}?jwt={_token(claims, leads.secret)}"


def _token(claims: dict[str, object], secret: str) -> str:
    signed = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{_base64(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _embedded(url: str) -> str:
    """Return what may stand in a frame; YouTube's own page may not, its player without cookies may."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host == "youtu.be":
        return f"https://www.youtube-nocookie.com/embed/{quote(parts.path.strip('/'))}"
    if host == "youtube.com" and (found := parse_qs(parts.query).get("v")):
        return f"https://www.youtube-nocookie.com/embed/{quote(found[0])}"
    if host == "youtube.com" and parts.path.startswith("/live/"):
        return f"https://www.youtube-nocookie.com/embed/{quote(parts.path.removeprefix('/live/'))}"
    return url
