"""Tell a paper's audience about it: a draft of a letter to many, which is counted and looked at before it goes."""

import secrets

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mailings import mailing
from eventapp.mailings.models import Mailing, Stage
from eventapp.papers.models import Paper
from eventapp.papers.views import bp
from eventapp.papers.views.managed import ONE, get_paper
from eventapp.web.access import staff, with_event


@bp.post(f"{ONE}/letter")
@staff(Role.ORGANISER)
@with_event
def write_letter(event: Event, ref: str) -> ResponseReturnValue:
    """Draft a letter about the paper to whoever reads it; nothing is sent."""
    paper = get_paper(event, ref)
    if not paper.is_open(clock.now()):
        flash(_("Publish the paper first: nobody could read it yet."), "warn")
        return redirect(url_for(".show", slug=event.slug, ref=paper.ref), 303)
    with transaction():
        draft = _draft(event, paper, f"paper {paper.ref} {paper.current}")
        if draft.stage is not Stage.DRAFT:  # it was sent; this is another one
            draft = _draft(event, paper, secrets.token_urlsafe(24))
    return redirect(url_for("mailings.show", slug=event.slug, ref=draft.ref), 303)


def _draft(event: Event, paper: Paper, key: str) -> Mailing:
    words = {**_words(paper, "vi", ""), **_words(paper, "en", "_en")}
    return mailing.write(event, key=key, wanted={"circle": f"paper:{paper.ref}"}, words=words)


def _words(paper: Paper, locale: str, ending: str) -> dict[str, str]:
    with force_locale(locale):
        title = paper.title_in(locale).replace("{", "(").replace("}", ")")  # a title holds no placeholder
        subject = _("A paper for you: {event}") if paper.current == 1 else _("A new version of a paper: {event}")
        text = _(
            "Dear {address},\n\n“%(title)s” is ready for you to read. You find it with all conference papers on your"
            " page: {link}",
            title=title,
        )
    return {f"subject{ending}": subject, f"text{ending}": text}
