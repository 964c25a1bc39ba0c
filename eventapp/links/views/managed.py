"""Join links in management: what there is, what is missing, one to be changed."""

from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.queries import find_site, modes_of, sites_of
from eventapp.events.roles import Role
from eventapp.links import keeping
from eventapp.links.keeping import Opened, Place
from eventapp.links.models import Audience, Channel, Link, Platform
from eventapp.links.queries import find_link, leading_to, links_of
from eventapp.links.shapes import LinkShape
from eventapp.links.views import bp
from eventapp.links.words import AUDIENCE_WORDS, CHANNEL_WORDS, PLATFORM_WORDS
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session, sessions_of
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language

LINKS = "/manage/events/<slug>/links"
LEADS = ("url", "passcode", "room", "app_id", "secret")


class Row(NamedTuple):
    """A session, or the whole event, and by which links who joins it."""

    session: Session | None
    cells: dict[Audience, list[Link]]


@bp.get(LINKS)
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show which session has which links, and a form for one more."""
    start = {name: request.args.get(name, "") for name in ("session", "audience", "site")}
    return _page(event, Form(LinkShape, start=start))


@bp.post(LINKS)
@staff(Role.ORGANISER)
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Add a link."""
    form = Form(LinkShape, request.form)
    if (place := _place(event, form)) is not None:
        try:
            with transaction():
                keeping.add_link(event, place, _leads(form), platform=form.values["platform"], by=actor())
            flash(_("The link is added."))
            return redirect(url_for(".listed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.get(f"{LINKS}/<ref>")
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show one link to be changed; the server's secret stays where it is."""
    link = _get(event, ref)
    leads = keeping.opened(link)
    start = {
        "session": link.session.ref if link.session else "",
        "site": link.site.ref if link.site else "",
        **{name: getattr(link, name).value for name in ("audience", "channel", "platform")},
        **{name: getattr(leads, name) for name in LEADS if name != "secret"},
    }
    return _link_page(event, link, Form(LinkShape, start=start))


@bp.post(f"{LINKS}/<ref>")
@staff(Role.ORGANISER)
@with_event
def save(event: Event, ref: str) -> ResponseReturnValue:
    """Change a link."""
    link, form = _get(event, ref), Form(LinkShape, request.form)
    if (place := _place(event, form)) is not None:
        try:
            with transaction():
                keeping.edit_link(link, place, _leads(form), platform=form.values["platform"], by=actor())
            flash(_("Saved."))
            return redirect(url_for(".listed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _link_page(event, link, form)


@bp.post(f"{LINKS}/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Remove a link."""
    link = _get(event, ref)
    with transaction():
        keeping.remove_link(link, by=actor())
    flash(_("The link is removed."))
    return redirect(url_for(".listed", slug=event.slug), 303)


def _get(event: Event, ref: str) -> Link:
    return find_link(event, ref) or abort(404)


def _place(event: Event, form: Form) -> Place | None:
    """Return whom the form means; None where it says what is not there."""
    if not form.ok:
        return None
    values = form.values
    session = find_session(event, values["session"]) if values["session"] else None
    site = find_site(event, values["site"]) if values["site"] else None
    if values["session"] and session is None:
        form.add_fault("session", _("There is no such session any more."))
    if values["site"] and site is None:
        form.add_fault("site", _("There is no such site any more."))
    if form.all_faults:
        return None
    return Place(audience=values["audience"], session=session, site=site, channel=values["channel"])


def _leads(form: Form) -> Opened:
    return Opened(**{name: form.values[name] for name in LEADS})


def _page(event: Event, form: Form) -> ResponseReturnValue:
    links, offered = links_of(event), modes_of(event)
    sessions = [each for each in sessions_of(event) if not each.kind.is_pause and each.cancelled_at is None]
    of_event = Row(None, {each: leading_to(links, each) for each in Audience})
    of_sessions = [
        Row(one, {each: leading_to(links, each, session_id=one.id) for each in Audience}) for one in sessions
    ]
    page = render_template(
        "links/list.html",
        event=event,
        rows=[of_event, *of_sessions],
        own=[link for link in links if link.site],
        audiences=[each for each in Audience if Mode(each.value) in offered],
        hosts={link.id: keeping.opened(link).host for link in links},
        form=form,
        **_choices(event, sessions),
    )
    return page, form.status


def _link_page(event: Event, link: Link, form: Form) -> ResponseReturnValue:
    sessions = [each for each in sessions_of(event) if not each.kind.is_pause and each.cancelled_at is None]
    leads = keeping.opened(link)
    page = render_template(
        "links/link.html", event=event, link=link, leads=leads, form=form, **_choices(event, sessions, link)
    )
    return page, form.status


def _choices(event: Event, sessions: list[Session], link: Link | None = None) -> dict[str, Any]:
    """Return what is chosen from, and the words for it; a link keeps its session when that is cancelled."""
    offered = [*sessions, *([link.session] if link and link.session and link.session not in sessions else [])]
    return {
        "sessions": [
            (each.ref, f"{each.starts_at.astimezone(event.tz):%d/%m %H:%M} · {each.title_in(language())}")
            for each in offered
        ],
        "sites": [(each.ref, each.name_in(language())) for each in sites_of(event, Mode.BRIDGE)],
        "audience_words": {each: _(said) for each, said in AUDIENCE_WORDS.items()},
        "channel_words": {each: _(said) for each, said in CHANNEL_WORDS.items()},
        "platform_words": {each: _(said) for each, said in PLATFORM_WORDS.items()},
        "channels": list(Channel),
        "platforms": list(Platform),
    }
