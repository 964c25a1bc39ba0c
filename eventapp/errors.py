"""What the rules refuse, in words meant for the person who asked."""

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation where no language is known yet; the edge translates it."""
    return message


class DomainError(Exception):
    """The rules say no.

    `code` is stable and meant for programs; `message` is an English sentence, the key of its translations, with
    `%(name)s` places filled from `values`. `status` is the HTTP answer: 409 unless the refusal says otherwise.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("That is not possible.")
    status: ClassVar[int] = 409

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.message % values if values else self.message)
