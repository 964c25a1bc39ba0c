"""Find and black out what names or reaches somebody, however it was written: accents, case, NFC or NFD, spaces."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_SIGNIFICANT = 9  # digits at a number's end that tell it from others, whatever stands before them
_SHORTEST_NUMBER = 7
_BETWEEN = r"[\s.\-()]*"


class Redactor:
    """Knows the names, addresses and numbers of somebody, and puts the pseudonym in their place.

    A name of one word alone is looked for nowhere: it would be a word of other sentences.
    """

    def __init__(
        self, pseudonym: str, *, names: Iterable[str] = (), emails: Iterable[str] = (), phones: Iterable[str] = ()
    ) -> None:
        self.pseudonym = pseudonym
        self.emails = frozenset(each.casefold() for each in emails if each)
        spoken = {tuple(re.findall(r"\w+", _folded(each)[0])) for each in names}
        self.names = frozenset(each for each in spoken if len(each) > 1)
        digits = {re.sub(r"\D", "", each) for each in phones}
        self.numbers = frozenset(each[-_SIGNIFICANT:] for each in digits if len(each) >= _SHORTEST_NUMBER)
        patterns = [r"[\W_]+".join(map(re.escape, each)) for each in sorted(self.names, key=len, reverse=True)]
        patterns += [re.escape(_folded(each)[0]) for each in self.emails]
        parts = [rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])"] if patterns else []
        parts += [rf"(?<!\d)\+?\d{{0,4}}{_BETWEEN}{_BETWEEN.join(each)}(?!\d)" for each in sorted(self.numbers)]
        self._pattern = re.compile("|".join(parts)) if parts else None

    def is_in(self, value: Any) -> bool:
        """Does the text, or any text within the lists and mappings, name or reach him?"""
        return bool(self.redacted(value) != value)

    def redacted(self, value: Any) -> Any:
        """Return the value with the pseudonym wherever he was named or could be reached."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list | tuple):
            return [self.redacted(each) for each in value]
        if isinstance(value, dict):
            return {self.redacted(name): self.redacted(each) for name, each in value.items()}
        return value

    def _text(self, text: str) -> str:
        if self._pattern is None or not text:
            return text
        folded, places = _folded(text)
        parts, end = [], 0
        for found in self._pattern.finditer(folded):
            start = places[found.start()]
            parts += [text[end:start], self.pseudonym]
            end = places[found.end()]
        return "".join([*parts, text[end:]]) if parts else text


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text without accents and case, and where each of its characters, and its end, lay."""
    letters, places = [], []
    for at, character in enumerate(text):
        for each in unicodedata.normalize("NFKD", character).casefold().replace("đ", "d").replace("ð", "d"):
            if not unicodedata.combining(each):
                letters.append(each)
                places.append(at)
    end = len(text)
    # Marks that follow a letter are part of it: what comes after begins where the next letter does.
    return "".join(letters), [*places, end]
