"""Registrations: enter a delegate, look one up, and take one back."""

from typing import Any

from flask import abort, g, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.api.answers import read_given
from eventapp.api.blueprint import bp
from eventapp.api.bodies import LARGEST, json_body
from eventapp.api.categories import NO_SUCH_CATEGORY
from eventapp.api.keys import idempotency_key, one_body_a_key
from eventapp.api.listing import list_of, offset
from eventapp.api.operations import answer, describes, operation
from eventapp.api.registration_answers import line_json, registered_json, registration_json
from eventapp.api.schemas import RegistrationAnswer, RegistrationItem, RegistrationLine
from eventapp.api.shapes import NewRegistrationShape, RegistrationChangesShape, RegistrationsShape, SubstitutionShape
from eventapp.database import transaction
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import find_delegation
from eventapp.errors import N_
from eventapp.events.categories import default_category, find_category
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.events.queries import find_site_named
from eventapp.events.roles import Role
from eventapp.questions.asking import Circumstances
from eventapp.registration import amendment, answering, categorising, enrolment, listing, search, submissions
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from eventapp.shapes import Fault, read
from eventapp.web.access import actor, may, program
from eventapp.web.languages import language
from eventapp.web.problems import invalid

NO_SUCH_DELEGATION = N_("This event has no delegation with that code.")
NO_SUCH_SITE = N_("There is no such bridge point.")


