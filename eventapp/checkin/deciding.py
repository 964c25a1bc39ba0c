"""What a telephone decided by itself, without network: kept as a fact, with what the rules would have said."""

from datetime import datetime
from typing import TYPE_CHECKING

from eventapp.checkin import cases
from eventapp.checkin.models import CaseKind, Reason, Verdict
from eventapp.checkin.rules import Judgement
from eventapp.events.models import Event

if TYPE_CHECKING:
    from eventapp.checkin.scanning import Written

PREFIX = "offline_"
REFUSED_VALID = "refused_valid"
CLOCK = "clock"


def decided(decision: str) -> Judgement | None:
    """Return verdict and reason of "offline_admitted", "offline_refused:cancelled" and the like; None for any other."""
    if not decision.startswith(PREFIX):
        return None
    word, _colon, why = decision.removeprefix(PREFIX).partition(":")
    if word not in {each.value for each in Verdict}:
        return None
    verdict = Verdict(word)
    if verdict is not Verdict.REFUSED:
        return verdict, None
    return verdict, Reason(why) if why in {each.value for each in Reason} else Reason.UNKNOWN


def flags(decided: Judgement | None, judged: Judgement, at: datetime, now: datetime) -> list[str]:
    """Return where the device and the rules disagree, and whether its clock is off."""
    found = []
    if decided is not None:
        let_in, refused = decided[0] is not Verdict.REFUSED, judged[0] is Verdict.REFUSED
        if let_in and judged[1] is not None:
            found.append(judged[1].value)
        elif not let_in and not refused:
            found.append(REFUSED_VALID)
    if cases.is_clock_off(at, now):
        found.append(CLOCK)
    return found


def report(event: Event, written: "Written", found: list[str], *, device: str, now: datetime) -> None:
    """Tell the supervisor of what is to be looked at: an entry against the rules, a clock that is off."""
    reasons = [each for each in found if each in {reason.value for reason in Reason}]
    if reasons and written.verdict is not Verdict.LEFT:
        key = f"against/{written.uuid}"
        cases.open_case(
            event,
            CaseKind.AGAINST_RULES,
            key,
            ticket_id=written.ticket_id,
            scans=[written.uuid],
            reason=reasons[0],
        )
    if CLOCK in found:
        key = f"clock/{device}/{now:%Y-%m-%d}"
        cases.open_case(event, CaseKind.CLOCK, key, scans=[written.uuid], device=device)
