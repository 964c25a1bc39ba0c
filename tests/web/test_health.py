"""/readyz is red and says why where disk or database take nothing; /healthz says only that somebody is there."""

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock, disks
from eventapp.database import transaction
from eventapp.work import health


@pytest.fixture
def fresh(bare_app: Flask) -> None:
    """Forget what the disk said to an earlier test."""
    bare_app.extensions.pop("disks", None)


def refuses(number: int) -> Any:
    """Return a system call that fails."""

    def refuse(*_words: Any) -> int:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.usefixtures("fresh")
def test_a_house_in_order_is_ready_and_leaves_nothing_behind(client: FlaskClient, bare_app: Flask) -> None:
    before = set(Path(bare_app.config["INSTANCE"]).iterdir())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "faults": []})
    assert set(Path(bare_app.config["INSTANCE"]).iterdir()) == before


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("call", "number"), [("pwrite", errno.ENOSPC), ("fdatasync", errno.EIO), ("open", errno.EROFS)]
)
def test_a_disk_that_takes_nothing_is_told_and_forgotten_when_it_is_well(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    now = clock.now()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuses(number))
        answer = client.get("/readyz")
    assert answer.status_code == 503
    [fault, *_more] = answer.get_json()["faults"]
    assert fault == f"nothing can be written in the instance's folder: {os.strerror(number)}"
    assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=2))
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("fresh")
def test_a_worker_that_wrote_once_and_no_more_is_told(
    client: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare_app.app_context(), transaction():
        health.beat("here")
    assert client.get("/readyz").status_code == 200
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=3))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["faults"] == [
        "no worker has written for minutes: none runs, or the database takes nothing"
    ]


def test_a_disk_that_takes_a_part_alone_is_no_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pwrite", lambda *_words: 5)
    assert disks.fault_of(tmp_path) == "it takes only a part"
    assert list(tmp_path.iterdir()) == []
