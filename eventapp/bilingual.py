"""Names in both languages, kept together in what is said of them until it is known who reads it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column


class Bilingual(dict[str, str]):
    """A name in both languages, as JSON keeps it. As text it is in English, as the sentences of the source are."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi=vi, en=en)

    def __str__(self) -> str:
        return str(spoken(self, "en"))


def spoken(value: Any, locale: str) -> Any:
    """Return what stands in a sentence as that language has it: of two names that one, or the one there is."""
    if not isinstance(value, Mapping) or value.keys() != {"vi", "en"}:
        return value
    return (value["en"] or value["vi"]) if locale == "en" else (value["vi"] or value["en"])


def in_sentence(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return the values of a sentence as they stand in that language."""
    return {name: spoken(value, locale) for name, value in values.items()}


class Named:
    """A row that has a name in both languages."""

    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    @property
    def names(self) -> Bilingual:
        """Both names, for a sentence whose reader is not known yet."""
        return Bilingual(self.name, self.name_en)

    def name_in(self, locale: str) -> str:
        """The name in that language, or in the one there is."""
        return str(spoken(self.names, locale))


class Labelled:
    """A row that is called by a label in both languages."""

    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")

    @property
    def labels(self) -> Bilingual:
        """Both labels, for a sentence whose reader is not known yet."""
        return Bilingual(self.label, self.label_en)

    def label_in(self, locale: str) -> str:
        """The label in that language, or in the one there is."""
        return str(spoken(self.labels, locale))
