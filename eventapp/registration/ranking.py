"""What decides a delegate's place in the order of precedence, besides position and organisation."""

from datetime import date

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.directory import ranks
from eventapp.directory.models import Rank
from eventapp.registration.models import Registration

BY_POSITION, NO_RANK = "", "none"  # what a form says instead of a rank's reference


def rank(
    registration: Registration,
    *,
    by: Actor,
    rank: Rank | None,
    is_rank_set: bool,
    in_post_since: date | None,
    birth_year: int | None,
) -> bool:
    """Write down a delegate's rank, since when he is in the post, and his year of birth; False where all was so.

    With `is_rank_set` the rank is that one, or none; else it follows from the position.
    """
    changed = ranks.describe_standing(
        registration.person,
        rank=rank,
        is_rank_set=is_rank_set,
        in_post_since=in_post_since,
        birth_year=birth_year,
    )
    if not changed:
        return False
    registration.changed_at = clock.now()
    subject = f"registrations/{registration.ref}"
    trail.record("edited", subject, by=by, event_id=registration.event_id, fields=sorted(changed))
    return True
