"""The attendance report on paper: A4 across, under the organ's heading, with place and date, and who signs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from babel.dates import format_date

from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.invitations.letterheads import letterhead_of
from eventapp.invitations.paper import MOTTO, STATE
from eventapp.presence.headcounts import Count
from eventapp.presence.naming import NamedLine
from eventapp.presence.summing import Report
from eventapp.presence.thresholds import threshold_of
from eventapp.presence.words import source_word
from eventapp.registration.words import MODE_WORDS
from eventapp.reports.attendance import NOBODYS, TOTAL, figures, notes
from eventapp.typeset import pdf

MOST_LINES = 3000  # of the annex: some hundred and fifty pages
Say = Callable[..., str]
COLUMNS = (
    N_("No."), N_("Organisation"), N_("Number invited"), N_("Number registered"), N_("Hall"), N_("Bridge point"),
    N_("Online"), N_("Total"), N_("Substituted"), N_("Excused"), N_("Absent"), N_("Late"), N_("Note"),
)  # fmt: skip
ANNEX = (
    N_("No."), N_("Full name, position"), N_("Organisation"), N_("Attendance"), N_("Came at"), N_("Left at"),
    N_("Confirmed by"), N_("Note"),
)  # fmt: skip
COUNTED = N_("%(reported)s people (%(named)s named, %(others)s others)")


class AnnexTooLong(DomainError):
    """Nobody prints that many pages, and no request should typeset them."""

    code = "annex_too_long"
    message = N_(
        "An annex of more than %(most)s names is not put on paper. Choose a block or a site, or export it to a"
        " spreadsheet."
    )


def letterhead_words(event: Event, locale: str, at: datetime) -> dict[str, Any]:
    """Return what stands around the report in that language: organs, place and date, who signs."""
    head, threshold = letterhead_of(event), threshold_of(event)
    is_english = locale == "en"
    place = (head.place_en or head.place) if is_english else head.place
    form = "d MMMM y" if is_english else "'ngày' dd 'tháng' MM 'năm' y"
    date = str(format_date(at.astimezone(event.tz), form, locale))
    position = (threshold.position_en or threshold.position) if is_english else threshold.position
    theirs = (head.position_en or head.position) if is_english else head.position
    return {
        "superior": (head.superior_en or head.superior) if is_english else head.superior,
        "organ": event.host_in(locale),
        "has_motto": head.has_motto,
        "dated": f"{place}, {date}" if place else date,
        "position": position or theirs,
        "signer": threshold.signer or head.signer,
        "remarks": threshold.remarks,
    }


def report_pdf(
    event: Event,
    report: Report,
    counts: dict[int, Count],
    annexed: list[NamedLine],
    *,
    at: datetime,
    scope: list[str],
    is_preliminary: bool,
    made: str,
    checksum: str,
    locale: str,
    say: Say,
) -> bytes:
    """Return the report as a PDF, with the annex by name where there are lines. Raises AnnexTooLong."""
    if len(annexed) > MOST_LINES:
        raise AnnexTooLong(most=MOST_LINES)
    around = letterhead_words(event, locale, at)
    return pdf(
        "attendance",
        {
            **around,
            "locale": locale,
            "motto": [say(STATE), say(MOTTO)] if around["has_motto"] else [],
            "title": say(N_("Attendance report")),
            "preliminary": say(N_("Preliminary: the conference is not over")) if is_preliminary else "",
            "event": event.title_in(locale),
            "scope": scope,
            "made": made,
            "checksum": checksum,
            "present": say(N_("Present")),
            "page": say(N_("Page")),
            "sign": say(N_("(signature, full name)")),
            "columns": [say(word) for word in COLUMNS],
            "rows": _rows(report, locale, say),
            "total": [say(TOTAL), *map(str, _shown(report.total))],
            "sites_title": say(N_("By site")),
            "site": say(N_("Site")),
            "sites": _sites(report, counts, locale, say),
            "annex_title": say(N_("Annex: attendance by name")),
            "annex_columns": [say(word) for word in ANNEX],
            "annex": [_person(event, each, locale, say) for each in annexed],
        },
    )


def _shown(sums: Any) -> list[int]:
    return figures(sums)[:-1]  # who left early has no column on paper


def _rows(report: Report, locale: str, say: Say) -> list[list[str]]:
    return [
        [row.name_in(locale) if row.code is not None else say(NOBODYS), *map(str, _shown(row.sums))]
        for row in report.organisations
    ]


def _sites(report: Report, counts: dict[int, Count], locale: str, say: Say) -> list[list[str]]:
    rows = []
    for row in report.sites:
        count = counts.get(row.site.id) if row.site else None
        said = ""
        if count is not None:
            said = say(COUNTED, reported=count.reported, named=count.named, others=count.others)
        name = row.site.name_in(locale) if row.site else say(MODE_WORDS[row.mode])
        by_mode = [row.sums.present_as[mode] for mode in Mode]
        numbers = [row.sums.registered, *by_mode, row.sums.present, row.sums.excused, row.sums.absent]
        rows.append([name, *map(str, numbers), said])
    return rows


def _person(event: Event, each: NamedLine, locale: str, say: Say) -> dict[str, str]:
    attendance, word = each.line.attendance, source_word(each.line.attendance)
    return {
        "full_name": each.full_name,
        "position": each.position,
        "organisation": each.organisation_in(locale),
        "mode": (attendance.mode or each.line.mode).value,
        "mode_word": say(MODE_WORDS[attendance.mode or each.line.mode]),
        "site": each.site_in(locale),
        "came": _clock(event, attendance.arrived_at),
        "left": _clock(event, attendance.left_at),
        "source": say(word) if word else "",
        "notes": "; ".join(notes(each, say)),
    }


def _clock(event: Event, moment: datetime | None) -> str:
    if moment is None:
        return ""
    there = moment.astimezone(event.tz)
    is_one_day = event.starts_at.astimezone(event.tz).date() == event.ends_at.astimezone(event.tz).date()
    return f"{there:%H:%M}" if is_one_day else f"{there:%H:%M %d/%m}"
