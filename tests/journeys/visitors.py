"""People at their browsers, and what their browsers complain of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

from tests.journeys.instance import PASSWORD

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Visitors:
    """Opens pages for people who share nothing, and keeps what goes wrong in any of them."""

    launch: Any
    complaints: list[str] = field(default_factory=list)
    _browsers: dict[tuple[str, ...], Browser] = field(default_factory=dict)

    def browser(self, *arguments: str) -> Browser:
        """Return a Chromium with these arguments; the same ones give the same browser."""
        if arguments not in self._browsers:
            self._browsers[arguments] = self.launch(executable_path="/usr/bin/chromium", args=[*ARGUMENTS, *arguments])
        return self._browsers[arguments]

    def arrive(self, *, language: str = "vi", arguments: Sequence[str] = (), **options: Any) -> Page:
        """Open a page for somebody new, at a telephone in Vietnamese unless `options` of the context say otherwise."""
        locale = {"vi": "vi-VN", "en": "en-GB"}[language]
        options = {"viewport": PHONE, "locale": locale, "timezone_id": "Asia/Ho_Chi_Minh"} | options
        context = self.browser(*arguments).new_context(**options)
        watch(context, self.complaints)
        return context.new_page()

    def leave(self) -> None:
        """Close every page; the browsers stay for the next story."""
        for browser in self._browsers.values():
            for context in browser.contexts:
                context.close()

    def close(self) -> None:
        """Close the browsers."""
        for browser in self._browsers.values():
            browser.close()


@contextmanager
def visitors() -> Iterator[Visitors]:
    """Give Chromium while the block runs."""
    with sync_playwright() as playwright:
        all_of_them = Visitors(playwright.chromium.launch)
        try:
            yield all_of_them
        finally:
            all_of_them.close()


def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Note every error and warning of the console, every broken script, and every request that leaves this machine."""

    def hear(message: ConsoleMessage) -> None:
        here = message.page.url if message.page else ""
        # Chromium says of a page answered with 404 or 422 that it failed to load; the stories ask for the status.
        # Of a bare picture it asks for /favicon.ico, because that cannot name an icon as our pages do.
        is_no_fault = "Failed to load resource" in message.text and (
            message.location["url"] == here or message.location["url"].endswith("/favicon.ico")
        )
        if message.type in ("error", "warning") and not is_no_fault:
            complaints.append(f"{here}: {message.text}")

    def see(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            complaints.append(f"asked for {request.url}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(getattr(error.error, "stack", "") or str(error.error)))
    context.on("request", see)


def sign_in(page: Page, address: str, email: str) -> None:
    """Sign in by the page, and stand at the desk."""
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("form .btn-primary").click()
    page.wait_for_url(f"{address}/manage")
