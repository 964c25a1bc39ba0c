"""The scanner on a telephone of its own: the page that is alike for everybody, what installs it, what keeps it."""

import json
from pathlib import Path

from flask import current_app, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp.checkin import shell
from eventapp.checkin.views import bp
from eventapp.web.access import public
from eventapp.web.languages import LANGUAGES, language

NO_EVENT = "-"  # the page names no event: its address does


@bp.get("/door/<slug>/pair")
@public
def pair(slug: str) -> ResponseReturnValue:
    """Show the scanner to whoever pairs a telephone, or has paired it. It names nobody and no event."""
    return _page(language())


@bp.get("/door/<slug>/manifest.webmanifest")
@public
def manifest(slug: str) -> ResponseReturnValue:
    """Say how the scanner stands among a telephone's apps."""
    icons = [("door-192.png", "192x192", "any"), ("door-512.png", "512x512", "any")]
    icons.append(("door-maskable-512.png", "512x512", "maskable"))
    start = url_for(".pair", slug=slug)
    described = {
        "id": start,
        "name": _("Check-in"),
        "short_name": _("Check-in"),
        "lang": language(),
        "start_url": start,
        "scope": f"{request.script_root}/door/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#0e151b",
        "theme_color": "#0e151b",
        "icons": [
            {"src": url_for("static", filename=f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in icons
        ],
    }
    response = jsonify(described)
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/door/worker.js")
@public
def worker() -> ResponseReturnValue:
    """Send the script that keeps the scanner on the telephone, with the list of what it keeps and its version."""
    static = Path(current_app.static_folder or "")
    pages = {each: url_for(".pair", slug=NO_EVENT, lang=each) for each in LANGUAGES}
    kept = {
        "version": shell.version(static, [_in(each) for each in LANGUAGES]),
        "files": [url_for("static", filename=name) for name in shell.files(static)],
        "pages": pages,
        "root": request.script_root,
    }
    source = (static / shell.WORKER).read_text(encoding="utf-8")
    response = make_response(f"const SHELL = {json.dumps(kept)};\n{source}")
    response.mimetype = "text/javascript"
    return response


def _in(name: str) -> str:
    with force_locale(name):
        return _page(name)


def _page(name: str) -> str:
    return render_template("door/scan.html", event=None, gates=[], locale=name, may_override=True)
