"""What the audit trail says, in the reader's language."""

from flask_babel import gettext as _

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import GUEST
from eventapp.audit.words import DEEDS, FIELDS, WORDS, actor_name
from eventapp.bilingual import spoken
from eventapp.web.languages import language


class _Unknown(dict[str, object]):
    """Words of a deed; one that is missing is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def deed(entry: AuditEntry, subject: str = "", *, action: str = "") -> str:
    """Return what was done as a sentence; `subject` names whom it was done to, `action` is another word for it."""
    words = _Unknown({name: _shown(spoken(value, language())) for name, value in entry.words.items()})
    words["subject"] = subject
    if entry.words.get("capacity", 0) is None:
        words["capacity"] = _("no limit")
    return str(_(DEEDS.get(action or entry.action, entry.action.replace("_", " ")))) % words


def doer(entry: AuditEntry) -> str:
    """Return who did it: without an account delegates and speakers act for themselves, by their own links."""
    if entry.actor == GUEST.words and entry.subject.startswith("registrations/"):
        return str(_("The delegate"))
    if entry.actor == GUEST.words and entry.action.startswith("speaker_"):
        return str(_("The speaker"))
    return who(entry.actor)


def who(actor: str) -> str:
    """Return whom the trail means by those words."""
    return actor_name(actor, _, language())


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_field(each) for each in value)
    return _(WORDS[value]) if isinstance(value, str) and value in WORDS else str(value)


def _field(named: object) -> str:
    """Return the name of what was changed: a field of ours, or something of the organiser's."""
    return str(_(FIELDS[named]) if isinstance(named, str) and named in FIELDS else spoken(named, language()))
