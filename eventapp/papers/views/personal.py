"""A delegate's papers: /my/<secret>/papers. Opening one is a POST, which is written down; the file itself a GET."""

from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.papers import commenting, reading, words
from eventapp.papers.queries import Shown, find_for_delegate, papers_of_delegate
from eventapp.papers.shapes import CommentShape
from eventapp.papers.views import bp
from eventapp.papers.views.shown import file_of
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.web.access import public
from eventapp.web.forms import Form

ONE = "/my/<secret>/papers/<ref>"


@bp.get("/my/<secret>/papers")
@public
def mine(secret: str) -> ResponseReturnValue:
    """Show what the delegate may read, by session."""
    return _page(_get_registration(secret), secret)


@bp.post(ONE)
@public
def open_mine(secret: str, ref: str) -> ResponseReturnValue:
    """Write down that the delegate opens it, and hand it out."""
    registration = _get_registration(secret)
    shown = _get(registration, ref)
    with transaction():
        reading.note_reading(shown.version, registration.person)
    view = ".preview_mine" if request.form.get("as") == "preview" else ".my_file"
    return redirect(url_for(view, secret=secret, ref=ref), 303)


@bp.get(ONE)
@public
def my_file(secret: str, ref: str) -> ResponseReturnValue:
    """Hand out the newest version."""
    return file_of(_get(_get_registration(secret), ref).version)


@bp.get(f"{ONE}/preview")
@public
def preview_mine(secret: str, ref: str) -> ResponseReturnValue:
    """Show the newest version in a tab of its own, if it is a PDF."""
    return file_of(_get(_get_registration(secret), ref).version, in_browser=True)


@bp.post(f"{ONE}/comments")
@public
def comment(secret: str, ref: str) -> ResponseReturnValue:
    """Take a comment on the paper."""
    registration, form = _get_registration(secret), Form(CommentShape, request.form)
    shown = _get(registration, ref)
    if form.ok:
        try:
            with transaction():
                commenting.comment(shown.paper, registration.person, form.values["text"])
            flash(_("Your comment is sent."))
            return redirect(url_for(".mine", secret=secret, _anchor=f"paper-{shown.paper.ref}"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(registration, secret, shown, form)


def _get_registration(secret: str) -> Registration:
    return links.find_registration(secret) or abort(404)


def _get(registration: Registration, ref: str) -> Shown:
    return find_for_delegate(registration, ref, clock.now()) or abort(404)


def _page(
    registration: Registration, secret: str, commented: Shown | None = None, form: Form | None = None
) -> ResponseReturnValue:
    found, now = papers_of_delegate(registration, clock.now()), clock.now()
    said = commenting.comments_for([each.paper for each in found], registration.person)
    page = render_template(
        "papers/mine.html",
        registration=registration,
        event=registration.event,
        secret=secret,
        groups=[(session, list(papers)) for session, papers in groupby(found, key=lambda each: each.paper.session)],
        comments=said,
        may_comment={each.paper.id for each in found if commenting.takes_comments(each.paper, now)},
        commented=commented.paper.id if commented else None,
        form=form or Form(CommentShape),
        words=words,
    )
    return page, form.status if form else 200
