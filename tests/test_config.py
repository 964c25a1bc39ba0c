"""A setting that means nothing is refused at the start, in a sentence that names it."""

from pathlib import Path

import pytest

from eventapp.config import Misconfigured, settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Mars/X"),
        ("LOCALE", "fr"),
        ("LOG_FORMAT", "xml"),
        ("EXTERNAL_URL", "nope"),
        ("EXTERNAL_URL", "https://example.org/path"),
        ("EXTERNAL_URL", "ftp://example.org"),
        ("MAIL_URL", "ftp://x"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://x/y"),
        ("WEB_WORKERS", "abc"),
        ("WEB_THREADS", "-1"),
        ("TRUSTED_PROXIES", "1.5"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv("EVENTAPP_INSTANCE", str(tmp_path))
    monkeypatch.setenv(f"EVENTAPP_{name}", value)
    with pytest.raises(Misconfigured, match=f"EVENTAPP_{name}"):
        settings()


def test_settings_that_mean_something_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENTAPP_INSTANCE", str(tmp_path))
    given = {"EXTERNAL_URL": "https://hoinghi.example.vn/", "MAIL_URL": "smtp://127.0.0.1:1025", "WEB_WORKERS": "3"}
    for name, value in given.items():
        monkeypatch.setenv(f"EVENTAPP_{name}", value)
    taken = settings()
    assert (taken["EXTERNAL_URL"], taken["WEB_WORKERS"]) == ("https://hoinghi.example.vn", 3)
