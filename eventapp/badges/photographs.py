"""Photographs for badges: the portrait a speaker has sent, else the picture that answers the question chosen for it."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from eventapp import files, pictures
from eventapp.badges.faces import embedded
from eventapp.badges.models import BadgeDesign, Part
from eventapp.database import db
from eventapp.programme.models import Profile
from eventapp.registration.models import Answer, Registration

SIZE = (270, 360)  # pixels; 23 mm at 300 an inch


def photographs_of(design: BadgeDesign, registrations: Collection[Registration], uploads: Path) -> dict[int, str]:
    """Return the photographs as SVG by the registration's number; whoever has none is left out. Two queries at most.

    `uploads` is the folder in which portraits and answers lie.
    """
    if Part.PHOTOGRAPH not in design.shown:
        return {}
    people = {each.person_id: each.id for each in registrations}
    answers = select(Answer.registration_id, Answer.value).where(
        Answer.question_id == design.photo_question_id, Answer.registration_id.in_(people.values())
    )
    portraits = select(Profile.person_id, Profile.portrait).where(Profile.person_id.in_(people), Profile.portrait != "")
    kept = {row.registration_id: ("answers", row.value) for row in db.session.execute(answers)}
    kept |= {people[row.person_id]: ("portraits", row.portrait) for row in db.session.execute(portraits)}
    drawn = {number: _drawn(uploads / folder, name) for number, (folder, name) in kept.items()}
    return {number: svg for number, svg in drawn.items() if svg}


def _drawn(folder: Path, name: str) -> str:
    content = files.find(folder, name)
    try:
        return embedded(pictures.passport(content, SIZE), "image/jpeg", size=SIZE) if content else ""
    except pictures.NotAPicture:  # a PDF was sent as the answer
        return ""
