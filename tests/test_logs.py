import json
import logging

import pytest
import structlog
from flask import Flask, abort
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp import logs
from eventapp.logs import Mask

CANARY = "Zq7canaryW9xK2mP4vT8bN"
mask = Mask(b"a key")


@pytest.fixture(autouse=True)
def _as_before() -> object:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


def watched() -> Flask:
    app = Flask(__name__)
    logs.watch(app)

    @app.route("/<path:anything>")
    def show(anything: str) -> str:
        if anything == "lost":
            abort(404)
        if anything.endswith("broken"):
            raise ValueError(f"cannot read '{CANARY}'")
        return "shown"

    @app.route("/events/<slug>/sites")
    def sites(slug: str) -> str:
        return slug

    return app


@pytest.mark.parametrize(
    "path",
    [
        f"/my/{CANARY}",
        f"/my/{CANARY}/ticket.pdf",
        f"/feeds/{CANARY}.ics",
        f"/join/{CANARY}",
        f"/t/{CANARY}",
        f"/T/{CANARY}",
        f"/T/{CANARY}/broken",
        f"/delegations/{CANARY}",
        f"/sites/{CANARY}",
        f"/MY/{CANARY}",
        f"/find?email={CANARY}@example.vn&q={CANARY}",
        f"/sign-in/reset/{CANARY}",
        f"/people/{CANARY}@example.vn",
        f"/broken?x={CANARY}",
    ],
)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_secret_link_gets_into_a_line(path: str, log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(log_format, b"a key")
    watched().test_client().get(path)
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if CANARY in line] == []
    assert any("#" in line for line in lines if "method" in line)
    assert len(lines) == (2 if "broken" in path else 1)


def test_a_line_says_what_was_asked_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", b"a key")
    watched().test_client().get("/events/ngoai-giao-van-hoa-2021/sites")
    line = json.loads(capsys.readouterr().err)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/events/ngoai-giao-van-hoa-2021/sites", 200)
    assert (line["event"], line["level"], len(line["request"])) == ("request", "info", 8)


def test_an_error_is_one_line_that_names_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", b"a key")
    assert watched().test_client().get("/broken").status_code == 500
    error, access = map(json.loads, capsys.readouterr().err.splitlines())
    assert error["error"] == "ValueError: cannot read …"
    assert error["where"].startswith("test_logs.py:")
    assert (access["status"], access["request"]) == (500, error["request"])


def test_signs_of_life_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", b"a key")
    client = watched().test_client()
    for path in ("/healthz", "/readyz", "/static/theme.css"):
        client.get(path)
    assert capsys.readouterr().err.count("\n") == 1  # the stylesheet is missing: that is worth a line


@pytest.mark.parametrize("log_format", ["text", "json"])
@given(typed=st.text() | st.text(st.sampled_from("\r\n\x1b[31m\x85\u2028\u2029\x00 =\"'\\a")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors], deadline=None)
def test_nothing_typed_breaks_a_line(log_format: str, typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(log_format, b"a key")
    structlog.get_logger().info("noted", name=typed)
    logging.getLogger("library").warning("got %s", typed)
    out = capsys.readouterr().err
    assert len(out.splitlines()) == 2
    assert out.replace("\n", "").isprintable()


def test_the_mask_is_the_same_for_the_same_secret_and_differs_between_servers() -> None:
    assert mask(CANARY) == mask(CANARY)
    assert mask(CANARY) != Mask(b"another key")(CANARY)
    assert len(mask(CANARY)) == 9


def test_ordinary_words_stay_readable() -> None:
    line = "letter refused /events/ngoai-giao-van-hoa-2021/programme registration/confirmed smtp 550"
    assert mask.scrub(line) == line


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="text or json"):
        logs.configure("xml", b"a key")
