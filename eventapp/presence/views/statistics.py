"""Statistics for afterwards: pictures drawn on the server, with tables behind them."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.directory.words import BLOCK_WORDS
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.presence import statistics as figures
from eventapp.presence.drawing import curve
from eventapp.presence.views import bp
from eventapp.presence.views.asked import asked_of
from eventapp.presence.views.report import REPORT
from eventapp.web.access import staff, with_event


@bp.get(f"{REPORT}/statistics")
@staff(Role.VIEWER)
@with_event
def statistics(event: Event) -> ResponseReturnValue:
    """Show who registered and came, by when, how long they were online, and from where."""
    asked = asked_of(event)
    roll = asked.roll()
    report = asked.report(roll)
    arrivals = figures.arrivals_of_first_day(roll.lines, event)
    return render_template(
        "presence/statistics.html",
        event=event,
        report=report,
        modes=list(Mode),
        blocks=[(_(BLOCK_WORDS[block]), sums) for block, sums in report.blocks.items()],
        arrivals=arrivals,
        curve=curve(arrivals),
        online=figures.minutes_online(roll.lines),
        bucket=figures.BUCKET,
        zones=figures.zones_of(event, roll.lines),
    )
