"""What tests of the desk look at."""

from eventapp.events.models import Event
from eventapp.events.queries import find_event


def the(slug: str = "forum") -> Event:
    found = find_event(slug)
    assert found is not None
    return found
