"""Evidence and rulings stay, and with them every figure; reasons that were written about him go.

Frozen reports name people by their codes alone: neither they nor their checksums change.
"""

from collections.abc import Collection

from sqlalchemy import exists, or_, select, update

from eventapp.database import change, db
from eventapp.presence.models import Evidence, Ruling, Snapshot, Threshold
from eventapp.registration.forgetting import Erasure, forgets, is_free, vouches
from eventapp.registration.models import Registration

is_free(Evidence.note, Ruling.reason, Snapshot.title, Threshold.remarks)


@vouches
def is_in_the_ledger(registration: Registration) -> bool:
    """Is there evidence of him, or a ruling?"""
    seen = exists().where(Evidence.registration_id == registration.id)
    ruled = exists().where(Ruling.registration_id == registration.id)
    return bool(db.session.scalar(select(or_(seen, ruled))))


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget why it was ruled so: it says what was the matter with him."""
    change(update(Ruling).where(Ruling.registration_id.in_(erasure.registration_ids)).values(reason=""))
    change(update(Evidence).where(Evidence.registration_id.in_(erasure.registration_ids)).values(note=""))
    return []
