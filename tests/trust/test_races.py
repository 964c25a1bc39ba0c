"""A1 A3 A5 A6 B1: many at once for the last seats, one form ten times, one address in six spellings, sixteen doors.

On SQLite and PostgreSQL, against several real server processes; and against the broken application, which must fail.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from eventapp.agenda.models import SignUp
from eventapp.checkin.models import Entry, Scan
from eventapp.database import db
from eventapp.delegations.models import Quota
from eventapp.directory.models import Person
from eventapp.events.models import Event, EventMode, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.questions.editing import Offer
from eventapp.questions.models import Kind
from eventapp.registration import links
from eventapp.registration.models import Answer as GivenAnswer
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.agenda.sessions import sign_up, workshop
from tests.conftest import empty
from tests.factories import make_event, make_question, make_registration, make_token
from tests.registration.focal import hidden, make_delegation
from tests.registration.focal import secret_of as way_in
from tests.registration.test_approving import judge
from tests.trust.invariants import assert_counters_agree, disagreements
from tests.trust.servers import BROKEN, WHOLE, Answer, House, house, new_key, secret_of

PEOPLE, SEATS = 200, 10
SPELLINGS = [
    "hoa.do@example.org",
    "Hoa.Do@Example.org",
    " HOA.DO@EXAMPLE.ORG ",
    "ｈoa.do@example.org",
    "hoa.do@example．org",
    "HOA.do@exa\u200bmple.org",
]


@contextmanager
def on(kind: str, serves: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[House]:
    """Run the house on a database of its own."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "eventapp.sqlite3")
        url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
    else:
        url = request.getfixturevalue("migrated_postgres")
    with house(url, folder, serves=serves) as running:
        yield running
    if kind == "postgresql":
        empty(url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The application as it is; at the end its whole ledger is judged."""
    with on(request.param, WHOLE, request, tmp_path_factory.mktemp("whole")) as running:
        yield running
        running.judge_the_ledger()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def broken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The application as it must not be."""
    with on(request.param, BROKEN, request, tmp_path_factory.mktemp("broken")) as running:
        yield running


def person(number: int) -> dict[str, str]:
    """Return what someone types."""
    return {"full_name": f"Nguyễn Văn A{number}", "email": f"a{number}@example.org", "mode": "hall", "consent": "on"}


def post_form(there: House, slug: str, number: int, **typed: str) -> Answer:
    """Send the public form."""
    cookie, token = there.browser()
    form = {**person(number), "form_key": new_key(), **typed, "csrf_token": token}
    return there.ask("POST", f"/events/{slug}/register", form, headers=cookie, source=number)


def post_json(there: House, slug: str, number: int, bearer: str) -> Answer:
    """Register through the API."""
    typed = {name: value for name, value in person(number).items() if name != "consent"}
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": new_key()}
    return there.ask("POST", f"/api/v1/events/{slug}/registrations", as_json=typed, headers=headers, source=number)


def rush_for_the_last_seats(there: House, people: int = PEOPLE) -> dict[str, int]:
    """A1: many people, every other one through the API, for ten seats; return what the database says then."""
    slug = f"rush-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=SEATS)
        bearer, event_id = make_token(event, Role.REGISTRAR), event.id
    there.at_once(
        [
            partial(post_form, there, slug, each) if each % 2 else partial(post_json, there, slug, each, bearer)
            for each in range(people)
        ]
    )
    with there.app.app_context():
        rows = db.session.execute(
            select(Registration.status, func.count()).where(Registration.event_id == event_id).group_by("status")
        ).all()
        return {status.value: count for status, count in rows}


def rush_into_the_hall(there: House, people: int = 60) -> tuple[Counter[int], dict[str, int]]:
    """A1: many who attend online all want into the hall, every other one by the office's hand (the API).

    Return how they were answered, and where the database says they sit then.
    """
    slug = f"switch-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=SEATS)
        bearer, event_id = make_token(event, Role.REGISTRAR), event.id
        there_are = [make_registration(event, mode=Mode.ONLINE) for _ in range(people)]
        known = [(each.ref, links.secret(each)) for each in there_are]

    def by_office(ref: str, number: int) -> Answer:
        headers = {"Authorization": f"Bearer {bearer}"}
        path = f"/api/v1/events/{slug}/registrations/{ref}"
        return there.ask("PATCH", path, as_json={"mode": "hall"}, headers=headers, source=number)

    def by_delegate(secret: str, number: int) -> Answer:
        cookie, token = there.browser()
        typed = {"mode": "hall", "csrf_token": token}
        return there.ask("POST", f"/my/{secret}/attendance", typed, headers=cookie, source=number)

    answers = there.at_once(
        [
            partial(by_delegate, secret, number) if number % 2 else partial(by_office, ref, number)
            for number, (ref, secret) in enumerate(known)
        ]
    )
    with there.app.app_context():
        rows = db.session.execute(
            select(Registration.mode, func.count()).where(Registration.event_id == event_id).group_by("mode")
        ).all()
        return Counter(each.status for each in answers), {mode.value: count for mode, count in rows}


def approve_at_once(
    there: House, people: int = 24, again: int = 8
) -> tuple[Counter[int], Counter[int], dict[str, int]]:
    """A1: more people than seats are approved at once, and one of them by eight at the same moment.

    Return how those eight were answered, how the others were, and how the database says that all of them stand.
    """
    slug = f"approval-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = judge(make_event(slug, hall=SEATS), Mode.HALL)
        bearer, event_id = make_token(event, Role.REGISTRAR), event.id
        refs = [make_registration(event).ref for _ in range(people)]

    def approve(ref: str, number: int) -> Answer:
        path = f"/api/v1/events/{slug}/registrations/{ref}/approval"
        return there.ask("POST", path, headers={"Authorization": f"Bearer {bearer}"}, source=number)

    asked = [refs[0]] * again + refs[1:]
    answers = there.at_once([partial(approve, ref, number) for number, ref in enumerate(asked)])
    with there.app.app_context():
        rows = db.session.execute(
            select(Registration.status, func.count()).where(Registration.event_id == event_id).group_by("status")
        ).all()
    same, others = answers[:again], answers[again:]
    return (
        Counter(each.status for each in same),
        Counter(each.status for each in others),
        {status.value: count for status, count in rows},
    )


def rush_for_a_choice(there: House, people: int = 40) -> tuple[Counter[int], int]:
    """A1: many people, every other one through the API, choose what has ten places; return the answers and the rows."""
    slug = f"choice-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=None)
        bearer = make_token(event, Role.REGISTRAR)
        meal = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", SEATS)])
        ref, chosen = meal.ref, (meal.choices[0].id, meal.choices[0].ref)

    def by_program(number: int) -> Answer:
        headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": new_key()}
        typed = {name: value for name, value in person(number).items() if name != "consent"}
        body = {**typed, "answers": {ref: chosen[1]}}
        return there.ask("POST", f"/api/v1/events/{slug}/registrations", as_json=body, headers=headers, source=number)

    def by_form(number: int) -> Answer:
        return post_form(there, slug, number, **{f"answer-{ref}": chosen[1]})

    answers = there.at_once([partial(by_form if each % 2 else by_program, each) for each in range(people)])
    with there.app.app_context():
        rows = select(func.count()).select_from(GivenAnswer).where(GivenAnswer.choice_id == chosen[0])
        return Counter(each.status for each in answers), db.session.scalar(rows) or 0


def rush_for_a_session(there: House, people: int = 40) -> tuple[Counter[int], dict[str, int]]:
    """A1: many delegates at once, every other one through the API, want one of ten places in a session.

    Return how they were answered, and how many the database says have a place and wait.
    """
    slug = f"session-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=None)
        bearer, session = make_token(event, Role.REGISTRAR), workshop(event, hall=SEATS)
        ref, session_id = session.ref, session.id
        known = [(each.ref, links.secret(each)) for each in (make_registration(event) for _ in range(people))]

    def by_office(registration: str, number: int) -> Answer:
        path = f"/api/v1/events/{slug}/sessions/{ref}/sign-ups"
        headers = {"Authorization": f"Bearer {bearer}"}
        return there.ask("POST", path, as_json={"registration": registration}, headers=headers, source=number)

    def by_delegate(secret: str, number: int) -> Answer:
        cookie, token = there.browser()
        typed = {"csrf_token": token}
        return there.ask("POST", f"/my/{secret}/sessions/{ref}/place", typed, headers=cookie, source=number)

    answers = there.at_once(
        [
            partial(by_delegate, secret, each) if each % 2 else partial(by_office, registration, each)
            for each, (registration, secret) in enumerate(known)
        ]
    )
    with there.app.app_context():
        mine = select(SignUp.holds, func.count()).where(SignUp.session_id == session_id).group_by(SignUp.holds)
        counts = {"place" if row.holds else "line": row[1] for row in db.session.execute(mine)}
    return Counter(each.status for each in answers), counts


def exchange_at_once(there: House, people: int = 20) -> dict[str, list[str]]:
    """A1: everybody of one full session wants into another with half as many places, at once, in exchange for it.

    Return the names of those who have a place, by session.
    """
    slug = f"exchange-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=None)
        first, second = workshop(event, "A", hall=people), workshop(event, "B", hall=people // 2)
        left, ref, titles = first.ref, second.ref, {first.id: "A", second.id: "B"}
        delegates = [make_registration(event, f"Lê D{each}") for each in range(people)]
        for each in delegates:
            sign_up(each, first)
        secrets = [links.secret(each) for each in delegates]

    def exchange(secret: str, number: int) -> Answer:
        cookie, token = there.browser()
        typed = {"csrf_token": token, "instead": left}
        return there.ask("POST", f"/my/{secret}/sessions/{ref}/place", typed, headers=cookie, source=number)

    there.at_once([partial(exchange, secret, number) for number, secret in enumerate(secrets)])
    found: dict[str, list[str]] = {"A": [], "B": []}
    with there.app.app_context():
        for each in db.session.scalars(select(SignUp).where(SignUp.session_id.in_(titles), SignUp.holds.is_(True))):
            found[titles[each.session_id]].append(each.registration.person.full_name)
    return found


def rush_for_the_last_seats_allotted(there: House, people: int = 8, seats: int = 2) -> tuple[Counter[str], int, int]:
    """A1: so many focal points of one delegation, each with someone to nominate, at the same moment.

    Who is told that the list has changed looks again and goes on. Return how each of them ended, how many people are
    on the list then, and how many seats allotted its counter says are used.
    """
    with there.app.test_request_context():
        delegation = make_delegation(make_event(f"quota-{uuid4().hex[:6]}", hall=None), uuid4().hex, hall=seats)
        door, number = way_in(delegation), delegation.id
    ends: Counter[str] = Counter()

    def nominate(person: int) -> Answer:
        cookie, token = there.browser()
        typed = {"full_name-0": f"Lê Văn C{person}", "email-0": "van.phong@bo.example", "revision": "0"}
        for _turn in range(4 * people):
            form = {**typed, "form_key": new_key(), "csrf_token": token}
            answer = there.ask("POST", f"{door}/delegates", form, headers=cookie, source=person)
            there.ledger.append(answer)
            page = answer.body.decode()
            if "Someone else has changed this list" not in page:
                break
            typed["revision"] = hidden(page, "revision")
        ends["nominated" if answer.status == 303 else "exhausted" if "has no seat left" in page else page] += 1
        return answer

    there.at_once([partial(nominate, each) for each in range(people)])
    with there.app.app_context():
        rows = select(func.count()).select_from(Registration).where(Registration.delegation_id == number)
        used = db.session.scalars(select(Quota.used).where(Quota.delegation_id == number)).one()
        return ends, db.session.scalar(rows) or 0, used


def same_form_ten_times(there: House) -> tuple[list[Answer], int, int]:
    """A5: return the answers, and how many registrations and letters there are."""
    slug, key = f"double-{uuid4().hex[:6]}", new_key()
    with there.app.test_request_context():
        event_id = make_event(slug, hall=None).id
    answers = there.at_once([partial(post_form, there, slug, 1, form_key=key)] * 10)
    with there.app.app_context():
        made = db.session.scalar(
            select(func.count()).select_from(Registration).where(Registration.event_id == event_id)
        )
        letters = db.session.scalar(select(func.count()).select_from(Letter).where(Letter.event_id == event_id))
    return answers, made or 0, letters or 0


def one_address_in_six_spellings(there: House) -> tuple[list[Answer], int, int]:
    """A6: return the answers, and how many people and registrations there are."""
    slug = f"spelt-{uuid4().hex[:6]}"
    names = ["Đỗ Thị Hoà", "đỗ thị hòa", "DO THI HOA", "Đỗ Thị Hoa\u0300", " Đỗ  Thị Hoà", "Ðỗ Thị Hoà"]
    with there.app.test_request_context():
        event_id = make_event(slug, hall=None).id
    answers = there.at_once(
        [
            partial(post_form, there, slug, number, email=email, full_name=name)
            for number, (email, name) in enumerate(zip(SPELLINGS, names, strict=True))
        ]
    )
    with there.app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(each).where(each.event_id == event_id)) or 0
            for each in (Person, Registration)
        ]
    return answers, counts[0], counts[1]


