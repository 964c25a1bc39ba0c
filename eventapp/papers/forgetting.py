"""Comments go with whoever wrote them. A speaker's paper is the conference's, and names no sender any more."""

from collections.abc import Collection

from sqlalchemy import delete, update

from eventapp.database import change
from eventapp.papers.models import Comment, Paper, Version
from eventapp.registration.forgetting import Erasure, forgets, is_free

is_free(Comment.text, Comment.answer, Version.called, Version.note, Version.sent_by)


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget what he said of papers, and who sent those of his."""
    change(delete(Comment).where(Comment.person_id.in_(erasure.person_ids)))
    change(update(Paper).where(Paper.sender_id.in_(erasure.person_ids)).values(sender_id=None))
    return []
