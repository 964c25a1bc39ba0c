"""A certificate keeps its number and says no name any more; files that hold it go, they can be made again."""

from collections.abc import Collection

from sqlalchemy import select, update

from eventapp import names
from eventapp.certificates.models import Certificate, CertificateRun
from eventapp.database import change, db
from eventapp.registration.forgetting import Erasure, forgets


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget to whom the certificate was given."""
    mine = Certificate.registration_id.in_(erasure.registration_ids)
    runs = select(Certificate.run_id).where(mine)
    files = db.session.scalars(select(CertificateRun.files).where(CertificateRun.id.in_(runs))).all()
    called = {"full_name": erasure.pseudonym, "search_words": names.search_words(erasure.pseudonym)}
    change(update(Certificate).where(mine).values(**called, salutation="", position="", reason=""))
    return [f"uploads/certificates/{name}" for each in files for name in each]
