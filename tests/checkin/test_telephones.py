"""The scanner on a telephone: the page it keeps, what installs it, and what it keeps."""

import json
import re
from pathlib import Path

from flask.testing import FlaskClient

from eventapp.checkin import shell
from eventapp.config import ROOT

STATIC = ROOT / "static"


def test_the_page_that_a_telephone_keeps_names_nobody_and_no_event(client: FlaskClient) -> None:
    page = client.get("/door/forum/pair")
    assert page.status_code == 200
    assert page.text == client.get("/door/-/pair").text
    assert '<meta name="csrf-token" content="">' in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_the_page_speaks_both_languages(client: FlaskClient) -> None:
    assert '<html lang="vi"' in client.get("/door/-/pair?lang=vi").text
    assert '<html lang="en"' in client.get("/door/-/pair?lang=en").text


def test_the_scanner_can_be_installed(client: FlaskClient) -> None:
    manifest = client.get("/door/forum/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    described = manifest.get_json()
    assert (described["start_url"], described["scope"]) == ("/door/forum/pair", "/door/")
    for icon in described["icons"]:
        with client.get(icon["src"]) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/png")


def kept(client: FlaskClient) -> dict[str, object]:
    """Return what the worker is told to keep."""
    script = client.get("/door/worker.js")
    assert script.mimetype == "text/javascript"
    found = re.match(r"const SHELL = (.*);\n", script.text)
    assert found is not None
    said: dict[str, object] = json.loads(found[1])
    return said


def test_a_telephone_keeps_files_and_the_page_of_nobody_alone(client: FlaskClient) -> None:
    said = kept(client)
    assert said["pages"] == {"vi": "/door/-/pair?lang=vi", "en": "/door/-/pair?lang=en"}
    files = said["files"]
    assert isinstance(files, list)
    assert [name for name in files if not name.startswith("/static/")] == []
    assert "/static/door/main.js" in files
    assert "/static/door/worker.js" not in files


def test_every_module_of_the_scanner_is_kept(client: FlaskClient) -> None:
    """One that is missing is a scanner that does not start without network."""
    files = kept(client)["files"]
    assert isinstance(files, list)
    for module in (STATIC / "door").glob("*.js"):
        for imported in re.findall(r'from "(\.[^"]+)"|import "(\.[^"]+)"', module.read_text(encoding="utf-8")):
            path = (module.parent / next(filter(None, imported))).resolve().relative_to(STATIC.resolve())
            assert f"/static/{path.as_posix()}" in files


def test_the_version_changes_with_a_file_and_with_a_page(tmp_path: Path) -> None:
    versions = set()
    for folder, content, page in (("a", "1", "x"), ("b", "2", "x"), ("c", "1", "y"), ("d", "1", "x")):
        static = tmp_path / folder
        (static / "door").mkdir(parents=True)
        (static / "door" / "main.js").write_text(content, encoding="utf-8")
        (static / "door" / "worker.js").write_text("", encoding="utf-8")
        versions.add(shell.version(static, [page]))
    assert len(versions) == 3
