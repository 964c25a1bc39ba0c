"""The list of questions in their order, one of them to add or to change, and the form as delegates will see it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions import editing
from eventapp.questions.models import Kind, Question
from eventapp.questions.queries import dependants_of, questions_of
from eventapp.questions.shapes import QuestionShape
from eventapp.questions.views import bp
from eventapp.questions.views.forms import after_options, conditions, form_of, get_question, offers, said
from eventapp.questions.words import KIND_WORDS
from eventapp.registration import awaiting, retention, revising
from eventapp.registration.search import Wanted
from eventapp.web.access import actor, staff, with_event
from eventapp.web.answers import AnswerForm
from eventapp.web.forms import Form, sentence


@bp.get("/manage/events/<slug>/questions")
@staff(Role.ORGANISER)
@with_event
def questions(event: Event) -> ResponseReturnValue:
    """Show the questions in the order in which they are asked."""
    return render_template(
        "questions/questions.html",
        event=event,
        answers=AnswerForm(event, Form(QuestionShape)),
        numbers=retention.numbers_of_answers(event),
        kind_words=KIND_WORDS,
    )


@bp.get("/manage/events/<slug>/questions/preview")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event) -> ResponseReturnValue:
    """Show the form as delegates will see it; nothing can be sent from here."""
    return render_template("questions/preview.html", event=event, answers=AnswerForm(event, Form(QuestionShape)))


@bp.get("/manage/events/<slug>/questions/new")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Show an empty form for a question."""
    return _page(event, None, Form(QuestionShape, start={"kind": request.args.get("kind", Kind.TEXT)}))


@bp.post("/manage/events/<slug>/questions")
@staff(Role.ORGANISER)
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Add a question at the end of the form."""
    form, earlier = Form(QuestionShape, request.form), questions_of(event)
    choices, when = offers(form, None), conditions(form, earlier, categories_of(event))
    if form.ok:
        kind = form.values["kind"]
        try:
            with transaction():
                editing.add_question(event, kind=kind, choices=choices, when=when, by=actor(), **said(form))
            flash(_("The question is added at the end of the form."))
            tell_lacking(event)
            return redirect(url_for(".questions", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, None, form)


@bp.get("/manage/events/<slug>/questions/<ref>")
@staff(Role.ORGANISER)
@with_event
def question(event: Event, ref: str) -> ResponseReturnValue:
    """Show one question to be changed."""
    found = get_question(event, ref)
    return _page(event, found, form_of(found, _before(questions_of(event), found)))


@bp.post("/manage/events/<slug>/questions/<ref>")
@staff(Role.ORGANISER)
@with_event
def save(event: Event, ref: str) -> ResponseReturnValue:
    """Change a question. Where that would erase answers the page says how many, and asks."""
    found, form = get_question(event, ref), Form(QuestionShape, request.form)
    choices, when = offers(form, found), conditions(form, _before(questions_of(event), found), categories_of(event))
    if form.ok:
        changes = {"kind": form.values["kind"], "choices": choices, "when": when, **said(form)}
        try:
            with transaction():
                erased = revising.revise(found, by=actor(), may_erase=form.values["erases"], **changes)
            flash(_saved(erased))
            tell_lacking(event)
            return redirect(url_for(".questions", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
            return _page(event, found, form, asks=isinstance(refusal, revising.WouldErase))
    return _page(event, found, form)


@bp.post("/manage/events/<slug>/questions/<ref>/position")
@staff(Role.ORGANISER)
@with_event
def move(event: Event, ref: str) -> ResponseReturnValue:
    """Let a question change places with the one above or below it."""
    found = get_question(event, ref)
    try:
        with transaction():
            editing.move_question(event, found, up=request.form.get("to") == "up", by=actor())
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".questions", slug=event.slug, _anchor=f"question-{found.ref}"), 303)


def tell_lacking(event: Event) -> None:
    """Say how many registrations now lack an answer that is required; the list of delegates finds them."""
    number = awaiting.number_of(event, Wanted(lacking=True, only_live=True))
    if number:
        flash(
            ngettext(
                "%(num)d registration lacks a required answer. The list of delegates finds it: tick “Answers are"
                " missing”.",
                "%(num)d registrations lack a required answer. The list of delegates finds them: tick “Answers are"
                " missing”.",
                number,
            ),
            "warn",
        )


def _saved(erased: int) -> str:
    if not erased:
        return str(_("Saved."))
    return f"{_('Saved.')} {answers_erased(erased)}"


def answers_erased(number: int) -> str:
    """Return the sentence that says of how many registrations answers were erased."""
    lost = ngettext(
        "The answers of %(num)d registration were erased.", "The answers of %(num)d registrations were erased.", number
    )
    return str(lost)


def _before(questions: Sequence[Question], found: Question) -> Sequence[Question]:
    return [each for each in questions if (each.position, each.id) < (found.position, found.id)]


def _page(event: Event, found: Question | None, form: Form, *, asks: bool = False) -> ResponseReturnValue:
    questions = questions_of(event)
    earlier = _before(questions, found) if found else questions
    page = render_template(
        "questions/question.html",
        event=event,
        question=found,
        form=form,
        kinds=[(kind.value, _(word)) for kind, word in KIND_WORDS.items()],
        after=after_options(earlier),
        categories=categories_of(event),
        asks=asks,
        number=retention.number_of_answers(found) if found else 0,
        dependants=dependants_of(found, questions) if found else [],
    )
    return page, form.status
