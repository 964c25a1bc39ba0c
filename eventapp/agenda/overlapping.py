"""Nobody sits in two sessions at once: what a delegate is busy with while a session is held."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventapp.agenda.models import SignUp
from eventapp.bilingual import Bilingual
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.programme.models import OnPlatform, Session, SessionKind
from eventapp.registration.models import Registration

Busy = Sequence[tuple[SignUp | None, Session]]
"""Sessions with the delegate's sign-up; None where he is on the platform."""


class Overlaps(DomainError):
    """The delegate is signed up for a session that is held at the same time, or sits on its platform."""

    code = "overlaps"
    message = N_("%(session)s overlaps with %(others)s. You can be in one of them.")
    sessions: Sequence[Session] = ()
    may_be_exchanged: bool = False

    @classmethod
    def of(cls, registration: Registration, session: Session, busy: Busy) -> "Overlaps":
        """Return the refusal, which knows what would have to be given up, and whether that can be."""
        zone, held = registration.event.tz, [held for _sign_up, held in busy]
        refusal = cls(session=_named([session], zone), others=_named(held, zone))
        refusal.sessions = held
        refusal.may_be_exchanged = all(sign_up is not None for sign_up, _held in busy)
        return refusal


def busy_at(registration: Registration, session: Session) -> Busy:
    """Return what the delegate is signed up for, or on the platform of, while that session is held; half-open."""
    at_once = (Session.starts_at < session.ends_at) & (Session.ends_at > session.starts_at)
    others = (Session.id != session.id) & Session.cancelled_at.is_(None) & at_once
    signed = db.session.execute(
        select(SignUp, Session)
        .join(Session, Session.id == SignUp.session_id)
        .where(SignUp.registration_id == registration.id, others)
        .order_by(Session.starts_at, Session.id)
    ).all()
    known = {held.id for _sign_up, held in signed}
    speaks = (OnPlatform.session_id == Session.id) & (OnPlatform.person_id == registration.person_id)
    pauses = [kind for kind in SessionKind if kind.is_pause]
    on_platform = db.session.scalars(
        select(Session)
        .where(select(OnPlatform.session_id).where(speaks).exists(), others, Session.kind.not_in(pauses))
        .order_by(Session.starts_at, Session.id)
    ).all()
    return [*((row[0], row[1]) for row in signed), *((None, each) for each in on_platform if each.id not in known)]


def _named(sessions: Sequence[Session], zone: ZoneInfo) -> Bilingual:
    vi, en = (", ".join(_with_times(each, locale, zone) for each in sessions) for locale in ("vi", "en"))
    return Bilingual(vi, en)


def _with_times(session: Session, locale: str, zone: ZoneInfo) -> str:
    starts, ends = (moment.astimezone(zone) for moment in (session.starts_at, session.ends_at))
    return f"“{session.title_in(locale)}” ({starts:%H:%M}–{ends:%H:%M}, {starts:%d/%m})"
