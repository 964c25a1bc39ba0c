"""What takes place at this moment is marked by the browser, for the page is the same for everyone."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from eventapp import assets
from eventapp.config import ROOT
from tests import factories


@pytest.fixture
def address(bare_app: Flask) -> Iterator[str]:
    """A conference of two sessions behind each other, served."""
    assets.fetch(ROOT, development=True)
    assets.install(ROOT)
    with bare_app.test_request_context():
        event = factories.make_event()
        factories.make_session(event, hour=2)
        factories.make_session(event, hour=3)
    server = make_server("127.0.0.1", 0, bare_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/events/forum/programme"
    server.shutdown()
    thread.join()


def test_the_mark_moves_on_with_the_clock_of_the_browser(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(timezone_id="America/New_York")
        page.clock.install(time=dt.datetime(2030, 5, 6, 1, 59, tzinfo=dt.UTC))
        page.goto(address)
        marked = page.locator(".slot.now .times")
        assert marked.all_inner_texts() == []
        page.clock.fast_forward(dt.timedelta(minutes=2).total_seconds() * 1000)
        assert marked.all_inner_texts() == ["09:00–10:00"]
        assert page.locator("[data-now]:visible").all_inner_texts() == ["Now"]
        page.clock.fast_forward(dt.timedelta(hours=1).total_seconds() * 1000)
        assert marked.all_inner_texts() == ["10:00–11:00"]
        browser.close()
