"""Keep join links: sealed, each once, and never in the words of the audit trail."""

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError

from eventapp import clock, signing
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.links.models import Audience, Channel, Link, Platform
from eventapp.programme.models import Session
from eventapp.references import new_reference

PURPOSE = "join link"
# Who serves what, by the end of the host's name: what is pasted says itself what it is.
HOSTS = {
    "zoom.us": Platform.ZOOM,
    "zoomgov.com": Platform.ZOOM,
    "teams.microsoft.com": Platform.TEAMS,
    "teams.live.com": Platform.TEAMS,
    "meet.google.com": Platform.MEET,
    "webex.com": Platform.WEBEX,
    "meet.jit.si": Platform.JITSI,
    "youtube.com": Platform.STREAM,
    "youtu.be": Platform.STREAM,
}


class LinkExists(DomainError):
    """There is one for that session, audience, site and channel."""

    code = "link_exists"
    message = N_("There is already a link for exactly these people, this session and this language. Change that one.")


class NotABridgePoint(DomainError):
    """Only a bridge point has a link of its own."""

    code = "not_a_bridge_point"
    message = N_("Only a bridge point has a link of its own.")
    status = 422


class RoomMissing(DomainError):
    """BigBlueButton and Jitsi are addressed by server and room."""

    code = "room_missing"
    message = N_("Say which room on the server it is.")
    status = 422


class SecretMissing(DomainError):
    """BigBlueButton lets nobody in without a signature; a Jitsi application has an ID and a secret."""

    code = "secret_missing"
    message = N_("BigBlueButton needs the server's secret; an application of Jitsi needs both ID and secret.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What leads into the room. For BigBlueButton and Jitsi `url` is the server; `secret` signs, and is shown never."""

    url: str
    passcode: str = ""
    room: str = ""
    app_id: str = ""
    secret: str = ""

    @property
    def host(self) -> str:
        """The name of the server: what may be shown of it."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Who joins what by the link."""

    audience: Audience
    session: Session | None = None
    site: Site | None = None
    channel: Channel = Channel.FLOOR

    @property
    def key(self) -> str:
        """What makes two links the same."""
        session, site = (each.id if each else "" for each in (self.session, self.site))
        return f"{session}/{self.audience}/{site}/{self.channel}"


def platform_of(url: str) -> Platform:
    """Return the platform that the host's name tells."""
    host = (urlsplit(url).hostname or "").lower()
    found = (platform for end, platform in HOSTS.items() if host == end or host.endswith(f".{end}"))
    return next(found, Platform.OTHER)


def opened(link: Link) -> Opened:
    """Return what leads into the room."""
    return Opened(**json.loads(signing.unseal(link.sealed, PURPOSE)))


def add_link(event: Event, place: Place, leads: Opened, *, platform: Platform | None = None, by: Actor) -> Link:
    """Keep a link; without a platform the address tells it.

    Raises LinkExists, NotABridgePoint, RoomMissing, SecretMissing.
    """
    link = Link(event_id=event.id, ref=new_reference())
    _describe(link, place, leads, platform)
    _keep(link)
    _note("link_added", event, link, by)
    return link


def edit_link(link: Link, place: Place, leads: Opened, *, platform: Platform | None = None, by: Actor) -> None:
    """Change a link; an empty secret stays as it was on the same platform and server. Raises as `add_link` does."""
    before = opened(link)
    wanted = platform or platform_of(leads.url)
    if not leads.secret and wanted is link.platform and before.host == leads.host:
        leads = Opened(**{**asdict(leads), "secret": before.secret})
    _describe(link, place, leads, wanted)
    _keep(link)
    _note("link_edited", link.event, link, by)


def remove_link(link: Link, *, by: Actor) -> None:
    """Remove a link."""
    _note("link_removed", link.event, link, by)
    db.session.delete(link)


def _describe(link: Link, place: Place, leads: Opened, platform: Platform | None) -> None:
    if place.site and (place.audience is not Audience.BRIDGE or place.site.mode is not Mode.BRIDGE):
        raise NotABridgePoint
    link.platform = platform or platform_of(leads.url)
    if link.platform in (Platform.BBB, Platform.JITSI) and not leads.room:
        raise RoomMissing
    if (link.platform is Platform.BBB and not leads.secret) or (
        link.platform is Platform.JITSI and bool(leads.app_id) != bool(leads.secret)
    ):
        raise SecretMissing
    link.session, link.site = place.session, place.site
    link.session_id, link.site_id = (each.id if each else None for each in (place.session, place.site))
    link.audience, link.channel, link.key = place.audience, place.channel, place.key
    link.sealed = signing.seal(json.dumps(asdict(leads)), PURPOSE)
    link.revised_at = clock.now()


def _keep(link: Link) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(link)
    except IntegrityError:
        raise LinkExists from None


def _note(deed: str, event: Event, link: Link, by: Actor) -> None:
    """Write down that it was, not what it is."""
    name = link.session.titles if link.session else Bilingual(event.title, event.title_en)
    trail.record(deed, f"links/{link.id}", by=by, event_id=event.id, name=name)
