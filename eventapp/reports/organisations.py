"""The register of organisations as a sheet: what was filtered, in the order it stands, fit to be imported again."""

from collections.abc import Iterator

from eventapp.database import db
from eventapp.directory.register import Wanted, found
from eventapp.errors import N_
from eventapp.spreadsheets.writing import Value

HEADING = (
    N_("Name in Vietnamese"),
    N_("Name in English"),
    N_("Short name"),
    N_("Name on badges"),
    N_("Kind"),
    N_("Time zone"),
    N_("Place in the order of precedence"),
    N_("Exists from"),
    N_("Is no more from"),
    N_("Succeeded by"),
)


def rows(wanted: Wanted, sort: str) -> Iterator[list[Value]]:
    """Yield one row per organisation wanted."""
    for each in db.session.scalars(found(wanted, sort)):
        yield [
            each.name,
            each.name_en,
            each.short_name,
            each.badge_name,
            each.kind,
            each.zone or "",
            each.sort_order,
            each.valid_from,
            each.valid_to,
            each.succeeded_by.name if each.succeeded_by else "",
        ]
