"""The job that makes a mailing's letters: one for each person, in batches, so that it can be stopped and go on."""

from typing import Any

from sqlalchemy import update

from eventapp import clock
from eventapp.database import change, db, insert_once, transaction
from eventapp.mail import outbox
from eventapp.mailings import audience
from eventapp.mailings.mailing import MAKE
from eventapp.mailings.models import Mailing, Recipient, Stage
from eventapp.registration.models import Registration
from eventapp.work.models import Job
from eventapp.work.registry import job, progress

BATCH = 50  # letters made in one transaction: about a twentieth of a second of the one writer's time

LETTER = "mailings/letter"


@job(MAKE)
def make_letters(work: Job) -> dict[str, Any] | None:
    """Make the letters. Run again after a crash it makes those that are not there yet."""
    mailing = db.session.get(Mailing, work.payload["mailing"])
    if mailing is None:
        return None
    people = audience.people_wanted(mailing.event, audience.wanted_of(mailing))
    for start in range(0, len(people), BATCH):
        with transaction():
            if not _is_wanted_still(mailing):
                return {"made": start}
            for each in people[start : start + BATCH]:
                _make(mailing, each)
        progress(work, min(start + BATCH, len(people)), len(people))
    with transaction():
        change(update(Mailing).where(Mailing.id == mailing.id).values(made_at=clock.now()))
    return {"made": len(people)}


def _is_wanted_still(mailing: Mailing) -> bool:
    """Lock the mailing, so that nobody pauses or cancels it within this batch, and look how it stands."""
    mine = (Mailing.id == mailing.id) & Mailing.stage.in_({Stage.SENDING, Stage.PAUSED})
    is_wanted = change(update(Mailing).where(mine).values(made_at=None)) == 1
    if is_wanted:
        db.session.refresh(mailing)
    return is_wanted


def _make(mailing: Mailing, each: Any) -> None:
    number = insert_once(
        Recipient,
        mailing_id=mailing.id,
        event_id=mailing.event_id,
        person_id=each.person_id,
        registration_id=each.registration_id,
        hindrance=each.hindrance,
    )
    if number is None or each.hindrance:
        return
    registration = db.session.get_one(Registration, each.registration_id)
    outbox.queue(
        LETTER,
        recipient=registration.person.email,
        name=registration.person.full_name,
        subject_id=number,
        locale=registration.locale,
        occasion=mailing.occasion,
        person=f"people/{each.person_id}",
        event_id=mailing.event_id,
        is_held=mailing.stage is Stage.PAUSED,
    )
