"""A telephone that is a door, as tests hold one."""

import json
from base64 import b64decode
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import case_list, devices
from eventapp.checkin.case_list import Wanted
from eventapp.checkin.models import Case, Device, Right
from eventapp.database import transaction
from eventapp.events.models import Event


def prepared(app: Flask, event: Event, *rights: Right, name: str = "Cửa 1") -> tuple[Device, str]:
    """Return a device that waits to be paired, and its code."""
    with app.test_request_context(), transaction():
        return devices.add_device(event, name, rights=rights or (Right.SCAN,), by=SYSTEM)


class Telephone:
    """Pairs itself, speaks with its token, keeps the list and opens what is sealed, by a library of its own."""

    def __init__(self, app: Flask, event: Event, *rights: Right, name: str = "Cửa 1") -> None:
        self.client: FlaskClient = app.test_client()
        self.slug, self.list = event.slug, {}  # type: str, dict[str, Any]
        self.row, code = prepared(app, event, *rights, name=name)
        paired = self.client.post(f"/api/v1/events/{event.slug}/devices", json={"code": code, "agent": "tests"})
        assert paired.status_code == 201, paired.text
        self.token: str = paired.get_json()["token"]

    def __call__(self, method: str, path: str, body: Any = None, slug: str = "") -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        sent = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1/events/{slug or self.slug}{path}", method=method, headers=headers, **sent)

    def scan(self, code: str, **more: Any) -> dict[str, Any]:
        """Scan a code with network."""
        found: dict[str, Any] = self("POST", "/scans", {"id": str(uuid4()), "code": code, **more}).get_json()
        return found

    def batch(self, *records: Any) -> list[dict[str, Any]]:
        """Hand in what was collected."""
        response = self("POST", "/scans/batch", {"scans": list(records)})
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.get_json()["results"]
        return found

    def sync(self) -> dict[str, Any]:
        """Ask for what is new and apply it as docs/door.md says; return the answer."""
        since = f"?since={self.list['cursor']}" if self.list else ""
        answer: dict[str, Any] = self("GET", f"/door-list{since}").get_json()
        if answer["complete"]:
            self.list = {"entries": {}, "refused": {}, "states": {}}
        for prefix in answer["gone"]:
            self.list["entries"].pop(prefix, None)
            self.list["refused"].pop(prefix, None)
        for entry in answer["entries"]:
            self.list["entries"][entry[:12]] = entry
            self.list["refused"].pop(entry[:12], None)
        for prefix, reason in answer["refused"]:
            self.list["refused"][prefix] = reason
            if reason != "blocked":
                self.list["entries"].pop(prefix, None)
        self._place(answer["states"])
        self.list |= {"cursor": answer["cursor"], "words": answer["words"] or self.list.get("words", [])}
        return answer

    def opened(self, code: str) -> list[Any] | None:
        """Return whose ticket it is by the list, None where it does not say."""
        looked_up = sha256(b"lookup" + code.encode()).digest()[:12]
        for entry in self.list["entries"].values():
            raw = b64decode(entry)
            if raw[:12] == looked_up:
                key = HKDF(hashes.SHA256(), 32, salt=None, info=b"eventapp door roster").derive(code.encode())
                plain = json.loads(AESGCM(key).decrypt(raw[12:24], raw[24:], looked_up))
                places = (1, 2, 4, 5)
                words = self.list["words"]
                return [
                    words[value] if number in places and isinstance(value, int) else value
                    for number, value in enumerate(plain)
                ]
        return None

    def _place(self, states: list[dict[str, Any]]) -> None:
        told = {row[0] for state in states for row in state["rows"]}
        kept = {key: row for key, row in self.list["states"].items() if key[0] not in told}
        for state in states:
            for prefix, spells, entered, left, gate in state["rows"]:
                if spells:
                    kept[prefix, state["place"], state["day"]] = (spells, entered, left, state["gates"][gate])
        self.list["states"] = kept


def open_cases(event: Event) -> list[Case]:
    """Return the cases that nobody has settled, the newest first. In an app context."""
    return [each.case for each in case_list.lines(event, Wanted())]


def prefix_of(code: str) -> str:
    """Return by which a list names a ticket without its code."""
    from base64 import b64encode

    return b64encode(sha256(b"lookup" + code.encode()).digest()[:9]).decode()