@bp.get("/events/<slug>/registrations")
@program(Role.VIEWER)
@operation(list_of(RegistrationLine), query=RegistrationsShape)
def registrations(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """Find registrations, in Vietnamese order of names."""
    wanted = search.Wanted(**{name: asked[name] for name in ("q", "mode", "status", "delegation", "category")})
    rows, total = listing.listed(event, wanted, limit=asked["per_page"], offset=offset(asked))
    locale = language()
    return answer({"items": [line_json(event.tz, row, locale) for row in rows], "total": total})


@bp.post("/events/<slug>/registrations")
@program(Role.REGISTRAR)
@operation(RegistrationAnswer, status=201, body=NewRegistrationShape, takes_key=True, problems=(409,))
def register(event: Event, given: dict[str, Any]) -> ResponseReturnValue:
    """Register a delegate: confirmed with a ticket while there is a seat, else on the waiting list.

    Where the event approves whoever attends so: pending, without a seat. Binds like the public form: the registration
    window, the seats and the quotas hold for programs too.
    """
    if given["over_quota"] and not may(Role.ORGANISER, event):
        abort(403)
    delegation = find_delegation(event, given["delegation"]) if given["delegation"] else None
    site = find_site_named(event, given["site"]) if given["site"] else None
    category = find_category(event, given["category"]) if given["category"] else default_category(event)
    if faults := _strangers(given, delegation, site, category):
        return invalid(faults)
    assert category is not None  # noqa: S101 - `_strangers` has asked
    answered = read_given(event, given.pop("answers"), Circumstances(given["mode"], category.ref))
    if answered.faults:
        return invalid(answered.faults)
    key, content = idempotency_key(), {**given, "answers": answered.values}

    def enrol() -> Registration:
        known = {name: given[name] for name in ("full_name", "email", "mode", "phone", "position", "over_quota")}
        return enrolment.register(
            event,
            by=actor(),
            delegation=delegation,
            organisation=None if delegation else given["organisation"],
            site=site,
            category=category,
            locale=given["locale"] or language(),
            answers=answered.values,
            **known,
        )

    with transaction():
        if key is None:
            registration = enrol()
            status = registration.status
        else:
            with one_body_a_key():
                registration, status = submissions.register_once(event, f"api {key}", content, enrol)
    place = f"{request.path}/{registration.ref}"
    return answer(registered_json(registration, status), 201, Location=place)


@bp.get("/events/<slug>/registrations/<ref>")
@program(Role.VIEWER)
@operation(RegistrationItem)
def registration(event: Event, ref: str) -> ResponseReturnValue:
    """Show one registration; its ticket and links only to those who may register people."""
    return answer(registration_json(event, found_registration(event, ref)))


@bp.patch("/events/<slug>/registrations/<ref>")
@program(Role.REGISTRAR)
@operation(RegistrationItem, body=RegistrationChangesShape, partial=True, problems=(409,))
def amend(event: Event, ref: str, given: dict[str, Any]) -> ResponseReturnValue:
    """Correct what is known of a delegate, or let him attend otherwise. What is left out stays.

    Another mode, bridge point or delegation (null: none) is an exchange of seats under the same ticket: all of it, or
    409 and nothing.
    """
    found = found_registration(event, ref)
    moves = given.keys() & {"mode", "site", "delegation"}
    mode, named = given.pop("mode", found.mode), given.pop("site", None)
    site = find_site_named(event, named) if named else None
    code = given.pop("delegation", found.delegation.code if found.delegation else None)
    delegation = find_delegation(event, code) if code else None
    category = find_category(event, given.pop("category")) if "category" in given else found.category
    if faults := _strangers({"delegation": code, "mode": mode, "site": named}, delegation, site, category):
        return invalid(faults)
    assert category is not None  # noqa: S101 - `_strangers` has asked
    answers = given.pop("answers", None)
    answered = read_given(event, answers, Circumstances(mode, category.ref), found)
    if answered.faults:
        return invalid(answered.faults)
    person = found.person
    known = {
        "full_name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "organisation": person.organisation_name,
        "position": person.position,
        "note": found.note,
    }
    with transaction():
        amendment.amend(found, by=actor(), **(known | given))
        if moves:
            if mode is found.mode and named is None:
                site = found.site
            transfer(found, mode=mode, site=site, delegation=delegation, by=actor())
        categorising.recategorise(found, category, by=actor())
        if answers is not None:
            answering.correct(found, answered.values, by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/cancellation")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def cancel(event: Event, ref: str) -> ResponseReturnValue:
    """Cancel a registration. Its ticket is refused at once, and the seat goes to whoever has waited longest."""
    found = found_registration(event, ref)
    with transaction():
        enrolment.cancel(found, by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/substitution")
@program(Role.REGISTRAR)
@describes(RegistrationAnswer, status=201, body=SubstitutionShape, takes_key=True, problems=(409,))
def replace(slug: str, ref: str) -> ResponseReturnValue:
    """Let someone else attend for a delegate, whose ticket is refused at once.

    Seat, seat allotted and place in the waiting list pass to the stand-in, whose registration is the answer.
    """
    event: Event = g.event
    found = found_registration(event, ref)  # before the body is read: what is not there is 404 whatever is sent
    given = read(SubstitutionShape, json_body(LARGEST), typed_values=True)
    if not given.ok:
        return invalid(given.faults)
    key = idempotency_key()

    def stand_in() -> Registration:
        return substitute(found, by=actor(), **given.values)

    with transaction():
        if key is None:
            registration = stand_in()
            status = registration.status
        else:
            asked = {**given.values, "attends_for": found.ref}
            with one_body_a_key():
                registration, status = submissions.register_once(event, f"api {key}", asked, stand_in)
    place = url_for("api.registration", slug=event.slug, ref=registration.ref)
    return answer(registered_json(registration, status), 201, Location=place)


def found_registration(event: Event, ref: str) -> Registration:
    """Return the event's registration with that reference, or answer 404."""
    return find_by_ref(event, ref) or abort(404)


def _strangers(
    given: dict[str, Any], delegation: Delegation | None, site: Site | None, category: Category | None
) -> list[Fault]:
    """Return what is named and is not there."""
    faults = []
    if category is None:
        faults.append(Fault("category", "unknown", NO_SUCH_CATEGORY))
    if given["delegation"] and delegation is None:
        faults.append(Fault("delegation", "unknown", NO_SUCH_DELEGATION))
    if given["site"] and given["mode"] is Mode.BRIDGE and (site is None or site.mode is not Mode.BRIDGE):
        faults.append(Fault("site", "unknown", NO_SUCH_SITE))
    return faults
