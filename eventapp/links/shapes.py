"""What is given with a join link."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from eventapp.errors import N_
from eventapp.links.models import Audience, Channel, Platform
from eventapp.shapes import Choice, Line, Shape

LONGEST = 2000
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)
_PRINTED = re.compile(r"[!-~]+")  # RFC 3986: an address holds no blanks, and everything else is percent-encoded


class WebAddress(Line):
    """An address that begins with https://, without a name and password in it. What was given is never said again."""

    not_an_address = N_("%(label)s is not an address that begins with https://.")

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(LONGEST, **more)

    def judged(self, text: str) -> Any:
        """Return the address; raises a problem for what is none, and for any other scheme."""
        if not is_web_address(text):
            raise self.problem("invalid", self.not_an_address)
        return text


def is_web_address(text: str) -> bool:
    """Is it https, with a host and without a user?"""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_plain = _PRINTED.fullmatch(text) is not None and "\\" not in text and "<" not in text and '"' not in text
    return (
        is_plain
        and parts.scheme == "https"
        and "@" not in parts.netloc
        and port != 0
        and _is_host(parts.hostname or "")
    )


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True


class LinkShape(Shape):
    """Where who joins, and by what. An empty platform is told by the address, an empty secret stays as it was."""

    session = Line(16, load_default="", label=N_("Session"))
    audience = Choice(Audience, required=True, label=N_("Who joins"))
    site = Line(16, load_default="", label=N_("Bridge point"))
    channel = Choice(Channel, load_default=Channel.FLOOR, label=N_("Language channel"))
    platform = Choice(Platform, load_default=None, label=N_("Platform"))
    url = WebAddress(required=True, label=N_("Join link"))
    passcode = Line(80, load_default="", label=N_("Passcode"))
    room = Line(200, load_default="", label=N_("Room on the server"))
    app_id = Line(200, load_default="", label=N_("Application ID"))
    secret = Line(500, as_typed=True, load_default="", label=N_("Secret of the server"))
