"""What is drafted about a session's places, as JSON keeps it."""

from datetime import datetime
from typing import Any

from eventapp.agenda.queries import Offer
from eventapp.agenda.terms import Agreed, agreed_with
from eventapp.events.models import Mode


def as_words(agreed: Agreed, offer: Offer | None) -> dict[str, Any] | None:
    """Return what a draft keeps of it; None where just that stands."""
    if agreed.places_alike(agreed_with(offer)):
        return None
    return {
        "needs_places": agreed.needs_places,
        "places": {mode.value: number for mode, number in agreed.places.items()},
        "opens_at": agreed.opens_at and agreed.opens_at.isoformat(),
        "closes_at": agreed.closes_at and agreed.closes_at.isoformat(),
        "has_waiting_list": agreed.has_waiting_list,
        "beyond": agreed.beyond,
    }


def from_words(said: dict[str, Any]) -> Agreed:
    """Return what `as_words` kept."""
    return Agreed(
        needs_places=said["needs_places"],
        places={Mode(mode): number for mode, number in said["places"].items()},
        opens_at=_moment(said["opens_at"]),
        closes_at=_moment(said["closes_at"]),
        has_waiting_list=said["has_waiting_list"],
        beyond=said["beyond"],
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
