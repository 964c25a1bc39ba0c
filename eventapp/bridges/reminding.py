"""Write to secretaries: the link to their page, and what their bridge point still lacks; each letter once."""

from collections.abc import Sequence
from datetime import datetime

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bridges.readiness import Readiness
from eventapp.bridges.words import Kind
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.mail import outbox


class NobodyToRemind(DomainError):
    """No secretary is left who could get that letter."""

    code = "nobody_to_remind"
    message = N_("Nobody is left to write to: no e-mail address of a secretary, nothing missing, or written to today.")


def may_get(one: Readiness, kind: Kind) -> bool:
    """Is there somebody to write to, and something to say? A reminder goes only where something is missing."""
    return one.secretary is not None and (kind is Kind.INTRODUCTION or not one.is_ready)


def send(event: Event, to: Sequence[Readiness], kind: Kind, *, by: Actor, now: datetime) -> int:
    """Queue the letters and return how many. Raises NobodyToRemind.

    A secretary gets the link once for each link there was, and one reminder a day at most.
    """
    chosen = {occasion(event, each, kind, now): each for each in to if may_get(each, kind)}
    queued = outbox.queue_all([_letter(event, each, kind, about) for about, each in chosen.items()])
    if not queued:
        raise NobodyToRemind
    deeds = [(f"sites/{chosen[about].site.id}", {"name": chosen[about].site.names}) for about in queued]
    trail.record_each(f"point_sent_{kind.value}", deeds, by=by, event_id=event.id)
    return len(queued)


def occasion(event: Event, one: Readiness, kind: Kind, now: datetime) -> str:
    """Return what a letter is about: the link is one for each there was, a reminder one for each day there."""
    if kind is Kind.INTRODUCTION:
        return f"point {one.site.ref} {one.point.generation}"
    return f"point reminder {one.site.ref} {now.astimezone(event.tz):%Y-%m-%d}"


def code_of(kind: Kind) -> str:
    """Return by what the mail knows such letters."""
    return f"bridges/{kind.value}"


def _letter(event: Event, one: Readiness, kind: Kind, about: str) -> outbox.Wanted:
    secretary = one.secretary
    if secretary is None:
        raise ValueError("nobody to write to")
    return outbox.Wanted(
        kind=code_of(kind),
        recipient=secretary.email,
        name=secretary.name,
        subject_id=one.site.id,
        locale=secretary.locale,
        occasion=about,
        event_id=event.id,
    )
