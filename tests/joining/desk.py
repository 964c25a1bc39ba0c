"""Somebody online who opened a room."""

from datetime import timedelta

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event, Mode
from eventapp.joining import rooms, visiting
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience, Channel
from tests.factories import make_registration, make_session

MINUTE = timedelta(minutes=1)


def joined(event: Event) -> dict[str, str]:
    """Let someone online open the room of a session; return how the join page and the visit are named."""
    guest = make_registration(event, f"Đỗ Thị {event.slug.title()}", mode=Mode.ONLINE)
    now = clock.now()
    session = make_session(event, "Phiên trực tuyến", starts_at=now - MINUTE, ends_at=now + 60 * MINUTE)
    place = Place(audience=Audience.ONLINE, session=session, channel=Channel.KM)
    with transaction():
        leads = Opened(url=f"https://zoom.us/j/{event.slug}", passcode="123456")
        link = add_link(event, place, leads, by=SYSTEM)
    room = next(each for each in rooms.rooms_of(guest) if each.session.id == session.id)
    with transaction():
        visit = visiting.enter(guest, room, link)
    return {"join": rooms.secret_of(guest), "visit": visit.ref}
