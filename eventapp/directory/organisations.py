"""The register of organisations: one entry per name, whatever its case and accents."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.directory.models import Organisation
from eventapp.directory.words import KIND_WORDS
from eventapp.errors import N_, DomainError


class OrganisationExists(DomainError):
    """Another entry bears that name."""

    code = "organisation_exists"
    message = N_("“%(name)s” is in the register already.")


class SucceedsItself(DomainError):
    """An organisation cannot be followed by itself, nor by one that it follows."""

    code = "succeeds_itself"
    message = N_("“%(name)s” would be its own successor.")


class EndsBeforeItBegins(DomainError):
    """The last day lies before the first."""

    code = "ends_before_it_begins"
    message = N_("“%(name)s” would end before it begins.")


def key_of(name: str) -> str:
    """Return what makes two names the same organisation."""
    return names.fold(name)[:255]


def find_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name, whatever its case and accents."""
    return db.session.scalar(select(Organisation).where(Organisation.key == key_of(name)))


def language_of(organisation: Organisation) -> str:
    """Return in which language the organisation is written to.

    In Vietnamese, unless it is of none of the kinds a Vietnamese conference knows and bears a name without
    Vietnamese letters: the World Bank, not VNPT.
    """
    is_foreign = organisation.kind not in KIND_WORDS and organisation.name.isascii()
    return "en" if is_foreign else "vi"


def is_called(organisation: Organisation, name: str) -> bool:
    """Is that a name of the organisation, in either language?"""
    return key_of(name) in (organisation.key, key_of(organisation.name_en))


class Called(dict[str, str]):
    """What organisations are called in a language, by how it is written of people; as written where nothing else is."""

    def __missing__(self, written: str) -> str:
        return written


def called_in(locale: str, written: Iterable[str]) -> Called:
    """Return what those organisations are called in that language, in one statement at most."""
    keys = {key_of(name): name for name in written if name} if locale == "en" else {}
    if not keys:
        return Called()
    is_english = Organisation.key.in_(keys) & (Organisation.name_en != "")
    found = db.session.connection().execute(select(Organisation.key, Organisation.name_en).where(is_english))
    return Called({keys[key]: name_en for key, name_en in found})


def find_by_ref(ref: str) -> Organisation | None:
    """Return the organisation with that reference."""
    return db.session.scalar(select(Organisation).where(Organisation.ref == ref.upper()))


def enter(
    name: str, *, name_en: str = "", kind: str = "", zone: str | None = None, **details: Any
) -> tuple[Organisation, bool]:
    """Return the organisation of that name and whether anything about it is new; what is empty says nothing."""
    given = {"name": name, "name_en": name_en, "kind": kind, "zone": zone}
    given |= {field: value for field, value in details.items() if value}
    organisation = find_organisation(name)
    if organisation is None:
        organisation = Organisation(key=key_of(name), **given)
        try:
            with db.session.begin_nested():
                db.session.add(organisation)
            return organisation, True
        except IntegrityError:  # entered at the same moment elsewhere
            organisation = db.session.scalars(select(Organisation).where(Organisation.key == key_of(name))).one()
    changed = {field: value for field, value in given.items() if value and getattr(organisation, field) != value}
    for field, value in changed.items():
        setattr(organisation, field, value)
    return organisation, bool(changed)


def add(*, by: Actor, name: str, **values: Any) -> Organisation:
    """Put an organisation into the register. Raises OrganisationExists, EndsBeforeItBegins."""
    organisation = Organisation(key=key_of(name), name=name, **values)
    _refuse_impossible(organisation)
    try:
        with db.session.begin_nested():
            db.session.add(organisation)
    except IntegrityError:
        raise OrganisationExists(name=name) from None
    trail.record("organisation_added", organisation, by=by, name=organisation.names)
    return organisation


def revise(organisation: Organisation, *, by: Actor, **values: Any) -> bool:
    """Change what the register says; return whether anything was different.

    Raises OrganisationExists, SucceedsItself, EndsBeforeItBegins.
    """
    changed = {field: value for field, value in values.items() if getattr(organisation, field) != value}
    if not changed:
        return False
    try:
        with db.session.begin_nested():
            for field, value in changed.items():
                setattr(organisation, field, value)
            organisation.key = key_of(organisation.name)
            _refuse_impossible(organisation)
    except IntegrityError:
        raise OrganisationExists(name=values["name"]) from None
    trail.record("organisation_revised", organisation, by=by, name=organisation.names, fields=sorted(changed))
    return True


def _refuse_impossible(organisation: Organisation) -> None:
    first, end = organisation.valid_from, organisation.valid_to
    if first is not None and end is not None and end <= first:
        raise EndsBeforeItBegins(name=organisation.names)
    follower = organisation.succeeded_by
    while follower is not None:
        if follower is organisation:
            raise SucceedsItself(name=organisation.names)
        follower = follower.succeeded_by
