"""The categories of an event's delegates: /manage/events/<slug>/categories."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events import categories as rules
from eventapp.events.categories import categories_of, find_category
from eventapp.events.models import Category, Event, Mode
from eventapp.events.roles import Role
from eventapp.events.shapes import CategoryRemovalShape, CategoryShape
from eventapp.events.views import bp
from eventapp.mailings import drafts
from eventapp.papers import editing as papers
from eventapp.registration import categorising
from eventapp.registration.words import MODE_WORDS
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence

SAID = ("name", "name_en", "colour", "mode", "zones", "is_public", "is_default")


@bp.get("/manage/events/<slug>/categories")
@staff(Role.ORGANISER)
@with_event
def categories(event: Event) -> ResponseReturnValue:
    """Show the categories in their order, and how many are in each."""
    return _page(event, Form(CategoryShape, start={"colour": rules.STANDARD[0][2]}))


@bp.post("/manage/events/<slug>/categories")
@staff(Role.ORGANISER)
@with_event
def add_category(event: Event) -> ResponseReturnValue:
    """Add a category at the end."""
    form = Form(CategoryShape, request.form)
    if form.ok:
        try:
            with transaction():
                rules.add_category(event, by=actor(), **_said(form))
            flash(_("“%(name)s” is added.", name=form.values["name"]))
            return redirect(url_for(".categories", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.get("/manage/events/<slug>/categories/<ref>")
@staff(Role.ORGANISER)
@with_event
def category(event: Event, ref: str) -> ResponseReturnValue:
    """Show one category to be changed."""
    found = get_category(event, ref)
    return _category_page(event, found, Form(CategoryShape, start={name: getattr(found, name) for name in SAID}))


@bp.post("/manage/events/<slug>/categories/<ref>")
@staff(Role.ORGANISER)
@with_event
def save_category(event: Event, ref: str) -> ResponseReturnValue:
    """Change a category."""
    found, form = get_category(event, ref), Form(CategoryShape, request.form)
    if form.ok:
        try:
            with transaction():
                is_changed = rules.edit_category(event, found, by=actor(), **_said(form))
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".categories", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _category_page(event, found, form)


@bp.post("/manage/events/<slug>/categories/<ref>/position")
@staff(Role.ORGANISER)
@with_event
def move_category(event: Event, ref: str) -> ResponseReturnValue:
    """Let a category change places with the one above or below it."""
    found = get_category(event, ref)
    with transaction():
        rules.move_category(event, found, up=request.form.get("to") == "up", by=actor())
    return redirect(url_for(".categories", slug=event.slug, _anchor=f"category-{found.ref}"), 303)


@bp.get("/manage/events/<slug>/categories/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def ask_category_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say what is in the category, and ask where it goes."""
    return _removal_page(event, get_category(event, ref), Form(CategoryRemovalShape))


@bp.post("/manage/events/<slug>/categories/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove_category(event: Event, ref: str) -> ResponseReturnValue:
    """Remove a category; whoever and whatever was in it is in another one."""
    found, form = get_category(event, ref), Form(CategoryRemovalShape, request.form)
    into = find_category(event, form.values["into"]) if form.ok else None
    if form.ok and into is None:
        form.add_fault("into", _("There is no such category."))
    if into is not None:
        name = found.name
        try:
            with transaction():
                drafts.send_instead(event, found, into)
                papers.send_to_instead(found, into)
                number = categorising.remove(event, found, into=into, by=actor())
            flash(_("“%(name)s” is removed.", name=name) + _moved(number))
            return redirect(url_for(".categories", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _removal_page(event, found, form)


def get_category(event: Event, ref: str) -> Category:
    """Return the event's category with that reference, or answer 404."""
    return find_category(event, ref) or abort(404)


def _said(form: Form) -> dict[str, Any]:
    return {name: form.values[name] for name in SAID}


def _moved(number: int) -> str:
    if not number:
        return ""
    moved = ngettext("%(num)d registration was moved.", "%(num)d registrations were moved.", number)
    return f" {moved}"


def _page(event: Event, form: Form) -> ResponseReturnValue:
    page = render_template(
        "events/categories.html",
        event=event,
        form=form,
        categories=categories_of(event),
        numbers=categorising.numbers_by_category(event),
        mode_words=MODE_WORDS,
        modes=_modes(),
    )
    return page, form.status


def _category_page(event: Event, found: Category, form: Form) -> ResponseReturnValue:
    page = render_template(
        "events/category.html",
        event=event,
        category=found,
        form=form,
        modes=_modes(),
        use=categorising.use_of(event, found),
    )
    return page, form.status


def _removal_page(event: Event, found: Category, form: Form) -> ResponseReturnValue:
    page = render_template(
        "events/category_removal.html",
        event=event,
        category=found,
        form=form,
        others=[each for each in categories_of(event) if each.id != found.id],
        use=categorising.use_of(event, found),
        drafts=drafts.drafts_to(event, found),
        refusal=sentence(rules.DefaultCategory(name=found.name)) if found.is_default else None,
    )
    return page, form.status


def _modes() -> list[tuple[str, str]]:
    return [(mode.value, _(MODE_WORDS[mode])) for mode in Mode]
