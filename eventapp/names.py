"""Names of people and things: how they are cleaned, searched, sorted and addressed, in Vietnamese and beyond."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

KEY_LENGTH = 255  # what a String column holds; longer keys are cut, which only blurs names no one bears
SEARCH_LENGTH = 1000  # what search_words never exceeds
_INVISIBLE = {"Cc", "Cf", "Cs", "Cn"}  # controls, bidi and zero-width marks, lone surrogates, unassigned
_BLANKS = dict.fromkeys([0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x180F)])  # letters of no width
_VARIANTS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])  # choose a glyph, carry no meaning
_UNSEEN = _BLANKS | _VARIANTS
_ETH = str.maketrans({"Ð": "Đ"})  # U+00D0 looks like U+0110 and old Vietnamese keyboards typed it
_EDGES = re.compile(r"[^a-z0-9]+")
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
_NUMBERED = re.compile(r"^[0-9]{1,4} ?[.)] ?(?=[^\W\d_])")  # as lists number their rows
_MAILTO = re.compile(r"\s*mailto:", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’ʼ‘`´＇\-‐‑.]")
_D_WITH_STROKE = str.maketrans({"ð": "đ"})
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")
_END, _SPACE, _OTHER_MARK = "00", "10", "19"
_ALPHABET = "- . ' 0 1 2 3 4 5 6 7 8 9 a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z"
_LETTERS = {unicodedata.normalize("NFD", letter): str(code) for code, letter in enumerate(_ALPHABET.split(), start=11)}
_TONES = {mark: str(code) for code, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=11)}  # ngang has none
_IN_ENGLISH = {
    "ong": "Mr", "anh": "Mr", "ba": "Ms", "chi": "Ms", "co": "Ms", "ngai": "H.E.", "dong chi": "", "ong ba": "",
}  # fmt: skip
_IN_VIETNAMESE = {"mr": "Ông", "ms": "Bà", "mrs": "Bà", "miss": "Bà", "h e": "Ngài", "mr ms": "Ông/Bà"}
_LEADING = re.compile(r"(ông|bà|ngài|đồng chí|mr\.?|mrs\.?|ms\.?|miss) +\S+ +\S", re.IGNORECASE)  # two words are a name
_PURE_ASCII_LINE = re.compile(r"[!-~]+(?: [!-~]+)*")


def clean_line(text: str) -> str:
    """Return text as one line in NFC: no control, bidi or zero-width characters, single spaces, none at the ends."""
    if _PURE_ASCII_LINE.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", " ".join(_visible(text).split()))


def clean_text(text: str) -> str:
    """Return text of several lines in NFC, line ends as \\n, invisible characters gone, at most one blank line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")
    kept = "\n".join(unicodedata.normalize("NFC", _visible(line).rstrip()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def clean_name(text: str) -> str:
    """Return a person's name as it is kept: one clean line, Ð repaired to Đ, PURE CAPITALS made ordinary.

    Anything but pure capitals stays as written, so "NGUYỄN VĂN ANH" becomes "Nguyễn Văn Anh" and "Y Blốk Êban",
    "Charles de Gaulle" and "lan" stay. The number of a list in front ("1. ") is no part of a name.
    """
    name = _NUMBERED.sub("", unicodedata.normalize("NFC", clean_line(text)).translate(_ETH))
    return _ordinary(name) if name.isupper() else name


def _visible(text: str) -> str:
    """Drop what cannot be seen; any kind of white space becomes a space."""
    if text.isprintable():  # no control, format, surrogate, unassigned or odd space: the usual case
        return text.translate(_UNSEEN)
    return "".join(
        " " if character.isspace() else character
        for character in text.translate(_UNSEEN)
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )


def _ordinary(name: str) -> str:
    """Turn capitals into a capital at the start of every part of a name: NIÊ, H'HEN, LÊ-MINH → Niê, H'Hen, Lê-Minh."""
    parts = re.split(r"([^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*)", name)
    for index in range(1, len(parts), 2):
        part = parts[index]
        parts[index] = part[0] + part[1:].lower().replace("i̇", "i")
    return unicodedata.normalize("NFC", "".join(parts))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return text as lower-case ASCII words for comparing: headings, organisations, names of places.

    Case, accents, tone placement, punctuation and NFC or NFD make no difference; "Hoà", "Hòa" and "hoa" are one.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return _EDGES.sub(" ", anyascii(bare.replace("đ", "d")).lower()).strip()


def search_key(text: str) -> str:
    """Return the key by which a name is found and by which two spellings are one person; at most KEY_LENGTH long."""
    return fold(text)[:KEY_LENGTH].rstrip()


def initials(text: str) -> str:
    """Return the first letter of every word, as typed into a search: "Nguyễn Văn Anh" → "nva"."""
    return "".join(folded[0] for word in text.split() if (folded := fold(word)))


def search_words(full_name: str) -> str:
    """Return what the search column of a person holds: " nguyen van anh nva ".

    Every word stands between blanks, so `column LIKE '% term%'` for each of `search_terms(q)` finds a name whose
    words begin with every term, on any database. Names with marks inside are there joined too ("O'Brien": o brien
    obrien). At most SEARCH_LENGTH long.
    """
    key = search_key(full_name)
    words = key.split()
    joined = search_key(_APOSTROPHES.sub("", full_name)).split()
    firsts = ["".join(word[0] for word in words), initials(full_name)[:KEY_LENGTH]]
    return f" {' '.join(dict.fromkeys([*words, *joined, *firsts]))} " if words else ""


def search_terms(query: str) -> list[str]:
    """Return the words of a query for `LIKE '% term%'`; they hold only a–z and 0–9, nothing to escape.

    An empty list for a query that is not blank means that no name can match it.
    """
    return list(dict.fromkeys(search_key(query).split()))


def given_name(full_name: str) -> str:
    """Return the last word, the given name of a Vietnamese; people whose name differs say so themselves."""
    words = full_name.split()
    return words[-1] if words else ""


def sort_key(full_name: str, given: str | None = None) -> str:
    """Return the key that sorts names as a Vietnamese list does: given name, middle names, family name.

    Within each, the letters decide first (a ă â b c d đ e ê … o ô ơ … u ư …; f j w z in their Latin places) and then
    the tones (ngang huyền hỏi ngã sắc nặng), wherever the mark was placed: Hòa and Hoà are equal. The key is made of
    digits only, two a letter, so that every database sorts it alike whatever its collation; at most KEY_LENGTH long.
    `given` is for people whose given name is not the last word.
    """
    words = full_name.split()
    own = (given or given_name(full_name)).split()
    rest = words[: -len(own)] if words[-len(own) :] == own else [word for word in words if word not in own]
    return "".join(_collate(part) for part in (own, rest[1:], rest[:1]))[:KEY_LENGTH]


def _collate(words: list[str]) -> str:
    letters, tones = zip(*map(_collate_word, words), strict=True) if words else ((), ())
    return f"{_SPACE.join(letters)}{_END}{_SPACE.join(tones)}{_END}"


@lru_cache(maxsize=16384)
def _collate_word(word: str) -> tuple[str, str]:
    """Return the letters and the tones of one word as pairs of digits; a word is soon met again."""
    letters: list[str] = []
    tones: list[str] = []
    for cluster in _CLUSTER.findall(unicodedata.normalize("NFD", word.casefold().translate(_D_WITH_STROKE))):
        base, marks = cluster[0], cluster[1:]
        shape = next((base + mark for mark in marks if base + mark in _LETTERS), base)
        tones += [_TONES.get(mark, _OTHER_MARK) for mark in marks if mark not in shape]
        plain = [shape] if shape in _LETTERS else anyascii(base).lower()
        letters += [_LETTERS[each] for each in plain if each in _LETTERS]
    return "".join(letters), "".join(tones)


def salutation_in(salutation: str, locale: str) -> str:
    """Return the salutation as that language has it: Ông is Mr, Bà is Ms; one that it has no word for is left out.

    What neither language claims ("Dr") stays as it is written.
    """
    key = fold(salutation)
    if locale == "en":
        return _IN_ENGLISH.get(key, salutation)
    return _IN_VIETNAMESE.get(key, salutation)


def leading_salutation(full_name: str) -> str:
    """Return the form of address that the name seems to begin with, as it is written; "" where it does not.

    Only a hint: "Ông" is also a family name, so nothing may be cut off without being asked.
    """
    found = _LEADING.match(full_name)
    return found[1] if found else ""


def form_of_address(salutation: str | None, full_name: str, given: str | None = None) -> str:
    """Return how to address someone: "Ông Anh"; without a salutation, the full name."""
    return f"{salutation} {given or given_name(full_name)}".strip() if salutation else full_name


def fold_email(text: str) -> str:
    """Return an address as the identity of an account: NFKC, no blanks around, no invisible characters, casefolded.

    The whole address is folded, full-width characters and the domain's ideographic dots included; a domain written
    in Punycode becomes the readable one. Whether it is an address at all is for `shapes.EmailAddress` to judge.
    """
    folded = unicodedata.normalize("NFKC", _visible(text))
    for _round in range(2):  # casefolding can leave what composes or folds once more
        folded = unicodedata.normalize("NFKC", folded.casefold())
    local, at, domain = clean_line(folded).rpartition("@")
    return local + at + _readable_domain(domain.replace("。", ".")) if at else clean_line(folded)


def bare_email(text: str) -> str:
    """Return the address in what a mail program copies: "Name <a@b.example>;" and "mailto:a@b.example"."""
    line = clean_line(text).strip(" ;,")
    if found := _IN_BRACKETS.fullmatch(line):
        line = found[1]
    return _MAILTO.sub("", line).partition("?subject=")[0]


def _readable_domain(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    try:
        return unicodedata.normalize("NFKC", domain.encode("ascii").decode("idna").casefold())
    except UnicodeError:
        return domain
