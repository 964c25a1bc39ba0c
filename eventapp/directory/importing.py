"""Lists of organisations as sheets: those that come along with eventapp, and those of an office."""

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.directory import organisations
from eventapp.directory.models import Organisation
from eventapp.directory.shapes import OrganisationShape
from eventapp.directory.words import kind_called
from eventapp.errors import N_
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome
from eventapp.shapes import Fault

# Each is a file of eventapp/directory/lists; any order of loading leaves the same register.
READY_LISTS = {
    "provinces-2025": N_("34 provinces and cities since 1 July 2025, and which they succeeded"),
    "provinces-2021": N_("63 provinces and cities, 2021"),
    "central-2021": N_("Central agencies, 2021"),
    "missions-2021": N_("Missions abroad, 2021"),
}


def ready_list(name: str) -> Path:
    """Return the file of a list that comes along."""
    return Path(__file__).parent / "lists" / f"{name}.csv"


class OrganisationImporter(Importer):
    """Rows of organisations; one is known by its name, whatever its case and accents. An empty cell says nothing."""

    shape = OrganisationShape
    needed = ("name",)
    key_field = "name"
    unknown = N_("There is no organisation “%(given)s”. Its row must come first.")
    blamed: ClassVar[Mapping[str, str]] = {"succeeds_itself": "succeeded_by", "ends_before_it_begins": "valid_to"}
    headings: ClassVar = {
        "name": [
            "Tên đơn vị",
            "Tên",
            "Tên tiếng Việt",
            "name_vi",
            "Đơn vị",
            "Cơ quan",
            "Organisation",
            "Name",
            "Name in Vietnamese",
        ],
        "name_en": ["Tên tiếng Anh", "English name", "Name in English"],
        "short_name": ["Tên viết tắt", "Tên gọi tắt", "Viết tắt", "Short name"],
        "badge_name": ["Tên trên thẻ", "Name on badges", "Badge name"],
        "kind": ["Loại", "Loại hình", "Khối", "Kind", "Type"],
        "zone": ["Múi giờ", "Time zone", "timezone"],
        "sort_order": ["Thứ tự", "Thứ tự lễ tân", "Place in the order of precedence", "Sort order"],
        "valid_from": ["Có từ ngày", "Từ ngày", "Exists from", "Valid from"],
        "valid_to": ["Không còn từ ngày", "Đến ngày", "Is no more from", "Valid to"],
        "succeeded_by": ["Đơn vị kế thừa", "Kế thừa bởi", "Succeeded by", "Successor"],
    }

    def __init__(self, *, by: Actor) -> None:
        self.by = by

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """An organisation is known by its name."""
        return organisations.key_of(values["name"]) if values.get("name") else None

    def faults(self, values: Mapping[str, Any]) -> Iterable[Fault]:
        """The successor must be in the register."""
        if (given := values.get("succeeded_by")) and organisations.find_organisation(given) is None:
            yield Fault("succeeded_by", "unknown", self.unknown, {"given": given})

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Enter the organisation, or what is new about it."""
        given = {field: value for field, value in values.items() if value}
        if "kind" in given:
            given["kind"] = kind_called(given["kind"])
        if successor := given.pop("succeeded_by", None):
            given["succeeded_by"] = organisations.find_organisation(successor)
        known: Organisation | None = organisations.find_organisation(given["name"])
        if known is None:
            organisations.add(by=self.by, **given)
            return Outcome.CREATED
        return Outcome.UPDATED if organisations.revise(known, by=self.by, **given) else Outcome.UNCHANGED


def record(file: str, counts: Mapping[str, int], *, by: Actor) -> None:
    """Write down that a list was taken in."""
    trail.record("organisations_imported", "organisations", by=by, file=file, **counts)
