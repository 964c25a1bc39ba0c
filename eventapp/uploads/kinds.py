"""Who takes in which kind of sheet."""

from eventapp.agenda.importing import ProgrammeWithPlacesImporter
from eventapp.audit.trail import Actor
from eventapp.delegations.importing import DelegationImporter
from eventapp.events.models import Event
from eventapp.importing.importer import Importer
from eventapp.registration.importing import DelegateImporter
from eventapp.uploads.models import What

# Delegates and sessions are foretold; delegations are few, and a rehearsal of them holds the writer.
MOST_ROWS = {What.DELEGATES: 10_000, What.DELEGATIONS: 1000, What.PROGRAMME: 5000}


def importer_of(what: What, event: Event, *, by: Actor, sends_letters: bool = False) -> Importer:
    """Return who takes in this kind of sheet."""
    match what:
        case What.DELEGATIONS:
            return DelegationImporter(event, by=by)
        case What.DELEGATES:
            return DelegateImporter(event, by=by, sends_letters=sends_letters)
        case What.PROGRAMME:
            return ProgrammeWithPlacesImporter(event, by=by)
