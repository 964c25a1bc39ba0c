"""What the audit trail says, in the reader's language."""

from flask_babel import gettext as _

from eventapp.audit.models import AuditEntry
from eventapp.audit.words import DEEDS, FIELDS, WORDS, actor_name


class _Unknown(dict[str, object]):
    """Words of a deed; one that is missing is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def deed(entry: AuditEntry, subject: str = "") -> str:
    """Return what was done as a sentence; `subject` is the name of whom it was done to."""
    words = _Unknown({name: _shown(value) for name, value in entry.words.items()})
    words["subject"] = subject
    if entry.words.get("capacity", 0) is None:
        words["capacity"] = _("no limit")
    return str(_(DEEDS.get(entry.action, entry.action.replace("_", " ")))) % words


def doer(entry: AuditEntry) -> str:
    """Return who did it."""
    return actor_name(entry.actor, _)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_(FIELDS[each]) if each in FIELDS else str(each) for each in value)
    return _(WORDS[value]) if isinstance(value, str) and value in WORDS else str(value)
