"""Who of those registered is meant by a name, an address or a code in a report."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import log
from typing import NamedTuple

from sqlalchemy import select

from eventapp.database import db
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Event
from eventapp.names import fold, fold_email
from eventapp.platforms.models import Standing, Way
from eventapp.platforms.stays import Someone
from eventapp.references import read_reference
from eventapp.registration.models import DEAD, Registration

MOST_SUGGESTED = 5
_MOST_BEARERS = 300  # of a word: what more people bear tells nobody from others
_CUTS = re.compile(r"\s[-–—]\s|[_|/\\,;:()\[\]{}#+]|\s{2,}|\.(?=\s)")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]{4})[ -]?([A-Za-z0-9]{4})(?![A-Za-z0-9])")
_TITLES = {
    "ong", "ba", "anh", "chi", "dc", "dong", "ts", "ths", "pgs", "gs", "mr", "ms", "mrs", "dr", "prof", "he", "h", "e",
    "ngai", "bs", "ks", "kts", "cn", "ds", "tien", "si", "host", "me", "guest", "external", "unverified", "khach",
}  # fmt: skip


class Candidate(NamedTuple):
    """Someone who is registered, as far as reports may name him."""

    registration_id: int
    ref: str
    email: str
    name: str
    organisations: tuple[str, ...]


class Match(NamedTuple):
    """Who someone in a report is, and how that is known."""

    standing: Standing
    way: Way | None = None
    registration_id: int | None = None
    suggestions: tuple[int, ...] = ()


@dataclass
class Known:
    """Everybody registered for an event, to be found by what reports say."""

    candidates: Sequence[Candidate]
    by_ref: dict[str, Candidate] = field(default_factory=dict)
    by_email: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Enter everybody into the indexes."""
        for each in self.candidates:
            self.by_ref[each.ref] = each
            self.by_email[each.email].append(each)
            self.by_name[_alike(each.name)].append(each)
        self.by_email.pop("", None)
        self.by_name.pop("", None)

    @cached_property
    def by_word(self) -> dict[str, dict[int, bool]]:
        """Everybody by each word of the organisation and of the name, and whether it is one of the name."""
        found: dict[str, dict[int, bool]] = defaultdict(dict)
        for each in self.candidates:
            for word in " ".join(each.organisations).split():
                found[word][each.registration_id] = False
            for word in each.name.split():
                found[word][each.registration_id] = True
        return found


def known_of(event: Event) -> Known:
    """Return everybody whose registration lives. One statement."""
    asked = (
        select(
            Registration.id, Registration.ref, Person.email, Person.full_name, Person.organisation_name,
            Organisation.name_en, Organisation.short_name,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Registration.event_id == event.id, Registration.status.not_in(DEAD))
        .order_by(Registration.id)
    )  # fmt: skip
    return Known(
        [
            Candidate(number, ref, fold_email(email or ""), fold(name), _organisations(of))
            for number, ref, email, name, *of in db.session.execute(asked)
        ]
    )


def _organisations(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the names of an organisation folded; one of two letters would be found anywhere."""
    return tuple(folded for name in names if name and len(folded := fold(name)) > 2)


def match(someone: Someone, known: Known) -> Match:
    """Return who that is: sure by a code we issued or by an address, proposed by the name, else open.

    Where the code and the address speak of two people, nobody is chosen.
    """
    coded, addressed = _by_code(someone, known), _by_email(someone, known)
    if coded is not None and (addressed is None or addressed == coded):
        return Match(Standing.MATCHED, Way.IDENTIFIER, coded.registration_id)
    if coded is not None and addressed is not None:
        return Match(Standing.OPEN, suggestions=(coded.registration_id, addressed.registration_id))
    if addressed is not None:
        return Match(Standing.MATCHED, Way.EMAIL, addressed.registration_id)
    proposed = _by_name(someone, known)
    if proposed is None:
        return Match(Standing.OPEN, suggestions=_suggested(someone, known))
    way, candidate = proposed
    return Match(Standing.PROPOSED, way, candidate.registration_id, (candidate.registration_id,))


def _by_code(someone: Someone, known: Known) -> Candidate | None:
    """Return whose registration code stands in the identifier or in the name, if it is one person's."""
    typed = [someone.identifier, *("".join(found) for found in _CODE.findall(someone.name))]
    found = {known.by_ref[ref] for each in typed if (ref := read_reference(each)) and ref in known.by_ref}
    return found.pop() if len(found) == 1 else None


def _by_email(someone: Someone, known: Known) -> Candidate | None:
    """Return whose address it is; of several who share one, the one whose name it is."""
    several = known.by_email.get(someone.email, ())
    if len(several) <= 1:
        return several[0] if several else None
    names = _names(someone.name)
    alike = [each for each in several if _alike(each.name) in names]
    return alike[0] if len(alike) == 1 else None


def _by_name(someone: Someone, known: Known) -> tuple[Way, Candidate] | None:
    """Return who alone bears one of the names; of several, who alone is of the organisation that stands beside it."""
    bearers = {each for name in _names(someone.name) for each in known.by_name.get(name, ())}
    if not bearers:
        return None
    whole = f" {' '.join(_parts(someone.name))} "
    of = {each for each in bearers if any(f" {organisation} " in whole for organisation in each.organisations)}
    if len(of) == 1:
        return Way.NAME_AND_ORGANISATION, of.pop()
    return (Way.NAME, bearers.pop()) if len(bearers) == 1 else None


def _suggested(someone: Someone, known: Known) -> tuple[int, ...]:
    """Return who shares the rarest words with what is written, the likeliest first; words of a name weigh double."""
    written = " ".join([*_parts(someone.name), fold(someone.email.partition("@")[0])])
    words = sorted(
        {word for word in written.split() if word in known.by_word}, key=lambda word: (len(known.by_word[word]), word)
    )
    scores: dict[int, float] = {}
    for word in words:
        bearers = known.by_word[word]
        weight = log(1 + len(known.candidates) / len(bearers))
        for number in islice(bearers, _MOST_BEARERS) if len(bearers) <= _MOST_BEARERS or not scores else ():
            scores.setdefault(number, 0)
        for number in scores:
            if number in bearers:
                scores[number] += weight * (2 if bearers[number] else 1)
        if len(scores) > _MOST_BEARERS:
            break
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(number for number, _score in best[:MOST_SUGGESTED])


def _parts(name: str) -> list[str]:
    """Return the parts of what somebody calls himself, folded: a name, one in brackets, an organisation; and all."""
    return list(dict.fromkeys(filter(None, (fold(part) for part in [*_CUTS.split(name), *_dashed(name), name]))))


def _dashed(name: str) -> Iterable[str]:
    return name.split("-") if name.count("-") == 1 else ()


def _names(name: str) -> set[str]:
    """Return what the names that stand in it are compared by, each also without forms of address in front."""
    found = set()
    for part in _parts(name):
        words = [word for word in part.split() if not word.isdecimal()]
        found.add(_alike(" ".join(words)))
        while len(words) > 2 and words[0] in _TITLES:
            words = words[1:]
        found.add(_alike(" ".join(words)))
    return found - {""}


def _alike(folded: str) -> str:
    """Return what makes two folded names one: their words in any order; one word is no name."""
    words = folded.split()
    return " ".join(sorted(words)) if len(words) > 1 else ""
