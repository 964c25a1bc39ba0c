"""Next year's conference begins as a copy of this year's: what was set up, and nobody who came."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import User
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.events import approval, capacity, categories, life_cycle
from eventapp.events.models import Event, TeamMember
from eventapp.events.queries import modes_of, sites_of

TOLD = (
    "zone", "lead", "lead_en", "description", "description_en", "host", "host_en", "contact_email", "has_waiting_list",
    "accent", "offer_hours", "changes_ask_again", "office_needs_approval",
)  # fmt: skip
WINDOWS = ("registration_opens_at", "registration_closes_at", "switching_closes_at")


def copy_event(
    event: Event,
    slug: str,
    *,
    title: str,
    title_en: str,
    starts_at: datetime,
    by: Actor,
    owner: User,
    with_team: bool = True,
) -> Event:
    """Return a draft set up as the event is: texts, modes and seats, sites, categories, windows, and the team.

    Every moment keeps its distance from the start by the clock on the wall in the event's zone: what closed at 17:00
    three days before does so again. Raises SlugTaken.
    """
    windows: dict[str, Any] = {
        name: moved_along(event, at, starts_at) for name in WINDOWS if (at := getattr(event, name)) is not None
    }
    copy = life_cycle.create_event(
        slug,
        title=title,
        title_en=title_en,
        starts_at=starts_at,
        ends_at=moved_along(event, event.ends_at, starts_at),
        modes={mode: row.capacity for mode, row in modes_of(event).items()},
        owner=owner,
        by=by,
        **{name: getattr(event, name) for name in TOLD},
        **windows,
    )
    approval.copy_modes(event, copy)
    _copy_sites(event, copy, by)
    categories.copy_categories(event, copy)
    if with_team:
        _copy_team(event, copy, besides=owner)
    trail.record("event_copied", f"events/{copy.id}", by=by, event_id=copy.id, slug=event.slug)
    return copy


def _copy_sites(event: Event, copy: Event, by: Actor) -> None:
    for site in sites_of(event):
        capacity.add_site(
            copy,
            site.name,
            mode=site.mode,
            by=by,
            name_en=site.name_en,
            address=site.address,
            capacity=site.capacity,
            zone=site.zone,
            position=site.position,
        )


def moved_along(event: Event, at: datetime, starts_at: datetime) -> datetime:
    """Return the moment that lies as far from the new start as `at` does from the old one, by the clock on the wall."""
    here = event.tz
    distance = _on_the_wall(at, event) - _on_the_wall(event.starts_at, event)
    return (_on_the_wall(starts_at, event) + distance).replace(tzinfo=here).astimezone(UTC)


def _on_the_wall(at: datetime, event: Event) -> datetime:
    return at.astimezone(event.tz).replace(tzinfo=None)


def _copy_team(event: Event, copy: Event, *, besides: User) -> None:
    now = clock.now()
    members = select(TeamMember).where(TeamMember.event_id == event.id, TeamMember.user_id != besides.id)
    db.session.add_all(
        TeamMember(event_id=copy.id, user_id=member.user_id, role=member.role, added_at=now)
        for member in db.session.scalars(members)
    )
