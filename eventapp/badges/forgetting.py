"""That a badge was printed stays; the files of the runs that hold it go."""

from collections.abc import Collection

from sqlalchemy import select, update

from eventapp.badges.models import Print, PrintRun
from eventapp.database import change, db
from eventapp.registration.forgetting import Erasure, forgets, is_free

is_free(PrintRun.about, Print.reason)


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget why a badge was printed again, and the printed files."""
    mine = Print.registration_id.in_(erasure.registration_ids)
    runs = select(Print.run_id).where(mine)
    files = db.session.scalars(select(PrintRun.files).where(PrintRun.id.in_(runs))).all()
    change(update(Print).where(mine).values(reason=""))
    return [f"uploads/badges/{name}" for each in files for name in each]
