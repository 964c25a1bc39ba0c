"""What registration itself forgets of a person: answers, the photograph, what acts and merges remember, sent forms."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update

from eventapp.audit.models import AuditEntry
from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.mail.models import Letter
from eventapp.programme.models import Change, Session
from eventapp.questions import places
from eventapp.questions.models import Kind, Question
from eventapp.registration.act_models import ActStep, LongAct
from eventapp.registration.forgetting import Erasure, forgets, is_free
from eventapp.registration.models import Answer, Merge, Photograph, Registration, Submission
from eventapp.work.models import Job

_OWN_WORDS = ("reason", "note", "said")  # of the trail: about him or by him, in whatever words

is_free(AuditEntry.words, Job.payload, Job.result, Job.last_error, LongAct.note, LongAct.refused)
is_free(Registration.note, Registration.decision_note, Registration.substitution_reason, Registration.stood_before)
is_free(Session.notes, Change.before, Change.after, Change.reason, Delegation.decline_reason, Delegation.letter_number)
is_free(Submission.key, Letter.last_error)


@forgets
def forget_answers(erasure: Erasure) -> Collection[str]:
    """Forget what he answered, with the files, and give back the places it held."""
    mine = Answer.registration_id.in_(erasure.registration_ids)
    asked = select(Answer.value).join(Question, Question.id == Answer.question_id)
    files = db.session.scalars(asked.where(mine, Question.kind == Kind.FILE)).all()
    rows = db.session.execute(delete(Answer).where(mine).returning(Answer.choice_id, Answer.holds)).all()
    places.give_back([row.choice_id for row in rows if row.holds])
    return [f"uploads/answers/{each}" for each in files if each]


@forgets
def forget_photograph(erasure: Erasure) -> Collection[str]:
    """Forget what he looks like."""
    mine = delete(Photograph).where(Photograph.person_id.in_(erasure.person_ids)).returning(Photograph.name)
    return [f"uploads/photographs/{name}" for name in db.session.scalars(mine).all()]


@forgets
def forget_what_acts_remember(erasure: Erasure) -> Collection[str]:
    """Forget the answers that acts have dropped, what merges have filled in, and what was sent."""
    mine = erasure.registration_ids
    change(update(ActStep).where(ActStep.registration_id.in_(mine)).values(answers=None))
    change(update(Merge).where(or_(Merge.kept_id.in_(mine), Merge.ended_id.in_(mine))).values(filled={}))
    change(update(Submission).where(Submission.registration_id.in_(mine)).values(digest=""))
    return []


@forgets
def forget_own_words_of_the_trail(erasure: Erasure) -> Collection[str]:
    """Keep what was done to the registration, and not the reasons that were written down about him."""
    refs = [number for each in erasure.registrations for number in (each.ref, each.id)]
    subjects = [*(f"registrations/{each}" for each in refs), *(f"people/{each}" for each in erasure.person_ids)]
    asked = select(AuditEntry.id, AuditEntry.words).where(AuditEntry.subject.in_(subjects))
    for row in db.session.execute(asked).all():
        kept = {word: erasure.pseudonym if word in _OWN_WORDS else said for word, said in row.words.items()}
        if kept != row.words:
            change(update(AuditEntry).where(AuditEntry.id == row.id).values(words=kept))
    return []
