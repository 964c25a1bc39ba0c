"""The office corrects what is known of a delegate."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.directory.models import Rank
from eventapp.directory.precedence import ranks_of
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Category, Event
from eventapp.events.roles import Role
from eventapp.registration import amendment, answering, categorising, ranking
from eventapp.registration.models import Registration
from eventapp.registration.shapes import AddresslessShape, CorrectionShape
from eventapp.registration.views import bp
from eventapp.registration.views.choices import category_options, read_category
from eventapp.registration.views.managed_person import get_registration
from eventapp.registration.views.shown_answers import tell_changes
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/delegates/<ref>/edit")
@staff(Role.REGISTRAR)
@with_event
def edit(event: Event, ref: str) -> ResponseReturnValue:
    """Show the form that corrects a delegate."""
    registration = get_registration(event, ref)
    person = registration.person
    start = {
        "full_name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "organisation": person.organisation_name,
        "position": person.position,
        "salutation": person.salutation,
        "locale": registration.locale,
        "category": registration.category.ref,
        "note": registration.note,
        "rank": _rank_word(registration),
        "in_post_since": person.in_post_since,
        "birth_year": person.birth_year,
    }
    return _page(event, registration, Form(_shape(registration), start=start))


@bp.post("/manage/events/<slug>/delegates/<ref>/edit")
@staff(Role.REGISTRAR)
@with_event
def amend(event: Event, ref: str) -> ResponseReturnValue:
    """Correct a delegate."""
    registration = get_registration(event, ref)
    form = Form(_shape(registration), request.form)
    category = read_category(form, categories_of(event), otherwise=registration.category)
    rank = _read_rank(event, form)
    if form.ok:
        before = answering.values_of(registration).keys()
        try:
            with transaction():
                is_changed = _amend(registration, form, category, rank)
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            tell_changes(registration, before)
            return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, registration, form)


def _shape(registration: Registration) -> type[CorrectionShape]:
    return CorrectionShape if registration.person.email else AddresslessShape


def _amend(registration: Registration, form: Form, category: Category, rank: Rank | None) -> bool:
    said, by = dict(form.values), actor()
    said.pop("category")
    standing = {name: said.pop(name) for name in ("in_post_since", "birth_year")}
    is_rank_set = said.pop("rank") != ranking.BY_POSITION
    changes = [
        amendment.amend(registration, by=by, **said),
        ranking.rank(registration, rank=rank, is_rank_set=is_rank_set, by=by, **standing),
        categorising.recategorise(registration, category, by=by),
    ]
    return any(changes)


def _rank_word(registration: Registration) -> str:
    """Return what the form says of a rank: that it follows from the position, that there is none, or its reference."""
    person = registration.person
    if not person.is_rank_set:
        return ranking.BY_POSITION
    return person.rank.ref if person.rank else ranking.NO_RANK


def _read_rank(event: Event, form: Form) -> Rank | None:
    given = form.values.get("rank")
    found = next((each for each in ranks_of(event) if each.ref == given), None)
    if found is None and given not in (None, ranking.BY_POSITION, ranking.NO_RANK):
        form.add_fault("rank", _("There is no such rank."))
    return found


def _page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    page = render_template(
        "registration/edit.html",
        event=event,
        registration=registration,
        form=form,
        ranks=[(each.ref, each.name_in(language())) for each in ranks_of(event)],
        no_rank=ranking.NO_RANK,
        **category_options(categories_of(event)),
    )
    return page, form.status
