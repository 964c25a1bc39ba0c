"""Things tests need, made by the rules that make them in life."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from eventapp.accounts import administration, sessions
from eventapp.accounts.models import User
from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events import capacity, life_cycle, team
from eventapp.events.models import Event, EventStatus, Mode, Site
from eventapp.events.roles import Role
from eventapp.programme import programming
from eventapp.programme.models import Session, SessionKind
from eventapp.questions import editing
from eventapp.questions.models import Kind, Question
from eventapp.registration import enrolment
from eventapp.registration.models import Registration

PASSWORD = "correct horse battery"
_number = count(1)


def make_user(*, is_admin: bool = False, email: str = "") -> User:
    """Return a new account."""
    with transaction():
        return administration.create_user(
            email or f"user{next(_number)}@example.org",
            name="An Nguyễn",
            password=PASSWORD,
            by=SYSTEM,
            is_admin=is_admin,
        )


def make_event(slug: str = "forum", *, hall: int | None = 10, is_published: bool = True, **details: Any) -> Event:
    """Return an event in Hà Nội with ten seats in the hall and no limit elsewhere."""
    with transaction():
        event = life_cycle.create_event(
            slug,
            by=SYSTEM,
            modes=details.pop("modes", {Mode.HALL: hall, Mode.BRIDGE: None, Mode.ONLINE: None}),
            **{
                "title": "Diễn đàn",
                "title_en": "Forum",
                "zone": "Asia/Ho_Chi_Minh",
                "starts_at": datetime(2030, 5, 6, 1, 0, tzinfo=UTC),
                "ends_at": datetime(2030, 5, 6, 10, 0, tzinfo=UTC),
                **details,
            },
        )
        if is_published:
            life_cycle.move_to(event, EventStatus.PUBLISHED, by=SYSTEM)
    return event


def make_site(event: Event, name: str = "Điểm cầu Huế", *, mode: Mode = Mode.BRIDGE, seats: int | None = None) -> Site:
    """Return a bridge point of the event."""
    with transaction():
        return capacity.add_site(event, name, mode=mode, by=SYSTEM, capacity=seats)


def make_registration(
    event: Event, name: str = "Nguyễn Văn An", *, mode: Mode = Mode.HALL, **details: Any
) -> Registration:
    """Return a registration as the office makes it."""
    email = details.pop("email", f"delegate{next(_number)}@example.org")
    with transaction():
        return enrolment.register(event, full_name=name, email=email, mode=mode, by=SYSTEM, is_office=True, **details)


def make_question(event: Event, kind: Kind = Kind.TEXT, label: str = "Chuyến bay", **details: Any) -> Question:
    """Return a question of the event's registration form."""
    with transaction():
        return editing.add_question(event, kind=kind, label=label, by=SYSTEM, **details)


def make_session(event: Event, title: str = "Phiên toàn thể", *, hour: int = 2, **details: Any) -> Session:
    """Return a session of one hour on the event's day, from that hour UTC."""
    with transaction():
        return programming.add_session(
            event,
            by=SYSTEM,
            **{
                "kind": SessionKind.PLENARY,
                "title": title,
                "starts_at": event.starts_at.replace(hour=hour, minute=0),
                "ends_at": event.starts_at.replace(hour=hour + 1, minute=0),
                **details,
            },
        )


def make_token(event: Event, role: Role = Role.ORGANISER) -> str:
    """Return an API token of the event."""
    with transaction():
        return team.create_token(event, role, name="tests", by=SYSTEM)


def give_role(event: Event, user: User, role: Role) -> None:
    """Put the user into the event's team."""
    with transaction():
        team.give_role(event, user, role, by=SYSTEM)


def open_session(user: User) -> str:
    """Return the token of a new session."""
    with transaction():
        return sessions.open_session(user)


def make_registrations(event: Event, number: int) -> list[Registration]:
    """Return so many registrations with different names, in one transaction."""
    families, givens = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"), ("Anh", "Bình", "Hoà", "Thuỳ Linh", "Đạt")
    with transaction():
        return [
            enrolment.register(
                event,
                full_name=f"{families[each % 5]} Văn {givens[each // 5 % 5]} {chr(65 + each % 26)}",
                email=f"delegate{next(_number)}@example.org",
                mode=Mode.HALL,
                by=SYSTEM,
                is_office=True,
            )
            for each in range(number)
        ]
