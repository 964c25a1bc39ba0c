"""Stars go with the person; places in sessions stay, for they are counted."""

from collections.abc import Collection

from sqlalchemy import delete

from eventapp.agenda.models import Star
from eventapp.database import change
from eventapp.registration.forgetting import Erasure, forgets


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget what he has marked for himself."""
    change(delete(Star).where(Star.registration_id.in_(erasure.registration_ids)))
    return []
