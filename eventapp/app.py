"""Put the application together. Nothing imports this module except `eventapp.create_app`."""

import os
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from eventapp import api, logs
from eventapp.accounts import views as accounts
from eventapp.agenda import following  # noqa: F401 - places in sessions follow registrations
from eventapp.agenda import forgetting as _agenda_forget  # noqa: F401 - what goes when a person is erased
from eventapp.agenda import letter_kinds as _words_of_agenda  # noqa: F401 - registers what its letters say
from eventapp.agenda import letter_writing as _letters_of_agenda  # noqa: F401 - as registration's below
from eventapp.agenda import returning as _places_return  # noqa: F401 - and come back when an act is undone
from eventapp.agenda import views as agenda
from eventapp.badges import forgetting as _badges_forget  # noqa: F401 - what goes when a person is erased
from eventapp.badges import views as badges
from eventapp.bridges import forgetting as _bridges_forget  # noqa: F401 - what goes when a person is erased
from eventapp.bridges import letter_writing as _letters_to_bridge_points  # noqa: F401 - as registration's below
from eventapp.bridges import views as bridges
from eventapp.calendar import views as calendar
from eventapp.certificates import forgetting as _certificates_forget  # noqa: F401 - what goes when a person is erased
from eventapp.certificates import letter_writing as _letters_with_certificates  # noqa: F401 - as registration's below
from eventapp.certificates import views as certificates
from eventapp.checkin import forgetting as _checkin_forget  # noqa: F401 - what goes when a person is erased
from eventapp.checkin import views as checkin
from eventapp.config import ROOT, settings
from eventapp.database import db, engine_options, prepare
from eventapp.delegations import views as delegations
from eventapp.directory import views as directory
from eventapp.events import views as events
from eventapp.importing import views as importing
from eventapp.invitations import letter_writing as _letters_of_invitations  # noqa: F401 - as registration's below
from eventapp.invitations import views as invitations
from eventapp.joining import views as joining
from eventapp.joining import visiting
from eventapp.links import views as links
from eventapp.mailings import forgetting as _mailings_forget  # noqa: F401 - what goes when a person is erased
from eventapp.mailings import letter_writing as mailings_letter_writing  # noqa: F401 - who composes mailings
from eventapp.mailings import sending  # noqa: F401 - registers the job that makes a mailing's letters
from eventapp.mailings import views as mailings
from eventapp.notices import letter_writing as _letters_about_changes  # noqa: F401 - as registration's below
from eventapp.notices import views as notices
from eventapp.papers import circles as _circles_of_papers  # noqa: F401 - letters go to the readers of a paper
from eventapp.papers import following as _papers_follow  # noqa: F401 - papers follow a person who is another
from eventapp.papers import forgetting as _papers_forget  # noqa: F401 - what goes when a person is erased
from eventapp.papers import views as papers
from eventapp.platforms import forgetting as _platforms_forget  # noqa: F401 - what goes when a person is erased
from eventapp.platforms import views as platforms
from eventapp.presence import forgetting as _presence_forget  # noqa: F401 - what goes when a person is erased
from eventapp.presence import views as presence
from eventapp.programme import views as programme
from eventapp.questions import views as questions
from eventapp.registration import forgotten as _registration_forgets  # noqa: F401 - as agenda's
from eventapp.registration import letter_writing  # noqa: F401 - registers who composes registration's letters
from eventapp.registration import views as registration
from eventapp.speakers import forgetting as _speakers_forget  # noqa: F401 - what goes when a person is erased
from eventapp.speakers import letter_writing as _letters_to_speakers  # noqa: F401 - as registration's above
from eventapp.speakers import views as speakers
from eventapp.uploads import forgetting as _uploads_forget  # noqa: F401 - what goes when a person is erased
from eventapp.versions import forgetting as _versions_forget  # noqa: F401 - what goes when a person is erased
from eventapp.versions import views as versions
from eventapp.web import (
    access,
    beats,
    csrf,
    errors,
    headers,
    health,
    languages,
    large_files,
    limits,
    origin,
    repeats,
    signed_in_user,
    templating,
)
from eventapp.web.requests import Request
from eventapp.wordings import views as wordings

BLUEPRINTS = (
    events.bp,
    programme.bp,
    notices.bp,
    versions.bp,
    speakers.bp,
    accounts.bp,
    registration.bp,
    agenda.bp,
    questions.bp,
    importing.bp,
    directory.bp,
    delegations.bp,
    invitations.bp,
    calendar.bp,
    checkin.bp,
    badges.bp,
    wordings.bp,
    mailings.bp,
    papers.bp,
    presence.bp,
    platforms.bp,
    certificates.bp,
    links.bp,
    bridges.bp,
    joining.bp,
    health.bp,
)


def build_app(config: dict[str, Any] | None = None) -> Flask:
    """Return the application: settings, extensions, pages, error pages."""
    app = Flask("eventapp", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.request_class = Request
    app.config.update(settings() | (config or {}))
    if not app.testing:
        os.umask(0o077)  # whatever is written from now on holds people's data and is its owner's alone
        logs.configure(app.config["LOG_FORMAT"], app.config["SECRET_KEY"].encode())
    logs.watch(app)
    _set_up_database(app)
    _set_up_requests(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.init_app(app)
    return app


def _set_up_database(app: Flask) -> None:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(url))
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    with app.app_context():
        prepare(db.engine)


def _set_up_requests(app: Flask) -> None:
    access.public(app.view_functions["static"])
    if app.config["TRUSTED_HOSTS"] is None:  # Flask's own default, so that setdefault would change nothing
        app.config["TRUSTED_HOSTS"] = _hosts(app.config["EXTERNAL_URL"])
    repeats.init_app(app)
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    limits.init_app(app)
    app.extensions["beats"] = beats.Beats(app, visiting.take_beats)
    app.before_request(access.admit)
    origin.init_app(app)
    signed_in_user.init_app(app)
    languages.init_app(app)
    large_files.init_app(app)
    csrf.init_app(app)
    templating.init_app(app)
    headers.init_app(app)
    errors.init_app(app)


def _hosts(external: str) -> list[str] | None:
    """Only our own name is served; on plain http (a LAN, a test) loopback too. None: any, bound to every address."""
    parts = urlsplit(external)
    if parts.hostname in ("0.0.0.0", "::"):  # noqa: S104 # nosec B104 - nobody has said by which name
        return None
    own = [parts.hostname or "localhost"]
    return own if parts.scheme == "https" else [*own, "localhost", "127.0.0.1"]
