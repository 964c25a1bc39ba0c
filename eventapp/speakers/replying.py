"""Speakers say whether they come; an organiser who heard it by telephone says it for them."""

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.programme.models import Reply
from eventapp.speakers.profiles import profile_of

DEEDS = {Reply.CONFIRMED: "speaker_confirmed", Reply.DECLINED: "speaker_declined", None: "speaker_reopened"}


class EventIsOver(DomainError):
    """There is nothing to come to any more."""

    code = "event_is_over"
    message = N_("The event is over.")


def reply(event: Event, person: Person, said: Reply | None, *, note: str = "", by: Actor) -> bool:
    """Keep that the speaker comes, does not come (`note` says why), or has not answered; False where it was so.

    Raises EventIsOver.
    """
    now = clock.now()
    if now >= event.ends_at:
        raise EventIsOver
    profile = profile_of(event, person)
    note = note if said is Reply.DECLINED else ""
    if (profile.reply, profile.note) == (said, note):
        return False
    profile.reply, profile.note, profile.replied_at = said, note, now if said else None
    trail.record(DEEDS[said], person, by=by, event_id=event.id, name=person.full_name)
    return True
