"""The attendance report as a sheet: organisations with their figures, and the annex by name."""

from collections.abc import Callable, Iterable, Iterator

from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.presence.naming import NamedLine
from eventapp.presence.summing import Report, Sums
from eventapp.presence.words import LATE, LEFT_EARLY, STATE_WORDS, source_word
from eventapp.registration.words import MODE_WORDS
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("No."),
    N_("Organisation"),
    N_("Number invited"),
    N_("Number registered"),
    N_("Present: in the hall"),
    N_("Present: bridge points"),
    N_("Present: online"),
    N_("Present in all"),
    N_("Substituted"),
    N_("Excused"),
    N_("Absent"),
    N_("Late"),
    N_("Left early"),
    N_("Note"),
)
ANNEX = (
    N_("No."),
    N_("Full name"),
    N_("Position"),
    N_("Organisation"),
    N_("Attendance"),
    N_("Bridge point"),
    N_("Came at"),
    N_("Left at"),
    N_("Confirmed by"),
    N_("Minutes"),
    N_("Note"),
)
TOTAL, NOBODYS = N_("Total"), N_("Without a delegation")
ATTENDS_FOR, REGISTERED_AS = N_("Attends for %(name)s"), N_("registered: %(mode)s")


def rows(report: Report, *, locale: str, translate: Callable[[str], str]) -> Iterator[list[Value]]:
    """Yield a row for each organisation, and the total."""
    for number, row in enumerate(report.organisations, start=1):
        name = row.name_in(locale) if row.code is not None else translate(NOBODYS)
        yield [number, name, *figures(row.sums), ""]
    yield ["", translate(TOTAL), *figures(report.total), ""]


def figures(sums: Sums) -> list[int]:
    """Return the figures of a row, from those invited to those who left early."""
    by_mode = [sums.present_as[mode] for mode in Mode]
    of_which = [sums.substituted, sums.excused, sums.absent, sums.late, sums.left_early]
    return [sums.invited, sums.registered, *by_mode, sums.present, *of_which]


def annex(
    event: Event, named: Iterable[NamedLine], *, locale: str, translate: Callable[[str], str]
) -> Iterator[list[Value]]:
    """Yield a row for each delegate; moments are in the event's zone."""
    for number, each in enumerate(named, start=1):
        attendance = each.line.attendance
        yield [
            number,
            each.full_name,
            each.position,
            each.organisation_in(locale),
            translate(MODE_WORDS[attendance.mode or each.line.mode]),
            each.site_in(locale),
            attendance.arrived_at and attendance.arrived_at.astimezone(event.tz),
            attendance.left_at and attendance.left_at.astimezone(event.tz),
            translate(source_word(attendance)) if source_word(attendance) else "",
            attendance.minutes,
            "; ".join(notes(each, translate)),
        ]


def notes(each: NamedLine, translate: Callable[[str], str]) -> list[str]:
    """Return what else is to be said of someone: the state unless present, late, for whom, how registered."""
    attendance = each.line.attendance
    said = [] if attendance.mode else [translate(STATE_WORDS[attendance.state])]
    said += [translate(LATE)] if attendance.is_late else []
    said += [translate(LEFT_EARLY)] if attendance.has_left_early else []
    if each.attends_for:
        said.append(translate(ATTENDS_FOR) % {"name": each.attends_for})
    if attendance.mode not in (None, each.line.mode):
        said.append(translate(REGISTERED_AS) % {"mode": translate(MODE_WORDS[each.line.mode])})
    return said
