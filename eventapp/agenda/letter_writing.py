"""What the letters of sign-ups say: composed by the worker, with the sessions as they are when the letter goes out."""

from dataclasses import replace

from flask import render_template
from flask_babel import gettext
from sqlalchemy import select

from eventapp.agenda.models import SignUp
from eventapp.database import db
from eventapp.mail.composing import Composed, letter
from eventapp.mail.models import Letter
from eventapp.programme.models import Session
from eventapp.registration.letter_writing import written
from eventapp.registration.models import Registration


@letter("agenda/place_came")
@letter("agenda/changed")
def told(row: Letter) -> Composed | None:
    """Tell someone which sessions are his. Not wanted any more by whoever has given the place back, or has left."""
    registration = db.session.get(Registration, row.subject_id)
    if registration is None or registration.person.email != row.recipient or not registration.status.is_live:
        return None
    sessions = sessions_said(registration, row.locale)
    if not sessions and row.kind == "agenda/place_came":
        return None
    return written(registration, row.kind, row.locale, sessions=sessions or "–")


@letter("trial/agenda/place_came")
@letter("trial/agenda/changed")
def trial(row: Letter) -> Composed:
    """Compose a letter that an organiser sends to himself to see it; its subject says so."""
    registration = db.session.get_one(Registration, row.subject_id)
    sessions = sessions_said(registration, row.locale) or "–"
    composed = written(registration, row.kind.removeprefix("trial/"), row.locale, sessions=sessions)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))


def sessions_said(registration: Registration, locale: str) -> str:
    """Return the sessions in which the delegate has a place, with their times in the event's zone."""
    held = (SignUp.registration_id == registration.id) & SignUp.holds.is_(True) & Session.cancelled_at.is_(None)
    asked = select(Session).join(SignUp, SignUp.session_id == Session.id).where(held)
    found = db.session.scalars(asked.order_by(Session.starts_at, Session.id))
    return "; ".join(_said(each, registration, locale) for each in found)


def _said(session: Session, registration: Registration, locale: str) -> str:
    event = registration.event
    return render_template("mail/programme/session.txt", session=session, event=event, locale=locale).strip()
