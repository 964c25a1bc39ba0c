"""Papers, receipts and comments follow a person who turns out to be another."""

from sqlalchemy import select, update

from eventapp.database import change
from eventapp.directory import unions
from eventapp.directory.models import Person
from eventapp.papers.models import Comment, Paper, Reading


@unions.follows
def follow(former: Person, present: Person) -> None:
    """Let what the one sent, said and read be the other's; what both have read counts once, as it did first."""
    change(update(Paper).where(Paper.sender_id == former.id).values(sender_id=present.id))
    change(update(Comment).where(Comment.person_id == former.id).values(person_id=present.id))
    known = select(Reading.version_id).where(Reading.person_id == present.id)
    others = (Reading.person_id == former.id) & Reading.version_id.not_in(known)
    change(update(Reading).where(others).values(person_id=present.id))
