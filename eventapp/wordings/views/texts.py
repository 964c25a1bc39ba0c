"""The texts of letters: which there are, change one, bring the standard text back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import LANGUAGES
from eventapp.web.letters import judge_placeholders
from eventapp.wordings import wording
from eventapp.wordings.kinds import Kind, find_kind, kinds
from eventapp.wordings.placeholders import Words
from eventapp.wordings.shapes import WordingShape
from eventapp.wordings.views import bp


@bp.get("/manage/events/<slug>/letters/wordings")
@staff(Role.ORGANISER)
@with_event
def index(event: Event) -> ResponseReturnValue:
    """Show all kinds of letters and what each says now."""
    own = wording.own_words(event)
    lines = [(kind, [each for each in LANGUAGES if (kind.code, each) in own]) for kind in kinds()]
    return render_template("wordings/index.html", event=event, lines=lines)


@bp.get("/manage/events/<slug>/letters/wordings/<kind>")
@staff(Role.ORGANISER)
@with_event
def edit(event: Event, kind: str) -> ResponseReturnValue:
    """Show the words of one kind of letter, to be changed."""
    found = get_kind(kind)
    start: dict[str, str] = {}
    for locale in LANGUAGES:
        words = words_in(event, found, locale)
        start |= {f"subject_{locale}": words.subject, f"text_{locale}": words.text}
    return _form_page(event, found, Form(WordingShape, start=start))


@bp.post("/manage/events/<slug>/letters/wordings/<kind>")
@staff(Role.ORGANISER)
@with_event
def reword(event: Event, kind: str) -> ResponseReturnValue:
    """Keep other words."""
    found, form = get_kind(kind), Form(WordingShape, request.form)
    judge_placeholders(form, found.placeholders)
    if form.ok:
        typed = form.values
        words = {each: Words(typed[f"subject_{each}"], typed[f"text_{each}"]) for each in LANGUAGES}
        with transaction():
            wording.reword(event, found, words, {each: _standard(found, each) for each in LANGUAGES}, by=actor())
        flash(_("Saved. Letters that have not been written yet will say it so."))
        return redirect(url_for(".preview", slug=event.slug, kind=found.path), 303)
    return _form_page(event, found, form)


@bp.post("/manage/events/<slug>/letters/wordings/<kind>/standard")
@staff(Role.ORGANISER)
@with_event
def restore(event: Event, kind: str) -> ResponseReturnValue:
    """Bring the standard text back."""
    found = get_kind(kind)
    with transaction():
        wording.restore(event, found, by=actor())
    flash(_("The standard text is back."))
    return redirect(url_for(".edit", slug=event.slug, kind=found.path), 303)


def get_kind(path: str) -> Kind:
    """Return the kind of letter with that name, or answer 404."""
    return find_kind(path) or abort(404)


def words_in(event: Event, kind: Kind, locale: str) -> Words:
    """Return the words of the kind in that language."""
    with force_locale(locale):
        return wording.words_of(event, kind, locale, gettext)


def _standard(kind: Kind, locale: str) -> Words:
    with force_locale(locale):
        return kind.standard(gettext)


def _form_page(event: Event, kind: Kind, form: Form) -> ResponseReturnValue:
    is_own = any((kind.code, each) in wording.own_words(event) for each in LANGUAGES)
    return render_template("wordings/form.html", event=event, kind=kind, form=form, is_own=is_own), form.status
