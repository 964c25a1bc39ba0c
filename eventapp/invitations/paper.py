"""The letter of invitation on paper, as Decree 30/2020 lays a State letter out; one page in each language."""

from typing import Any

from eventapp.errors import N_
from eventapp.invitations.wording import (
    INVITES,
    MODES,
    WARNING,
    Facts,
    Say,
    host_in,
    moment,
    period,
    place_and_date,
    seats,
)
from eventapp.tickets.pictures import ticket_svg
from eventapp.typeset import pdf

LANGUAGES = ("vi", "en")
STATE = N_("SOCIALIST REPUBLIC OF VIET NAM")
MOTTO = N_("Independence – Freedom – Happiness")


def invitation_pdf(facts: Facts, says: dict[str, Say]) -> bytes:
    """Return the letter as a PDF; `says` translates, by language."""
    pages = [_page(facts, locale, says[locale]) for locale in LANGUAGES]
    return pdf("invitation", {"pages": pages, "link": facts.link, "qr": ticket_svg(facts.link)})


def _page(facts: Facts, locale: str, say: Say) -> dict[str, Any]:
    head = facts.letterhead
    number = facts.delegation.letter_number or "……"
    return {
        "locale": locale,
        "superior": (head.superior_en or head.superior) if locale == "en" else head.superior,
        "organ": host_in(facts.event, locale),
        "motto": [say(STATE), say(MOTTO)] if head.has_motto else [],
        "number": say(N_("No.: %(number)s"), number=number),
        "dated": place_and_date(facts, locale, say),
        "title": say(N_("INVITATION")),
        "to": say(N_("To: %(organisation)s"), organisation=facts.delegation.organisation.name_in(locale)),
        "body": _body(facts, locale, say),
        "position": (head.position_en or head.position) if locale == "en" else head.position,
        "signer": head.signer,
        "copies": [say(N_("Recipients:")), say(N_("– as above;")), say(N_("– files."))],
        **_table(facts, say),
    }


def _body(facts: Facts, locale: str, say: Say) -> list[str]:
    event, delegation = facts.event, facts.delegation
    named = {
        "host": host_in(event, locale),
        "organisation": delegation.organisation.name_in(locale),
        "event": event.title_in(locale),
    }
    told = [say(INVITES, **named), say(N_("Time: %(period)s."), period=period(event, locale))]
    if delegation.deadline_at is not None:
        by = moment(delegation.deadline_at, event, locale)
        told.append(
            say(
                N_(
                    "Please nominate the delegates by %(moment)s.",
                ),
                moment=by,
            )
        )
    return told


def _table(facts: Facts, say: Say) -> dict[str, Any]:
    return {
        "heading": [say(N_("Attendance")), say(N_("Seats allotted"))],
        "seats": [[say(MODES[mode]), str(number)] for mode, number in seats(facts.quotas)],
        "link_says": say(N_("Nominate at this address, or by the code beside it; no account is needed.")),
        "warning": say(WARNING),
    }
