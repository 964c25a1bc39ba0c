"""Tell the speaker whose paper was returned, and why."""

from eventapp.database import db
from eventapp.mail import outbox
from eventapp.papers.models import Version
from eventapp.programme.models import Profile

RETURNED = "notices/paper_returned"


def tell_sender(version: Version) -> bool:
    """Queue the letter; False where nobody sent it, or whoever did has no address."""
    person = version.paper.sender
    if person is None or not person.email:
        return False
    profile = db.session.get(Profile, person.id)
    return outbox.queue(
        RETURNED,
        recipient=person.email,
        name=person.full_name,
        subject_id=version.id,
        locale=profile.locale if profile else "vi",
        occasion=f"paper returned {version.paper.ref} {version.number}",
        event_id=version.event_id,
    )
