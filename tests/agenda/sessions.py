"""Sessions with places, for tests."""

from typing import Any

from sqlalchemy import select

from eventapp.agenda import signing_up, terms
from eventapp.agenda.models import Places, SignUp
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.programme.models import Session, SessionKind
from eventapp.registration.models import Registration
from tests.factories import make_session


def workshop(
    event: Event,
    title: str = "Chuyên đề 1",
    *,
    hall: int | None = None,
    bridge: int | None = None,
    online: int | None = None,
    hour: int = 3,
    **details: Any,
) -> Session:
    """Return a parallel session of one hour that needs a place."""
    session = make_session(event, title, hour=hour, kind=SessionKind.PARALLEL)
    with transaction():
        places = {Mode.HALL: hall, Mode.BRIDGE: bridge, Mode.ONLINE: online}
        terms.set_terms(event, session, places=places, by=SYSTEM, **details)
    return session


def sign_up(registration: Registration, session: Session, **details: Any) -> SignUp:
    """Sign up, as the delegate does it."""
    with transaction():
        return signing_up.sign_up(registration, session, by=SYSTEM, **details)


def leave(registration: Registration, session: Session) -> bool:
    """Leave, as the delegate does it."""
    with transaction():
        return signing_up.leave(registration, session, by=SYSTEM)


def standing(session: Session) -> dict[str, str]:
    """Return how everyone stands in the session: "hall" with a place there, "hall?" in its line."""
    rows = db.session.execute(
        select(SignUp, Registration)
        .join(Registration, Registration.id == SignUp.registration_id)
        .where(SignUp.session_id == session.id)
        .execution_options(populate_existing=True)
    )
    return {registration.person.full_name: each.mode.value + ("" if each.holds else "?") for each, registration in rows}


def taken(session: Session) -> dict[str, int]:
    """Return how many places are taken, by mode."""
    rows = db.session.execute(select(Places.mode, Places.taken).where(Places.session_id == session.id))
    return {row.mode.value: row.taken for row in rows}
