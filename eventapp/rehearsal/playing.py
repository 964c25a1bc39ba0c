"""The player: it does on the real server what the acts say, as telephones, secretaries and delegates do it, by HTTP.

Only what organisers press on pages of their own (a platform's report, a decision) is done by the rule behind the page.
"""

import re
from collections.abc import Sequence
from contextvars import Context
from functools import singledispatchmethod
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from eventapp.audit.trail import Actor
from eventapp.bridges import links as site_links
from eventapp.bridges.models import Point
from eventapp.database import db, transaction
from eventapp.events.models import Event, Site
from eventapp.joining import rooms
from eventapp.joining.leading import called
from eventapp.platforms import deciding, keeping, taking
from eventapp.platforms.models import PlatformPerson, Standing
from eventapp.platforms.reading import read_sheet
from eventapp.platforms.stays import Frame, read_people
from eventapp.presence import recording, ruling
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.rehearsal import acts
from eventapp.rehearsal.staging import Stage
from eventapp.rehearsal.zoom import zoom
from eventapp.tickets.issuing import code_of

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PAGE_TOKEN = re.compile(r'data-token="([^"]+)"')


class Player:
    """Plays acts on the application. `surprises` are answers of the server that the play did not expect."""

    def __init__(self, application: Any, event: Event, stage: Stage, *, base_url: str, by: Actor) -> None:
        self.event, self.by, self.surprises = event, by, list[str]()
        self._base, self._application = base_url, application
        self._programs, self._stage = Client(application), stage
        self._rooms: dict[tuple[str, int], tuple[Client, str, str]] = {}
        self._sites = {site.ref: secret for site, secret in _secrets(event)}
        paired = self.ask("POST", "/devices", "", {"code": stage.pairing, "agent": "rehearsal"})
        self._telephone: str = _json(paired)["token"]

    def ask(self, method: str, path: str, token: str, body: Any = None) -> TestResponse:
        """Ask the API as a program with that token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        more = {} if body is None else {"json": body}
        address = f"/api/v1/events/{self.event.slug}{path}"
        return self._open(self._programs, address, method=method, headers=headers, **more)

    def attendance(self, session: str = "") -> Any:
        """Return the report as the API answers it."""
        return self.ask("GET", f"/attendance?session={session}", self._stage.viewer).get_json()

    @singledispatchmethod
    def play(self, act: acts.Act) -> None:
        """Do it."""
        raise TypeError(act)

    @play.register
    def _scan(self, act: acts.Scan) -> None:
        answer = self.ask("POST", "/scans", self._telephone, self._scanned(act))
        self._expect(answer, act, _json(answer).get("verdict") == act.verdict)

    @play.register
    def _hand_in(self, act: acts.HandIn) -> None:
        answer = self.ask(
            "POST", "/scans/batch", self._telephone, {"scans": [self._scanned(each) for each in act.scans]}
        )
        results = _json(answer).get("results", [])
        known = [each["status"] in ("stored", "already_stored") for each in results]
        self._expect(answer, act, len(known) == len(act.scans) and all(known))

    @play.register
    def _roll_call(self, act: acts.RollCall) -> None:
        marks = [self._mark(act, each) for each in act.marks]
        answer = self._open(
            Client(self._application), f"/sites/{self._sites[act.site]}/marks", method="POST", json={"marks": marks}
        )
        known = [each["status"] in ("stored", "already_stored") for each in _json(answer).get("results", [])]
        self._expect(answer, act, len(known) == len(marks) and all(known))

    @play.register
    def _replace(self, act: acts.Replace) -> None:
        path = f"/registrations/{act.who}/substitution"
        answer = self.ask("POST", path, self._stage.registrar, {"full_name": act.name, "email": act.email})
        self._expect(answer, act, answer.status_code == 201)

    @play.register
    def _enter(self, act: acts.Enter) -> None:
        """Open the join page, press its button, and find oneself on the room's page."""
        browser, secret = Client(self._application), rooms.secret_of(self._registration(act.who))
        page = self._open(browser, f"/join/{secret}")
        form = {"session": act.session, "csrf_token": _found(_TOKEN, page.text)}
        room = self._open(browser, f"/join/{secret}/visits", method="POST", data=form, follow_redirects=True)
        self._expect(room, act, "data-room" in room.text)
        path = room.request.path
        self._rooms[act.who, act.device] = (browser, path, _found(_PAGE_TOKEN, room.text))

    @play.register
    def _beat(self, act: acts.Beat) -> None:
        browser, path, token = self._rooms[act.who, act.device]
        headers = {"X-CSRFToken": token}
        answer = self._open(browser, f"{path}/beats", method="POST", data={"visible": "yes"}, headers=headers)
        self._expect(answer, act, answer.status_code == 200)

    @play.register
    def _report(self, act: acts.Report) -> None:
        event, zone = self.event, ZoneInfo(self.event.zone)
        content = zoom([(each, *self._shown(each)) for each in act.rows], zone)
        reading = read_people(read_sheet(content, act.name), Frame(zone, event.starts_at, event.ends_at))
        with transaction():
            report, _is_new = keeping.keep(
                event, reading, content, filename=act.name, zone=event.zone, session=None, by=self.by
            )
            mine = (PlatformPerson.report_id == report.id) & (PlatformPerson.standing == Standing.PROPOSED)
            deciding.confirm(event, db.session.scalars(select(PlatformPerson).where(mine)).all(), by=self.by)
        taking.take(report, by=self.by)

    @play.register
    def _rule(self, act: acts.Rule) -> None:
        with transaction():
            ruling.rule(self._registration(act.who), act.judgement, reason=act.reason, by=self.by)

    @play.register
    def _declare(self, act: acts.Declare) -> None:
        with transaction():
            recording.declare(self.event, [self._registration(act.who)], reason=act.reason, by=self.by)

    def _scanned(self, act: acts.Scan) -> dict[str, Any]:
        ticket = self._registration(act.who).ticket
        number = acts.number(self.event.slug, act.who, act.at.isoformat(), act.gate, act.direction, act.session)
        at = act.at.timestamp() + act.ahead
        return {
            "id": str(number),
            "code": code_of(ticket) if ticket else "",
            "direction": act.direction,
            "gate": act.gate,
            "session": act.session,
            "at": _said(act.at, act.ahead),
            "clock_offset": act.ahead,
            "sequence": int(at),
            **({"override": {"reason": act.reason}} if act.reason else {}),
        }

    def _mark(self, call: acts.RollCall, mark: acts.Mark) -> dict[str, Any]:
        said = (mark.who, mark.said_at.isoformat(), mark.session, mark.sign, mark.count)
        told = {
            "id": str(acts.number(self.event.slug, call.site, *said)),
            "session": mark.session,
            "at": _said(mark.said_at, call.ahead),
            "clock_offset": call.ahead,
            "is_late": mark.is_late,
        }
        if mark.count is not None:
            return {**told, "kind": "headcount", "number": mark.count}
        if mark.name:
            former = mark.who.removeprefix(acts.stand_in(""))
            return {**told, "kind": "arrival", "walk_in": {"full_name": mark.name, "stands_for": former}}
        return {**told, "kind": "tick", "ref": self._registration(mark.who).ref, "sign": mark.sign}

    def _shown(self, row: acts.Row) -> tuple[str, str]:
        """Return the name and the address that the platform shows of someone."""
        if not row.who:
            return row.named, ""
        registration = self._registration(row.who)
        if row.named == "e-mail":
            return "iPad", registration.person.email
        return (called(registration) if row.named == "code" else registration.person.full_name), ""

    def _registration(self, who: str) -> Registration:
        """Return whose registration is meant: that of the code, or of whoever attends for that one."""
        former = find_by_ref(self.event, who.removeprefix(acts.stand_in("")))
        if former is not None and former.ref != who:
            mine = Registration.attends_for_id == former.id
            former = db.session.scalars(select(Registration).where(mine)).one()
        assert former is not None, who  # noqa: S101 - the cast is of this event
        return former

    def _open(self, client: Client, path: str, **more: Any) -> TestResponse:
        """Send a request as if from elsewhere: it shares nothing with what we have open here."""
        answer: TestResponse = Context().run(client.open, path, base_url=self._base, **more)
        return answer

    def _expect(self, answer: TestResponse, act: acts.Act, is_so: bool) -> None:
        if not is_so:
            self.surprises.append(f"{act}: {answer.status_code} {answer.text[:300]}")


def _secrets(event: Event) -> Sequence[tuple[Site, str]]:
    rows = db.session.execute(
        select(Site, Point.generation).outerjoin(Point, Point.site_id == Site.id).where(Site.event_id == event.id)
    )
    return [(site, site_links.secret(site, generation or 0)) for site, generation in rows]


def _json(answer: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = answer.get_json()
    return found


def _said(at: Any, ahead: int) -> str:
    """Return the time as a clock shows it that is so many seconds ahead."""
    said: str = (at + acts.SECOND * ahead).isoformat()
    return said


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
