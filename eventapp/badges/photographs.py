"""What a delegate looks like: the photograph the office keeps, else the portrait a speaker has sent, else an answer.

The answer is the picture to the question that was chosen for it in the design of badges.
"""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from eventapp import files, pictures
from eventapp.badges.designs import design_of
from eventapp.badges.faces import embedded
from eventapp.badges.models import BadgeDesign, Part
from eventapp.database import db
from eventapp.programme.models import Profile
from eventapp.registration import photographs
from eventapp.registration.models import Answer, Photograph, Registration

SIZE = (270, 360)  # pixels; 23 mm at 300 an inch


def photographs_of(design: BadgeDesign, registrations: Collection[Registration], uploads: Path) -> dict[int, str]:
    """Return the photographs as SVG by the registration's number; whoever has none is left out. Three queries at most.

    `uploads` is the folder in which photographs, portraits and answers lie.
    """
    if Part.PHOTOGRAPH not in design.shown:
        return {}
    kept = _kept(design, registrations)
    drawn = {number: _drawn(uploads / folder, name, SIZE) for number, (folder, name) in kept.items()}
    return {number: embedded(jpeg, "image/jpeg", size=SIZE) for number, jpeg in drawn.items() if jpeg}


def likeness(registration: Registration, uploads: Path) -> bytes | None:
    """Return what the delegate looks like as a JPEG for the door; None where nobody knows."""
    folder, name = _kept(design_of(registration.event), [registration]).get(registration.id, ("", ""))
    if folder == "photographs":  # drawn so when it came
        return files.find(uploads / folder, name)
    return _drawn(uploads / folder, name, photographs.SIZE) if name else None


def _kept(design: BadgeDesign, registrations: Collection[Registration]) -> dict[int, tuple[str, str]]:
    """Return folder and name of each one's picture, by the registration's number."""
    people = {each.person_id: each.id for each in registrations}
    answers = select(Answer.registration_id, Answer.value).where(
        Answer.question_id == design.photo_question_id, Answer.registration_id.in_(people.values())
    )
    portraits = select(Profile.person_id, Profile.portrait).where(Profile.person_id.in_(people), Profile.portrait != "")
    own = select(Photograph.person_id, Photograph.name).where(Photograph.person_id.in_(people))
    kept = {row.registration_id: ("answers", row.value) for row in db.session.execute(answers)}
    kept |= {people[row.person_id]: ("portraits", row.portrait) for row in db.session.execute(portraits)}
    return kept | {people[row.person_id]: ("photographs", row.name) for row in db.session.execute(own)}


def _drawn(folder: Path, name: str, size: tuple[int, int]) -> bytes | None:
    content = files.find(folder, name)
    try:
        return pictures.passport(content, size) if content else None
    except pictures.NotAPicture:  # a PDF was sent as the answer
        return None
