"""Values for all rows of a sheet, as the page of its columns asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from eventapp import shapes
from eventapp.delegations.queries import delegations_of
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of, sites_of
from eventapp.importing.defaults import faults_of
from eventapp.importing.importer import Importer
from eventapp.registration.words import MODE_WORDS
from eventapp.web.forms import complaint
from eventapp.web.languages import language

PREFIX = "default-"
_LONGEST = 255


@dataclass
class Defaults:
    """The form: it answers `value` and `faults` for names such as "default-mode", as macros/forms.html asks."""

    values: Mapping[str, str]
    complaints: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def submitted(cls, importer: Importer) -> "Defaults":
        """Return what the page sent, with what is wrong with it."""
        given = {field: request.form.get(f"{PREFIX}{field}", "").strip()[:_LONGEST] for field in importer.defaultable}
        values = {field: value for field, value in given.items() if value}
        complaints: dict[str, list[str]] = {}
        for fault in faults_of(importer, values):
            complaints.setdefault(fault.field, []).append(complaint(fault))
        return cls(values, complaints)

    def value(self, name: str) -> str:
        """Return what a field holds."""
        return self.values.get(name.removeprefix(PREFIX), "")

    def faults(self, name: str) -> list[str]:
        """Return the sentences about a field."""
        return self.complaints.get(name.removeprefix(PREFIX), [])


def asked(event: Event, importer: Importer, defaults: Defaults) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Return name, label and choices of every field that may have a value for all rows; without choices it is text.

    Where the event has nothing to choose from, as without bridge points, nothing is asked.
    """
    shape = importer.whole_shape()
    found = [(name, _choices(event, name, importer)) for name in importer.defaultable]
    return [
        (f"{PREFIX}{name}", _(shapes.label(shape, name)), choices or [])
        for name, choices in found
        if choices is None or choices or name in defaults.values
    ]


def _choices(event: Event, name: str, importer: Importer) -> Sequence[tuple[str, str]] | None:
    is_of_delegates = "category" in importer.defaultable
    match name:
        case "mode":
            return [(mode.value, _(MODE_WORDS[mode])) for mode in modes_of(event)]
        case "site" if is_of_delegates:
            return [(site.ref, site.name_in(language())) for site in sites_of(event, Mode.BRIDGE)]
        case "category":
            return [(each.ref, each.name_in(language())) for each in categories_of(event)]
        case "delegation":
            known = delegations_of(event)
            return [(each.code, f"{each.code} · {each.organisation.name_in(language())}") for each in known]
        case "locale":
            return [("vi", "Tiếng Việt"), ("en", "English")]
    return None
