"""All letters to many, how each stands and who got it; send one, pause it, go on, take it back."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from eventapp.database import transaction
from eventapp.directory.organisations import called_in
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mailings import audience, mailing, queries, words
from eventapp.mailings.letter_writing import TRIAL
from eventapp.mailings.models import Hindrance, Mailing, Stage
from eventapp.mailings.queries import Outcome, is_under_way, recipients_of, standings
from eventapp.mailings.views import bp
from eventapp.mailings.views.writing import get_mailing, preview, recipients_in_words
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import LANGUAGES, language
from eventapp.web.letters import asked_language, choose_delegate, queue_trial
from eventapp.web.pages import asked_page

PER_PAGE = 50


@bp.get("/manage/events/<slug>/letters")
@staff(Role.ORGANISER)
@with_event
def index(event: Event) -> ResponseReturnValue:
    """Show all letters to many, the newest first, and how each stands."""
    query, page = request.args.get("q", "")[:200], asked_page()
    found, total = queries.mailings_of(event, query, page=page, per_page=PER_PAGE)
    standing = standings(found)
    lines = [(each, standing[each.id], *_stage(each, standing[each.id])) for each in found]
    return render_template(
        "mailings/index.html",
        event=event,
        lines=lines,
        query=query,
        page=page,
        per_page=PER_PAGE,
        total=total,
        Outcome=Outcome,
    )


@bp.get("/manage/events/<slug>/letters/mailings/<ref>")
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show a draft with its recipients and a preview; or how one that was sent stands, and who got it."""
    found = get_mailing(event, ref)
    if found.stage is Stage.DRAFT:
        return _draft_page(event, found)
    query, outcome, page = request.args.get("q", "")[:200], _asked_outcome(), asked_page()
    lines, total = recipients_of(found, query, outcome, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    standing = standings([found])[found.id]
    return render_template(
        "mailings/show.html",
        event=event,
        mailing=found,
        standing=standing,
        stage=_stage(found, standing),
        is_under_way=is_under_way(found, standing),
        recipients=recipients_in_words(event, found.wanted),
        lines=lines,
        called=called_in(language(), [line.organisation_name for line in lines]),
        query=query,
        outcome=outcome,
        page=page,
        per_page=PER_PAGE,
        total=total,
        Outcome=Outcome,
        Stage=Stage,
        words=words,
    )


@bp.get("/manage/events/<slug>/letters/mailings/<ref>/recipients.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export(event: Event, ref: str, form: str) -> ResponseReturnValue:
    """Hand out the recipients wanted as a sheet."""
    found = get_mailing(event, ref)
    rows, _total = recipients_of(found, request.args.get("q", "")[:200], _asked_outcome())
    heading = [_("Full name"), _("Organisation"), _("E-mail"), _("State"), _("Sent at"), _("Remark")]
    name, lines = f"{event.slug}-{found.ref}", _sheet(event, rows)
    if form == "csv":
        return downloads.commas(name, heading, lines)
    return downloads.workbook(name, heading, lines)


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/trial")
@staff(Role.ORGANISER)
@with_event
def send_trial(event: Event, ref: str) -> ResponseReturnValue:
    """Send the letter of the first recipient to one's own address; at most once a minute."""
    found, locale = get_mailing(event, ref), request.form.get("in")
    with transaction():
        queue_trial(event, TRIAL, found.id, locale if locale in LANGUAGES else language(), found.occasion)
    flash(_("The letter is on its way to %(email)s.", email=current_user.user.email))
    return redirect(url_for(".show", slug=event.slug, ref=ref), 303)


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/sending")
@staff(Role.ORGANISER)
@with_event
def send(event: Event, ref: str) -> ResponseReturnValue:
    """Send it; a second click finds it sent."""
    return _act(event, ref, mailing.send, lambda _done: _("The letters are being written and sent. You may leave."))


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/pause")
@staff(Role.ORGANISER)
@with_event
def pause(event: Event, ref: str) -> ResponseReturnValue:
    """Keep back what has not been sent."""

    def done(held: int) -> str:
        return str(ngettext("%(num)d letter is kept back.", "%(num)d letters are kept back.", held))

    return _act(event, ref, mailing.pause, done)


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/resumption")
@staff(Role.ORGANISER)
@with_event
def resume(event: Event, ref: str) -> ResponseReturnValue:
    """Send what was kept back."""
    return _act(event, ref, mailing.resume, lambda _released: _("The letters are being sent again."))


@bp.get("/manage/events/<slug>/letters/mailings/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def ask_cancellation(event: Event, ref: str) -> ResponseReturnValue:
    """Ask once before the letters that wait are taken back."""
    found = get_mailing(event, ref)
    return render_template(
        "mailings/cancellation.html", event=event, mailing=found, standing=standings([found])[found.id]
    )


@bp.post("/manage/events/<slug>/letters/mailings/<ref>/cancellation")
@staff(Role.ORGANISER)
@with_event
def cancel(event: Event, ref: str) -> ResponseReturnValue:
    """Take back what has not been sent."""

    def done(withdrawn: int) -> str:
        return str(ngettext("%(num)d letter was taken back.", "%(num)d letters were taken back.", withdrawn))

    return _act(event, ref, mailing.cancel, done)


def _act(event: Event, ref: str, step: Callable[..., int], done: Callable[[int], str]) -> ResponseReturnValue:
    found = get_mailing(event, ref)
    try:
        with transaction():
            number = step(found, by=actor())
        flash(done(number))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".show", slug=event.slug, ref=ref), 303)


def _draft_page(event: Event, draft: Mailing) -> ResponseReturnValue:
    wanted, locale = audience.wanted_of(draft), asked_language()
    counts = audience.counts(event, wanted)
    chosen, lines = choose_delegate(event, wanted)
    return render_template(
        "mailings/draft.html",
        event=event,
        mailing=draft,
        recipients=recipients_in_words(event, draft.wanted),
        number=counts.get(None, 0),
        hindered=[(_(words.HINDRANCE_WORDS[each]), counts[each]) for each in Hindrance if counts.get(each)],
        letter=preview(draft, chosen, locale) if chosen else None,
        chosen=chosen,
        lines=lines,
        called=called_in(language(), [line.organisation_name for line in lines]),
        written_in=locale,
    )


def _stage(found: Mailing, standing: queries.Standing) -> tuple[str, str]:
    if found.stage is Stage.SENDING and not is_under_way(found, standing):
        return "ok", _(words.SENT)
    return words.STAGE_TONES[found.stage], _(words.STAGE_WORDS[found.stage])


def _asked_outcome() -> Outcome | None:
    return next((each for each in Outcome if each.value == request.args.get("outcome")), None)


def _sheet(event: Event, rows: Any) -> Iterator[list[Any]]:
    for row in rows:
        sent_at = row.sent_at.astimezone(event.tz) if row.sent_at else None
        word = _(words.OUTCOME_WORDS[Outcome(row.outcome)])
        yield [row.full_name, row.organisation_name, row.email, word, sent_at, row.last_error or ""]
