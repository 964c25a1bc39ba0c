"""The picture that Zalo, Facebook and other chats show beside a link to an event (Open Graph)."""

from eventapp import typeset
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of

WIDTH, HEIGHT = 1200, 630
_LONGEST = 400  # characters of a text; more would not be read at this size


def card(event: Event, *, locale: str, when: str, colour: str) -> bytes:
    """Return the event's card as a PNG: host, title, `when` in words of that language, main site, on the colour."""
    site = next(iter(sites_of(event, Mode.HALL)), None)
    place = ", ".join(filter(None, (site.name_in(locale), site.address))) if site else ""
    texts = {"host": event.host_in(locale), "title": event.title_in(locale), "when": when, "place": place}
    values = {name: text[:_LONGEST] for name, text in texts.items()}
    return typeset.picture("card", {**values, "accent": colour, "locale": locale})