def sixteen_doors(there: House, tickets: int = 60, doors: int = 16) -> list[list[Answer]]:
    """B1: each of 16 telephones scans the same tickets in the same order; return the answers by ticket."""
    slug = f"doors-{uuid4().hex[:6]}"
    with there.app.test_request_context():
        event = make_event(slug, hall=None)
        codes = [code_of(make_registration(event, f"Lê Văn B{each}").ticket) for each in range(tickets)]  # type: ignore[arg-type]
        bearer = make_token(event, Role.DOOR)
    by_ticket: list[list[Answer]] = [[] for _ in codes]

    def walk(door: int) -> Answer:
        for number, code in enumerate(codes):
            scan = {"id": str(uuid4()), "code": code, "gate": f"Cửa {door}", "device": f"phone-{door}"}
            by_ticket[number].append(
                there.ask(
                    "POST",
                    f"/api/v1/events/{slug}/scans",
                    as_json=scan,
                    headers={"Authorization": f"Bearer {bearer}"},
                    source=door,
                )
            )
        return by_ticket[-1][-1]

    there.at_once([partial(walk, door) for door in range(doors)])
    there.ledger += [answer for answers in by_ticket for answer in answers]
    return by_ticket


def wrongly_admitted(by_ticket: list[list[Answer]]) -> list[Counter[str]]:
    """Return the verdicts of every ticket that was not admitted exactly once."""
    verdicts = [Counter(str(answer.json.get("verdict")) for answer in answers) for answers in by_ticket]
    return [each for each in verdicts if each != Counter(admitted=1, already_in=len(by_ticket[0]) - 1)]


