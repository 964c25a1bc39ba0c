"""Write a letter to many: choose the recipients, write it in both languages, see it before it goes."""

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp.bilingual import spoken
from eventapp.database import transaction
from eventapp.directory.organisations import called_in
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.mailings import audience, mailing
from eventapp.mailings.letter_writing import written
from eventapp.mailings.models import Mailing, Stage
from eventapp.mailings.queries import find_mailing
from eventapp.mailings.shapes import MailingShape
from eventapp.mailings.views import bp
from eventapp.registration import circles, search
from eventapp.registration.letter_kinds import PLACEHOLDERS
from eventapp.registration.models import Registration
from eventapp.registration.words import MODE_WORDS, STATUS_WORDS
from eventapp.web.access import staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language
from eventapp.web.letters import Shown, judge_placeholders, pictures, shown

WORDS = ("subject", "text", "subject_en", "text_en")


@bp.get("/manage/events/<slug>/letters/mailings/new")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Ask for the words; the recipients are those of the list one comes from."""
    start = {**audience.question_of(request.args), "form_key": secrets.token_urlsafe(24)}
    return _form_page(event, Form(MailingShape, start=start), None)


@bp.post("/manage/events/<slug>/letters/mailings")
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Keep a draft; nothing is sent."""
    form = _submitted()
    if form.ok:
        with transaction():
            draft = mailing.write(
                event,
                key=form.values["form_key"] or secrets.token_urlsafe(24),
                wanted=audience.question_of(request.form),
                words=_words(form),
            )
        return redirect(url_for(".show", slug=event.slug, ref=draft.ref), 303)
    return _form_page(event, form, None)


@bp.get("/manage/events/<slug>/letters/mailings/<ref>/edit")
@staff(Role.ORGANISER)
@with_event
def edit(event: Event, ref: str) -> ResponseReturnValue:
    """Show a draft, to be changed."""
    draft = get_mailing(event, ref)
    if draft.stage is not Stage.DRAFT:
        flash(sentence(mailing.WrittenAlready()), "warn")
        return redirect(url_for(".show", slug=event.slug, ref=draft.ref))
    start = {**draft.wanted, **{name: getattr(draft, name) for name in WORDS}}
    return _form_page(event, Form(MailingShape, start=start), draft)


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/edit")
@staff(Role.ORGANISER)
@with_event
def rewrite(event: Event, ref: str) -> ResponseReturnValue:
    """Change a draft."""
    draft, form = get_mailing(event, ref), _submitted()
    if form.ok:
        try:
            with transaction():
                mailing.rewrite(draft, wanted=audience.question_of(request.form), words=_words(form))
            return redirect(url_for(".show", slug=event.slug, ref=draft.ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _form_page(event, form, draft)


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def throw_away(event: Event, ref: str) -> ResponseReturnValue:
    """Delete a draft."""
    draft = get_mailing(event, ref)
    try:
        with transaction():
            mailing.throw_away(draft)
        flash(_("The draft is gone."))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".show", slug=event.slug, ref=ref), 303)
    return redirect(url_for(".index", slug=event.slug), 303)


def get_mailing(event: Event, ref: str) -> Mailing:
    """Return the event's mailing with that reference, or answer 404."""
    return find_mailing(event, ref) or abort(404)


def preview(draft: Mailing, registration: Registration, locale: str) -> Shown:
    """Return the letter as that delegate would get it in that language."""
    with force_locale(locale):
        return shown(written(draft, registration, locale), pictures(registration))


def recipients_in_words(event: Event, question: dict[str, str]) -> list[str]:
    """Return whom a filter asks for, in words."""
    wanted = search.wanted_by({**question, "mode": None})
    mode = next((word for each, word in MODE_WORDS.items() if each.value == question.get("mode")), None)
    site = next((each for each in sites_of(event) if each.ref == question.get("site")), None)
    status = _("Everyone, the ended registrations included")
    if wanted.status or wanted.only_live:
        status = _(STATUS_WORDS[wanted.status]) if wanted.status else _("Registrations still valid")
    category = next((each for each in categories_of(event) if each.ref == wanted.category), None)
    named = [status, *(each.name_in(language()) for each in (category, site) if each)]
    named.append(called_in(language(), [wanted.organisation])[wanted.organisation])
    named.append(_(mode) if mode else "")
    if wanted.delegation:
        named.append(_("Delegation %(code)s", code=wanted.delegation))
    named.append(circle_in_words(event, wanted.circle))
    if wanted.lacking:
        named.append(_("Answers are missing"))
    return [each for each in [*named, f"“{wanted.q}”" if wanted.q else ""] if each]


def circle_in_words(event: Event, word: str) -> str:
    """Return what a circle of delegates is called, "" where none is asked for."""
    circle = circles.find(event, word) if word else None
    return str(spoken(circle.called, language())) if circle else _("Nobody: what it was for is gone") if word else ""


def _submitted() -> Form:
    form = Form(MailingShape, request.form)
    judge_placeholders(form, PLACEHOLDERS)
    if form.ok and bool(form.values["subject_en"]) is not bool(form.values["text_en"]):
        missing = "text_en" if form.values["subject_en"] else "subject_en"
        form.add_fault(missing, _("In English, give both a subject and a text, or neither."))
    return form


def _words(form: Form) -> dict[str, str]:
    return {name: form.values[name] or "" for name in WORDS}


def _form_page(event: Event, form: Form, draft: Mailing | None) -> ResponseReturnValue:
    organisations = search.organisations_of(event)
    called = called_in(language(), organisations)
    lists: dict[str, Any] = {
        "statuses": [*((each.value, _(word)) for each, word in STATUS_WORDS.items()), (search.ALL, _("Everyone"))],
        "modes": [(each.value, _(word)) for each, word in MODE_WORDS.items()],
        "categories": [(each.ref, each.name_in(language())) for each in categories_of(event)],
        "sites": [(each.ref, each.name_in(language())) for each in sites_of(event)],
        "circle": circle_in_words(event, str(form.value("circle"))),
        "organisations": [(each, called[each]) for each in organisations],
    }
    page = render_template(
        "mailings/form.html", event=event, form=form, draft=draft, placeholders=PLACEHOLDERS, **lists
    )
    return page, form.status
