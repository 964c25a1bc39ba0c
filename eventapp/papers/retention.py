"""Files that no version names any more are thrown away, a day at the latest after their paper was deleted."""

from pathlib import Path

from sqlalchemy import select

from eventapp import files
from eventapp.database import db
from eventapp.papers.models import Version


def folder_of(instance: Path) -> Path:
    """Return where the files of papers lie."""
    return instance / "uploads" / "papers"


def sweep(folder: Path) -> int:
    """Throw away what nobody names; return how many files. A task of the worker, which may be done again."""
    return files.sweep(folder, set(db.session.scalars(select(Version.file))))