def test_two_hundred_at_once_get_exactly_the_ten_seats_there_are(whole: House) -> None:
    """A1: ten are confirmed, everybody else waits, nobody sees an error."""
    assert rush_for_the_last_seats(whole) == {"confirmed": SEATS, "waitlisted": PEOPLE - SEATS}
    statuses = Counter(answer.status for answer in whole.ledger[-PEOPLE:])
    assert statuses == {303: PEOPLE // 2, 201: PEOPLE // 2}
    with whole.app.app_context():
        assert_counters_agree()


def test_counting_first_and_taking_then_is_noticed(broken: House) -> None:
    """A1, A3: the control oversells, and its counter no longer is the number of its rows."""
    counts = rush_for_the_last_seats(broken, people=60)
    assert counts["confirmed"] > SEATS
    with broken.app.app_context():
        assert disagreements() != []


def test_of_sixty_who_switch_into_ten_seats_ten_move_and_fifty_stay_where_they_are(whole: House) -> None:
    """A1: an exchange of seats: nobody has both, nobody neither, and the counters are exactly right.

    Programs are refused; whoever asks on the own page keeps the seat online and waits for one in the hall.
    """
    answers, modes = rush_into_the_hall(whole)
    assert modes == {"hall": SEATS, "online": 60 - SEATS}
    with whole.app.app_context():
        wishing = select(func.count()).select_from(Registration).where(Registration.wished_mode == Mode.HALL)
        waiting = db.session.scalar(wishing) or 0
        assert_counters_agree()
    assert answers[409] + waiting == 60 - SEATS and answers[200] + answers[303] == SEATS + waiting


def test_switching_by_counting_first_is_noticed(broken: House) -> None:
    """A1: the control lets too many in, or loses count."""
    _answers, modes = rush_into_the_hall(broken, people=30)
    with broken.app.app_context():
        assert modes["hall"] > SEATS
        assert disagreements() != []


def test_of_eight_who_approve_one_at_once_one_does_and_the_seats_are_exactly_filled(whole: House) -> None:
    """A1: nobody is approved twice, the others have a seat while there are some, and then wait."""
    same, others, statuses = approve_at_once(whole)
    assert (same, others) == (Counter({200: 1, 409: 7}), Counter({200: 23}))
    assert statuses == {"confirmed": SEATS, "waitlisted": 24 - SEATS}
    with whole.app.app_context():
        assert_counters_agree()


def test_approving_what_was_read_a_while_ago_is_noticed(broken: House) -> None:
    """A1: the control approves one person more than once, or more people than there are seats, and loses count."""
    same, _others, statuses = approve_at_once(broken, people=16)
    assert same[200] > 1 or statuses.get("confirmed", 0) > SEATS
    with broken.app.app_context():
        assert disagreements() != []


def test_of_forty_who_choose_what_has_ten_places_ten_get_one(whole: House) -> None:
    """A1: the others are refused in words and not registered at all; the counter is the number of rows."""
    answers, rows = rush_for_a_choice(whole)
    assert rows == SEATS
    assert answers[409] == 40 - SEATS and answers[201] + answers[303] == SEATS
    with whole.app.app_context():
        assert_counters_agree()


def test_of_forty_who_sign_up_for_ten_places_ten_have_one_and_thirty_wait(whole: House) -> None:
    """A1: everybody is answered, nobody is in the session twice, and the counter is the number of rows."""
    answers, counts = rush_for_a_session(whole)
    assert counts == {"place": SEATS, "line": 40 - SEATS}
    assert answers == Counter({303: 20, 201: 20})
    with whole.app.app_context():
        assert_counters_agree()


def test_signing_up_by_counting_first_is_noticed(broken: House) -> None:
    """A1: the control gives one place to several people, and loses count."""
    _answers, counts = rush_for_a_session(broken, people=30)
    with broken.app.app_context():
        assert counts["place"] > SEATS
        assert disagreements() != []


def test_of_twenty_who_exchange_a_session_for_ten_places_nobody_has_both_or_neither(whole: House) -> None:
    """A1: ten move, ten stay where they were."""
    found = exchange_at_once(whole)
    assert (len(found["A"]), len(found["B"])) == (10, 10)
    assert len({*found["A"], *found["B"]}) == 20
    with whole.app.app_context():
        assert_counters_agree()


def test_of_eight_focal_points_at_once_two_get_the_two_seats_allotted(whole: House) -> None:
    """A1: the others are told why, and nobody overwrites anybody."""
    ends, listed, used = rush_for_the_last_seats_allotted(whole)
    assert (ends, listed, used) == (Counter(nominated=2, exhausted=6), 2, 2)
    with whole.app.app_context():
        assert_counters_agree()


def test_counting_the_places_of_a_choice_first_is_noticed(broken: House) -> None:
    """A1: the control gives more places than there are, and its counter no longer is the number of its rows."""
    _answers, rows = rush_for_a_choice(broken, people=30)
    assert rows > SEATS
    with broken.app.app_context():
        assert disagreements() != []


def test_looking_whether_a_seat_allotted_is_left_is_noticed(broken: House) -> None:
    """A1: the control nominates too many or loses count; on SQLite it trips over what it has read before."""
    assert rush_for_the_last_seats_allotted(broken) != (Counter(nominated=2, exhausted=6), 2, 2)


def test_one_form_sent_ten_times_is_one_registration_one_letter_and_one_answer(whole: House) -> None:
    """A5: a double click, or a proxy that tries again."""
    answers, registrations, letters = same_form_ten_times(whole)
    assert (registrations, letters) == (1, 1)
    assert {(each.status, secret_of(each)) for each in answers} == {(303, secret_of(answers[0]))}
    assert secret_of(answers[0]) != ""
    with whole.app.app_context():
        assert_counters_agree()


def test_the_same_key_with_other_content_is_refused(whole: House) -> None:
    """A5: it is not taken for the first one, and it does not register anyone."""
    slug, key = f"reused-{uuid4().hex[:6]}", new_key()
    with whole.app.test_request_context():
        event_id = make_event(slug).id
    first = post_form(whole, slug, 1, form_key=key)
    other = post_form(whole, slug, 2, form_key=key)
    assert (first.status, other.status) == (303, 409)
    with whole.app.app_context():
        rows = select(func.count()).select_from(Registration).where(Registration.event_id == event_id)
        assert db.session.scalar(rows) == 1
        assert_counters_agree()


def test_looking_whether_the_form_came_before_is_noticed(broken: House) -> None:
    """A5: the control registers the same form more than once, and sends more than one letter."""
    _answers, registrations, letters = same_form_ten_times(broken)
    assert registrations > 1
    assert letters >= 1


def test_one_address_in_six_spellings_is_one_person_with_one_registration(whole: House) -> None:
    """A6: case, blanks, full width, zero width; and the name in both Unicode forms and tone placements."""
    answers, people, registrations = one_address_in_six_spellings(whole)
    assert (people, registrations) == (1, 1)
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 5}
    with whole.app.app_context():
        assert_counters_agree()


