"""The rows of a programme with what they say of sign-up: whether a session needs places, and how many in each mode."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from eventapp.agenda import terms
from eventapp.agenda.queries import Offer, offers_of
from eventapp.agenda.shapes import NO_LIMIT, SessionRowWithPlacesShape, SignUpKind
from eventapp.agenda.terms import Agreed
from eventapp.errors import N_, DomainError
from eventapp.events.models import Mode
from eventapp.importing.reports import Outcome
from eventapp.programme import schedule_words
from eventapp.programme.importing import ProgrammeImporter
from eventapp.programme.models import Session
from eventapp.programme.revising import Said


class PlacesWithoutSignUp(DomainError):
    """A row says how many places there are in a session that needs none."""

    code = "places_without_sign_up"
    message = N_("This row says that no sign-up is needed, and how many places there are. Leave one of the two empty.")
    status = 422


class ProgrammeWithPlacesImporter(ProgrammeImporter):
    """Rows of sessions with their places. Empty cells leave sign-up as it is; its times are set on the form."""

    shape = SessionRowWithPlacesShape
    blamed: ClassVar[Mapping[str, str]] = {
        **ProgrammeImporter.blamed,
        "places_without_sign_up": "sign_up",
        "places_below_taken": "hall_places",
        "sign_ups_there": "sign_up",
    }
    headings: ClassVar = {
        **ProgrammeImporter.headings,
        "sign_up": ["Đăng ký phiên họp", "Đăng ký dự phiên", "Sign-up", "Sign up"],
        "hall_places": ["Số chỗ tại hội trường", "Số chỗ", "Places in the hall", "Places"],
        "bridge_places": ["Số chỗ tại các điểm cầu", "Số chỗ tại điểm cầu", "Places at bridge points"],
        "online_places": ["Số chỗ trực tuyến", "Places online"],
    }
    offers: Mapping[int, Offer] = {}

    def prepare(self, rows: Sequence[Mapping[str, Any]], *, is_rehearsal: bool) -> None:
        """Read also what sessions offer, where one of these rows speaks of it."""
        super().prepare(rows, is_rehearsal=is_rehearsal)
        self.offers = offers_of(self.event) if any(map(_says_something, rows)) else {}

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Add the session or bring it up to date, and let it need as many places as the row says."""
        session = self._session(values)
        agreed = self._agreed(values, session)
        outcome = super().take(values)
        if agreed is not None and session is not None and terms.agree(self.event, session, agreed, by=self.by):
            return Outcome.UPDATED
        return outcome

    def foretell(self, values: Mapping[str, Any]) -> Outcome:
        """Return what `take` would do."""
        session = self._session(values)
        agreed = self._agreed(values, session)
        outcome = super().foretell(values)
        if agreed is None or session is None:
            return outcome
        offer = self.offers.get(session.id)
        terms.judge(offer, agreed)
        return outcome if agreed.places_alike(terms.agreed_with(offer)) else Outcome.UPDATED

    def _added(self, values: Mapping[str, Any], said: Said) -> Session:
        session = super()._added(values, said)
        agreed = self._agreed(values, session)
        if agreed is not None:
            terms.agree(self.event, session, agreed, by=self.by)
        return session

    def _agreed(self, values: Mapping[str, Any], session: Session | None) -> Agreed | None:
        """Return what the row says of places; None where it says nothing. Raises PlacesWithoutSignUp."""
        if not _says_something(values) or schedule_words.is_cancelled(values["status"] or ""):
            return None
        places = {mode: given for mode in Mode if (given := values[f"{mode.value}_places"]) is not None}
        if values["sign_up"] is SignUpKind.OPEN and places:
            raise PlacesWithoutSignUp
        offer = self.offers.get(session.id) if session is not None else None
        if values["sign_up"] is SignUpKind.OPEN:
            return terms.amended(offer, None)
        return terms.amended(offer, {mode: None if given == NO_LIMIT else given for mode, given in places.items()})


def _says_something(values: Mapping[str, Any]) -> bool:
    return any(values.get(name) is not None for name in ("sign_up", *(f"{mode.value}_places" for mode in Mode)))
