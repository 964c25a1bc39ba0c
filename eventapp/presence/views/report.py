"""The attendance report on the screen: per organisation, by site, by mode, and the proof that the sums agree."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.directory.words import BLOCK_WORDS
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.presence.freezing import snapshots_of
from eventapp.presence.headcounts import headcounts_of
from eventapp.presence.thresholds import threshold_of
from eventapp.presence.views import bp
from eventapp.presence.views.asked import Asked, asked_of
from eventapp.presence.words import PROOF_WORDS
from eventapp.programme.queries import sessions_of
from eventapp.reports import attendance
from eventapp.reports.attendance_paper import letterhead_words
from eventapp.web import downloads
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language

REPORT = "/manage/events/<slug>/attendance"


@bp.get(REPORT)
@staff(Role.VIEWER)
@with_event
def report(event: Event) -> ResponseReturnValue:
    """Show the report as it stands now, of what the address asks for."""
    asked = asked_of(event)
    roll = asked.roll()
    made = asked.report(roll)
    return render_template(
        "presence/report.html",
        event=event,
        asked=asked,
        report=made,
        modes=list(Mode),
        changed=sum(1 for line in roll.lines if line.attendance.mode not in (None, line.mode)),
        matrix=_matrix(roll.lines),
        counts=headcounts_of(event, roll.lines, session_id=asked.session.id if asked.session else None),
        proofs=[(_(PROOF_WORDS[way]), is_right) for way, is_right in made.proofs],
        at=roll.at,
        is_preliminary=roll.at < (roll.scope.session.ends_at if roll.scope.session else event.ends_at),
        threshold=threshold_of(event),
        words=letterhead_words(event, language(), roll.at),
        latest=next(iter(snapshots_of(event)), None),
        may_rule=may(Role.ORGANISER, event),
        **choices(event, roll.timetable.days),
    )


@bp.get(f"{REPORT}.xlsx")
@staff(Role.REGISTRAR)
@with_event
def report_xlsx(event: Event) -> ResponseReturnValue:
    """Return the report as a workbook."""
    asked = asked_of(event)
    rows = attendance.rows(asked.report(asked.roll()), locale=language(), translate=_)
    return downloads.workbook(_name(asked), _heading(), rows, title=" · ".join(_title(asked)))


@bp.get(f"{REPORT}.csv")
@staff(Role.REGISTRAR)
@with_event
def report_csv(event: Event) -> ResponseReturnValue:
    """Return the report as CSV."""
    asked = asked_of(event)
    rows = attendance.rows(asked.report(asked.roll()), locale=language(), translate=_)
    return downloads.commas(_name(asked), _heading(), rows)


def choices(event: Event, days: list[Any]) -> dict[str, Any]:
    """Return what a scope is chosen from."""
    return {
        "sessions": [each for each in sessions_of(event) if not each.kind.is_pause and each.cancelled_at is None],
        "sites": sites_of(event),
        "days": days if len(days) > 1 else [],
        "blocks": {word: _(said) for word, said in BLOCK_WORDS.items()},
        "now": clock.now(),
    }


def _matrix(lines: Any) -> dict[tuple[Mode, Mode], int]:
    """Return how many registered for one way to attend and were present in which."""
    found: dict[tuple[Mode, Mode], int] = {}
    for line in lines:
        if line.attendance.mode is not None:
            key = (line.mode, line.attendance.mode)
            found[key] = found.get(key, 0) + 1
    return found


def _heading() -> list[str]:
    return [_(word) for word in attendance.HEADING]


def _title(asked: Asked) -> list[str]:
    return [_("Attendance report"), asked.event.title_in(language()), *asked.words]


def _name(asked: Asked) -> str:
    return downloads.dated(asked.event, "-".join(["attendance", *asked.questions.values()]).lower())