def test_looking_for_a_person_before_making_one_is_noticed(broken: House) -> None:
    """A6: the control knows the same person several times."""
    _answers, people, _registrations = one_address_in_six_spellings(broken)
    assert people > 1


def test_of_sixteen_doors_one_admits_each_ticket_and_the_others_name_it(whole: House) -> None:
    """B1: exactly one is admitted; fifteen are told when and where, and it is what the database says."""
    by_ticket = sixteen_doors(whole)
    assert wrongly_admitted(by_ticket) == []
    for answers in by_ticket:
        first = next(each.json for each in answers if each.json["verdict"] == "admitted")
        later = [each.json for each in answers if each.json["verdict"] == "already_in"]
        assert {each["first_in_at"] for each in later} == {later[0]["first_in_at"]}
        with whole.app.app_context():
            scan = db.session.scalars(select(Scan).where(Scan.uuid == first["id"])).one()
            entry = db.session.scalars(select(Entry).where(Entry.ticket_id == scan.ticket_id)).one()
        assert datetime.fromisoformat(later[0]["first_in_at"]) == entry.entered_at
        assert {each["first_in_gate"] for each in later} == {entry.gate}
        assert [each for each in later if entry.gate not in each["message"]] == []


def test_a_flag_instead_of_a_key_is_noticed(broken: House) -> None:
    """B1: the control admits most tickets more than once."""
    assert len(wrongly_admitted(sixteen_doors(broken, tickets=15))) > 5


def test_after_all_that_every_counter_is_the_number_of_its_rows(whole: House) -> None:
    """A3: for every event these trials have made."""
    with whole.app.app_context():
        assert (db.session.scalar(select(func.count()).select_from(Event)) or 0) > 0
        assert (db.session.scalar(select(func.sum(EventMode.taken)).where(EventMode.mode == Mode.HALL)) or 0) > 0
        assert db.session.scalar(
            select(func.count()).select_from(Registration).where(Registration.status == Status.CONFIRMED)
        )
        assert_counters_agree()
