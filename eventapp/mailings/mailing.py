"""Write a mailing, send it, pause it, go on, take it back. Every step is one conditional UPDATE of its stage."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.mail import outbox
from eventapp.mailings import audience
from eventapp.mailings.models import Mailing, Stage
from eventapp.references import new_reference
from eventapp.work.registry import enqueue

MAKE = "mailings/make"  # the job


class WrittenAlready(DomainError):
    """The mailing is no draft any more."""

    code = "mailing_sent"
    message = N_("This letter has been sent. Nothing was changed; write a new one.")


class NobodyGetsIt(DomainError):
    """The filter finds nobody who would get a letter."""

    code = "nobody_gets_it"
    message = N_("Nobody would get this letter. Choose other recipients.")


class NotUnderWay(DomainError):
    """The mailing is not where that step begins."""

    code = "mailing_not_under_way"
    message = N_("This letter is not being sent at the moment. Look at how it stands now.")


def write(event: Event, *, key: str, wanted: Mapping[str, str], words: Mapping[str, str]) -> Mailing:
    """Return a new draft; with the `key` of a form used before, the draft it made."""
    insert_once(
        Mailing,
        event_id=event.id,
        ref=new_reference(),
        key=key,
        wanted=dict(wanted),
        stage=Stage.DRAFT,
        created_at=clock.now(),
        sent_by="",
        **words,
    )
    return db.session.scalars(select(Mailing).where(Mailing.event_id == event.id, Mailing.key == key)).one()


def rewrite(mailing: Mailing, *, wanted: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Change a draft. Raises WrittenAlready."""
    if not _step(mailing, {Stage.DRAFT}, wanted=dict(wanted), **words):
        raise WrittenAlready


def throw_away(mailing: Mailing) -> None:
    """Delete a draft. Raises WrittenAlready."""
    if change(delete(Mailing).where(Mailing.id == mailing.id, Mailing.stage == Stage.DRAFT)) != 1:
        raise WrittenAlready


def send(mailing: Mailing, *, by: Actor) -> bool:
    """Send it: a worker makes the letters. False where someone has sent it already. Raises NobodyGetsIt."""
    if not audience.counts(mailing.event, audience.wanted_of(mailing)).get(None):
        raise NobodyGetsIt
    if not _step(mailing, {Stage.DRAFT}, stage=Stage.SENDING, sent_at=clock.now(), sent_by=by.words):
        return False
    enqueue(MAKE, {"mailing": mailing.id}, key=mailing.occasion, event_id=mailing.event_id, created_by=by.id)
    _record("mailing_sent", mailing, by)
    return True


def pause(mailing: Mailing, *, by: Actor) -> int:
    """Keep back what has not been sent; return how many letters. Raises NotUnderWay."""
    if not _step(mailing, {Stage.SENDING}, stage=Stage.PAUSED):
        raise NotUnderWay
    _record("mailing_paused", mailing, by)
    return outbox.hold(mailing.occasion)


def resume(mailing: Mailing, *, by: Actor) -> int:
    """Send what was kept back; return how many letters. Raises NotUnderWay."""
    if not _step(mailing, {Stage.PAUSED}, stage=Stage.SENDING):
        raise NotUnderWay
    _record("mailing_resumed", mailing, by)
    return outbox.release(mailing.occasion)


def cancel(mailing: Mailing, *, by: Actor) -> int:
    """Take back what has not been sent, for good; return how many letters. Raises NotUnderWay."""
    if not _step(mailing, {Stage.SENDING, Stage.PAUSED}, stage=Stage.CANCELLED):
        raise NotUnderWay
    _record("mailing_cancelled", mailing, by)
    return outbox.withdraw(mailing.occasion)


def _step(mailing: Mailing, before: set[Stage], **values: object) -> bool:
    mine = (Mailing.id == mailing.id) & Mailing.stage.in_(before)
    is_done = change(update(Mailing).where(mine).values(**values)) == 1
    db.session.refresh(mailing)
    return is_done


def _record(action: str, mailing: Mailing, by: Actor) -> None:
    subject = f"mailings/{mailing.ref}"
    trail.record(action, subject, by=by, event_id=mailing.event_id, subject_of_letter=mailing.subject)
