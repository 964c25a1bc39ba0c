"""Values for all rows of a sheet: which fields may have one, by which words they are called, and what is wrong."""

from collections.abc import Mapping

from eventapp.importing.importer import Importer
from eventapp.names import fold
from eventapp.shapes import Fault, read


def field_called(importer: Importer, word: str) -> str | None:
    """Return the field that may have a value for all rows and is called so, by its name or one of its headings."""
    headings = importer.whole_headings()
    called = {fold(each): field for field in importer.defaultable for each in (field, *headings[field])}
    return called.get(fold(word))


def faults_of(importer: Importer, defaults: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with values for all rows: each row would be rejected for it."""
    reading = read(importer.whole_shape(), defaults, partial=True)
    found = [*reading.faults, *importer.default_faults(reading.values)]
    return [each for each in found if each.field in defaults]
