"""A small app, for tests only, that shows every macro and frame at once so that they can be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, flash, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server

from eventapp.web import templating, zones

ROOT = Path(__file__).resolve().parents[2]
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class TypedForm:
    """A form that came back: what was typed, and what is wrong with it."""

    refusal = None
    ok = False
    all_faults = (("email", "E-mail", "The part after @ is not complete."), ("mode", "Mode", "Choose one."))

    def value(self, name: str) -> Any:
        typed = {"full_name": 'Y Blốk "Êban" <b>', "email": "mc.reyes@upd", "mode": "hall", "site": 2, "note": "a\nb"}
        return typed.get(name, "")

    def faults(self, name: str) -> list[str]:
        return [sentence for field, _label, sentence in self.all_faults if field == name]


def build_gallery(translations: Path) -> Flask:
    """Build the app; the Vietnamese sentences are compiled into `translations`."""
    compile_translations(translations)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="gallery", BABEL_TRANSLATION_DIRECTORIES=str(translations), TESTING=True)
    own = FileSystemLoader(ROOT / "tests" / "web" / "gallery")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), own])
    Babel(app, locale_selector=language)
    CSRFProtect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["here"] = templating.here
    app.jinja_env.filters.update(clock_time=zones.clock_time, day=zones.day, offset=zones.offset, city=zones.city)
    app.config["TIMEZONE"] = "Europe/Paris"
    app.context_processor(lambda: {"locale": language(), "zone": "Europe/Paris", "guessed_zone": zones.guessed_zone()})
    app.add_url_rule("/form", view_func=show_form)
    app.add_url_rule("/desk", view_func=show_desk)
    app.add_url_rule("/error/<int:number>", view_func=show_error)
    app.after_request(add_policy)
    return app


def compile_translations(target: Path) -> None:
    """Compile the repository's Vietnamese catalogue."""
    folder = target / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale="vi")
    with (folder / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the app on a port of its own while the block runs; yields the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def language() -> str:
    return request.args.get("lang", "vi")


def add_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    if response.status_code == 304:
        response.close()  # the file that nobody will read
    return response


def an_event(accent: str = "cham") -> SimpleNamespace:
    return SimpleNamespace(
        slug="gallery",
        accent=accent,
        revision=1,
        zone="Asia/Ho_Chi_Minh",
        contact_email="hoinghi@example.vn",
        title_in=lambda locale: "Cultural Diplomacy Conference" if locale == "en" else "Hội nghị Ngoại giao văn hoá",
    )


def show_form() -> str:
    at, until = datetime(2021, 12, 20, 1, 30, tzinfo=UTC), datetime(2021, 12, 20, 4, 45, tzinfo=UTC)
    return render_template("form.html", event=an_event("tim"), form=TypedForm(), at=at, until=until)


def show_desk() -> str:
    flash("Đã lưu.")
    navigation = [
        {"href": "/desk", "icon": "home", "word": "Việc hôm nay", "is_current": True},
        {"href": "/form", "icon": "people", "word": "Đại biểu", "is_current": False},
        {"href": "/form", "icon": "scan", "word": "Cửa vào", "is_current": False},
    ]
    return render_template("desk.html", event=an_event(), navigation=navigation, people_search="/form")


def show_error(number: int) -> str:
    return render_template(f"errors/{number}.html", event=an_event())
