"""A speaker who is erased leaves the programme; portrait and biography go."""

from collections.abc import Collection

from sqlalchemy import delete

from eventapp.database import change, db
from eventapp.programme.models import OnPlatform, Profile
from eventapp.registration.forgetting import Erasure, forgets


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget what he says of himself, and where he speaks: it has been said that the programme shall not name him."""
    change(delete(OnPlatform).where(OnPlatform.person_id.in_(erasure.person_ids)))
    mine = delete(Profile).where(Profile.person_id.in_(erasure.person_ids)).returning(Profile.portrait)
    return [f"uploads/portraits/{name}" for name in db.session.scalars(mine).all() if name]
