"""Programmes that come from other software and go there: taken in, taken in again, and the same when they come out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy import update

from eventapp import clock
from eventapp.agenda import terms
from eventapp.agenda.importing import ProgrammeWithPlacesImporter
from eventapp.agenda.models import Places
from eventapp.agenda.queries import offers_of
from eventapp.audit.trail import SYSTEM
from eventapp.calendar.entries import Reader
from eventapp.calendar.feeds import event_calendar
from eventapp.calendar.schedules import event_schedule
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events.models import Event, Mode
from eventapp.importing.columns import find_layout
from eventapp.importing.reports import Report
from eventapp.importing.rows import take_in
from eventapp.programme import programming, wording
from eventapp.programme.known import Known
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import sessions_of
from eventapp.programme.schedule_words import kind_of
from eventapp.reports import programme
from eventapp.schedules.ics_reading import PLATFORM
from eventapp.schedules.reading import read_programme
from eventapp.spreadsheets import write_csv, write_xlsx
from tests.factories import make_event, make_session, make_site
from tests.importing.sheets import counts, faults, row_counts, sheet
from tests.schedules.conformance import json_faults, real, xml_faults

FORMS = ("xml", "json", "ics", "xlsx", "csv")
DAY = datetime(2023, 8, 5, 8, tzinfo=UTC)
TALK = "<event {given}><title>{title}</title><start>{start}</start><duration>{duration}</duration>{more}</event>"


def take(event: Event, content: bytes | str, **how: Any) -> Report:
    """Take a file in as the command does."""
    table = read_programme(content if isinstance(content, bytes) else content.encode(), event.zone, "schedule")
    with transaction():
        return take_in(table, ProgrammeWithPlacesImporter(event, by=SYSTEM), **how)


def schedule(*talks: str, room: str = "HS1") -> str:
    """Return a schedule.xml of these events."""
    return f'<schedule><day date="2023-08-05"><room name="{room}">{"".join(talks)}</room></day></schedule>'


def talk(
    given: str = 'id="7"', title: str = "Talk", start: str = "10:00", duration: str = "1:00", more: str = ""
) -> str:
    """Return an event of a schedule.xml."""
    return TALK.format(given=given, title=title, start=start, duration=duration, more=more)


def written(event: Event, form: str, path: Path, locale: str = "vi") -> bytes:
    """Return the programme in that form."""
    with force_locale(locale):
        reader = Reader(locale, gettext, "https://x.example", "test.eventapp", "office@x.example")
        if form in ("xml", "json"):
            return event_schedule(event, reader, form=form)
        if form == "ics":
            return event_calendar(event, reader, at=clock.now())
        heading = [gettext(word) for word in programme.HEADING]
        target = path / f"programme.{form}"
        (write_xlsx if form == "xlsx" else write_csv)(target, heading, programme.rows(event, translate=gettext))
    return target.read_bytes()


def state(event: Event) -> list[tuple[Any, ...]]:
    """Return all that is known of every session."""
    offers = offers_of(event)
    return [
        (
            each.uuid, each.kind, each.title, each.title_en, each.abstract, each.starts_at, each.ends_at, each.sequence,
            each.room and each.room.name, each.track and each.track.name, each.cancelled_at is None,
            [(seat.person.full_name, seat.role) for seat in each.platform], terms.agreed_with(offers.get(each.id)),
        )
        for each in sessions_of(event)
    ]  # fmt: skip


@pytest.fixture
def camp(app: Flask) -> Event:
    """A conference in Berlin."""
    return make_event("camp", zone="Europe/Berlin", starts_at=DAY, ends_at=DAY + timedelta(hours=10))


@pytest.fixture
def forum(app: Flask) -> Iterator[Event]:
    """A conference of ours: parts on the platform, forms of address, two languages, a night, a break."""
    event = make_event(host="Bộ Ngoại giao")
    make_site(event, "Trụ sở Bộ, Hà Nội", mode=Mode.HALL)
    with transaction():
        chair = people.meet(event.id, full_name="Bùi Thanh Sơn", salutation="Ông")
        speaker, other = (people.meet(event.id, full_name=name) for name in ("Phạm Thu Hương", "Lê Hoa"))
        room, track = (
            programming.room(event, "Phòng A", "Room A"),
            programming.track(event, "Di sản, hôm nay", "Heritage"),
        )
    platform = [
        (speaker, PlatformRole.SPEAKER), (chair, PlatformRole.CHAIR), (other, PlatformRole.MODERATOR),
        (chair, PlatformRole.SPEAKER),
    ]  # fmt: skip
    make_session(
        event, "Phiên <b>toàn thể</b>", title_en="Plenary", room=room, track=track, platform=platform,
        abstract="Ba điểm mới:\n- một\n- hai\n\nNói ngắn: thôi.",
    )  # fmt: skip
    with transaction():
        places = {Mode.HALL: 40, Mode.BRIDGE: 0, Mode.ONLINE: None}
        terms.set_terms(event, sessions_of(event)[0], places=places, by=SYSTEM)
    make_session(event, "Giải lao", hour=3, kind=SessionKind.BREAK)
    make_session(event, "=Dạ tiệc", hour=14, ends_at=event.starts_at.replace(hour=19), kind=SessionKind.CEREMONY)
    gone = make_session(event, "Huỷ", hour=5)
    with transaction():
        programming.cancel_session(event, gone, by=SYSTEM)
    yield event


def test_a_schedule_goes_in_and_a_second_time_changes_nothing(camp: Event) -> None:
    content = schedule(talk(more="<type>workshop</type><track>Säle</track><persons><person>Ada L</person></persons>"))
    assert counts(take(camp, content)) == (1, 0, 0, 0)
    [session] = sessions_of(camp)
    assert (session.title, session.kind, session.room and session.room.name, session.track and session.track.name) == (
        "Talk",
        SessionKind.PARALLEL,
        "HS1",
        "Säle",
    )
    assert [(seat.person.full_name, seat.role) for seat in session.platform] == [("Ada L", PlatformRole.SPEAKER)]
    before = row_counts()
    assert counts(take(camp, content)) == (0, 0, 1, 0)
    assert row_counts() == before


def test_a_day_that_does_not_say_its_date_follows_the_first_day_of_the_conference(camp: Event) -> None:
    days = ('<day index="1">', '<day date="2023-13-45" index="2">', "<day>")
    talks = [talk(f'id="{number}"', f"Talk {number}") for number in range(3)]
    rooms = "".join(f'{day}<room name="HS1">{one}</room></day>' for day, one in zip(days, talks, strict=True))
    content = f"<schedule><conference><start>2023-08-05</start></conference>{rooms}</schedule>"
    assert counts(take(camp, content)) == (3, 0, 0, 0)
    assert [f"{each.starts_at.astimezone(camp.tz):%d %H:%M}" for each in sessions_of(camp)] == [
        "05 10:00",
        "06 10:00",
        "07 10:00",
    ]


def test_a_session_is_the_same_by_its_identity_and_another_start_raises_its_sequence(camp: Event) -> None:
    take(camp, schedule(talk()))
    [session] = sessions_of(camp)
    uuid = session.uuid
    assert counts(take(camp, schedule(talk(title="Renamed")))) == (0, 1, 0, 0)
    assert [(each.uuid, each.title, each.sequence) for each in sessions_of(camp)] == [(uuid, "Renamed", 0)]
    assert counts(take(camp, schedule(talk(title="Renamed", start="11:00")))) == (0, 1, 0, 0)
    assert [(each.uuid, each.sequence) for each in sessions_of(camp)] == [(uuid, 1)]


def test_sessions_that_the_new_file_lacks_are_reported_and_stay(camp: Event) -> None:
    take(camp, schedule(talk(), talk('id="8"', title="Other", start="12:00")))
    report = take(camp, schedule(talk()))
    assert [(words, fault.code) for words, fault in report.absent] == [("05/08/2023 12:00 Other", "absent")]
    assert report.told(gettext)["absent"][0]["what"] == "05/08/2023 12:00 Other"
    assert len(sessions_of(camp)) == 2
    assert take(camp, schedule(talk(), talk('id="8"', title="", start="12:00"))).absent == []  # rejected is not absent


def test_a_guid_stays_the_identity_and_two_events_may_take_the_same_file(camp: Event) -> None:
    guid = "2d64f8e2-26ee-529f-b5ab-3b3f326e31b9"
    content = schedule(talk(f'guid="{guid.upper()}"'), talk('guid="no uuid"', title="Other", start="12:00"))
    copy = make_event("copy", zone="Europe/Berlin", starts_at=DAY, ends_at=DAY + timedelta(hours=10))
    for event in (camp, copy):
        assert counts(take(event, content)) == (2, 0, 0, 0)
        assert counts(take(event, content)) == (0, 0, 2, 0)
    first, second = ([each.uuid for each in sessions_of(event)] for event in (camp, copy))
    assert (first[0], len({*first, *second})) == (guid, 4)


def test_who_is_on_the_platform_keeps_his_part_when_a_schedule_names_him(camp: Event) -> None:
    take(camp, schedule(talk(more="<persons><person>Ada L</person></persons>")))
    with transaction():
        [session] = sessions_of(camp)
        ada = session.platform[0].person
        programming.revise_session(camp, session, by=SYSTEM, platform=[(ada, PlatformRole.CHAIR)])
    take(camp, schedule(talk(more="<persons><person>Bo M</person><person>Ada L</person></persons>")))
    assert [(seat.person.full_name, seat.role) for seat in sessions_of(camp)[0].platform] == [
        ("Bo M", PlatformRole.SPEAKER),
        ("Ada L", PlatformRole.CHAIR),
    ]


def test_a_kind_that_somebody_chose_stays_where_the_file_does_not_know_better(camp: Event) -> None:
    content = schedule(talk(more="<type>devroom</type>"))
    take(camp, content)
    with transaction():
        programming.revise_session(camp, sessions_of(camp)[0], by=SYSTEM, kind=SessionKind.KEYNOTE)
    assert counts(take(camp, content)) == (0, 0, 1, 0)
    assert (kind_of("Coffee"), kind_of("Panel"), kind_of("devroom")) == (
        SessionKind.BREAK,
        SessionKind.DISCUSSION,
        None,
    )


def test_the_report_says_which_item_and_what_is_wrong_with_it(camp: Event) -> None:
    content = schedule(
        talk(),
        talk('id="8"', title=""),
        talk('id="9"', start="late"),
        talk(),
        talk('id="7"', title="Other", start="12:00"),
        talk('id="10"', duration="", start="13:00"),
    )
    report = take(camp, content)
    assert counts(report) == (3, 0, 0, 3)
    assert faults(report) == [
        (2, "title", "missing"),
        (3, "start", "invalid"),
        (3, "end", "missing"),
        (4, "title", "duplicate"),
    ]
    assert [(each.row, each.fault.code) for each in report.notes] == [(5, "same_id"), (6, "assumed_end")]
    with force_locale("vi"):
        for remark in (*report.rejected, *report.notes):
            assert remark.fault.sentence(gettext) != remark.fault.sentence()


def test_what_is_cancelled_in_the_file_is_neither_added_nor_removed(camp: Event) -> None:
    times = "DTSTART:20230805T100000Z\nDTEND:20230805T110000Z"
    live = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:7\nSUMMARY:T\n{times}\n{{}}END:VEVENT\n"
    gone = live.format("STATUS:CANCELLED\n")
    assert faults(take(camp, gone)) == [(1, "status", "cancelled")]
    take(camp, live.format(""))
    report = take(camp, gone)
    assert (counts(report), [each.fault.code for each in report.notes]) == ((0, 0, 1, 0), ["cancelled_there"])
    assert sessions_of(camp)[0].cancelled_at is None


def test_a_rehearsal_foretells_what_happens_and_writes_nothing(camp: Event) -> None:
    content = schedule(talk(), talk('id="8"', duration="1:30", title=""), talk('id="9"', title="Nine", start="12:00"))
    before = row_counts()
    rehearsed = take(camp, content, is_rehearsal=True)
    assert row_counts() == before
    done = take(camp, content)
    assert (rehearsed.verdicts, rehearsed.rejected, rehearsed.notes) == (done.verdicts, done.rejected, done.notes)
    changed = content.replace("Nine", "Ten").replace("HS1", "HS2")
    assert take(camp, changed, is_rehearsal=True).verdicts == take(camp, changed).verdicts


def test_a_row_that_the_rules_refuse_takes_nothing_with_it(camp: Event) -> None:
    heading = ("UID", "Date", "Starts", "Ends", "Title", "Room", "Speakers")
    good = ("a", "05/08/2023", "10:00", "11:00", "Good", "HS1", "Ada L")
    bad = ("b", "05/08/2023", "12:00", "11:00", "Bad", "HS9", "Nobody")
    with transaction():
        report = take_in(sheet(heading, good, bad), ProgrammeWithPlacesImporter(camp, by=SYSTEM))
    assert (counts(report), faults(report)) == ((1, 0, 0, 1), [(3, "Ends", "ends_before_start")])
    [session] = sessions_of(camp)
    assert (session.room and session.room.name, session.platform[0].person.full_name) == ("HS1", "Ada L")


def test_a_sheet_says_which_sessions_need_places_and_what_it_leaves_empty_stays(camp: Event) -> None:
    heading = ("Date", "Starts", "Ends", "Title", "Sign-up", "Places in the hall", "Places online")
    when = ("05/08/2023", "10:00", "11:00")
    rows = [
        (*when, "Workshop", "", 30, "no limit"), (*when, "Talk", "", "", ""), (*when, "Open", "No sign-up", "", ""),
        (*when, "Odd", "No sign-up", 5, ""), (*when, "Bad", "", "many", ""),
    ]  # fmt: skip
    table = sheet(heading, *rows)
    rehearsed = take_in(table, ProgrammeWithPlacesImporter(camp, by=SYSTEM), is_rehearsal=True)
    with transaction():
        report = take_in(table, ProgrammeWithPlacesImporter(camp, by=SYSTEM))
    assert (counts(report), rehearsed.verdicts) == ((3, 0, 0, 2), report.verdicts)
    assert faults(report) == [
        (5, "Sign-up", "places_without_sign_up"),
        (6, "Places in the hall", "invalid"),
    ]
    workshop = next(each for each in sessions_of(camp) if each.title == "Workshop")
    [(number, offer)] = offers_of(camp).items()
    assert (number, terms.agreed_with(offer).places) == (
        workshop.id,
        {Mode.HALL: 30, Mode.BRIDGE: 0, Mode.ONLINE: None},
    )
    again = sheet(heading, (*when, "Workshop", "", "", 9), rows[1])
    rehearsed = take_in(again, ProgrammeWithPlacesImporter(camp, by=SYSTEM), is_rehearsal=True)
    with transaction():
        report = take_in(again, ProgrammeWithPlacesImporter(camp, by=SYSTEM))
    assert (counts(report), rehearsed.verdicts) == ((0, 1, 1, 0), report.verdicts)
    assert terms.agreed_with(offers_of(camp)[number]).places == {Mode.HALL: 30, Mode.BRIDGE: 0, Mode.ONLINE: 9}
    with transaction():
        taken = update(Places).where(Places.session_id == number, Places.mode == Mode.HALL).values(taken=20)
        db.session.execute(taken)
    for is_rehearsal in (True, False):
        with transaction():
            fewer = sheet(heading, (*when, "Workshop", "", 10, ""))
            report = take_in(fewer, ProgrammeWithPlacesImporter(camp, by=SYSTEM), is_rehearsal=is_rehearsal)
        assert faults(report) == [(2, "Places in the hall", "places_below_taken")]


def test_what_somebody_else_adds_meanwhile_is_found_the_second_time(
    camp: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = schedule(talk(more="<persons><person>Ada L</person></persons>"))
    with transaction():
        people.meet(camp.id, full_name="Ada L")
    read_people = Known.read_people
    monkeypatch.setattr(Known, "read_people", lambda *_asked: None)  # as it was before Ada was there
    assert faults(take(camp, content)) == [(1, "", "added_elsewhere")]
    assert sessions_of(camp) == []
    monkeypatch.setattr(Known, "read_people", read_people)
    assert counts(take(camp, content)) == (1, 0, 0, 0)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_headings_and_kinds_of_our_sheets_are_known_to_the_import(app: Flask, locale: str) -> None:
    with force_locale(locale):
        heading = tuple(gettext(word) for word in programme.HEADING)
        kinds = [gettext(word) for word in wording.KINDS.values()]
        words = {gettext(wording.part(role, number)) for role in PlatformRole for number in (1, 2)}
    layout = find_layout(sheet(heading, ("x",) * len(heading)), ProgrammeWithPlacesImporter.headings, ("title",))
    assert len(layout.header.columns) == len(heading)
    assert list(map(kind_of, kinds)) == list(SessionKind)
    assert words <= {word for known in PLATFORM.values() for word in known}


# A schedule in English says the English title, which is another one; a sheet says both.
@pytest.mark.parametrize(("form", "locale"), [*((form, "vi") for form in FORMS), ("xlsx", "en"), ("csv", "en")])
def test_what_we_write_comes_back_unchanged(forum: Event, tmp_path: Path, form: str, locale: str) -> None:
    before = state(forum)
    report = take(forum, written(forum, form, tmp_path, locale))
    assert (counts(report)[0], counts(report)[1], counts(report)[3]) == (0, 0, 0)
    assert (state(forum), report.absent) == (before, [])


@pytest.mark.parametrize(
    ("database_url", "form"), [*(("sqlite", form) for form in FORMS), ("postgresql", "xml")], indirect=["database_url"]
)
def test_fosdem_comes_out_as_it_went_in(app: Flask, tmp_path: Path, form: str) -> None:
    event = make_event(
        "fosdem",
        zone="Europe/Brussels",
        starts_at=datetime(2021, 2, 6, 8, tzinfo=UTC),
        ends_at=datetime(2021, 2, 7, 18, tzinfo=UTC),
    )
    assert counts(take(event, real("fosdem_2021.xml"))) == (773, 0, 0, 0)
    body = written(event, form, tmp_path)
    assert counts(take(event, body)) == (0, 0, 773, 0)
    again = make_event("again", zone="Europe/Brussels", starts_at=event.starts_at, ends_at=event.ends_at)
    assert counts(take(again, body)) == (773, 0, 0, 0)
    assert sorted(map(facts, sessions_of(again)), key=str) == sorted(map(facts, sessions_of(event)), key=str)
    if form == "xml":
        assert xml_faults(body) == []
        assert sorted(map(_event, ElementTree.fromstring(body).iter("event"))) == sorted(
            map(_event, ElementTree.fromstring(real("fosdem_2021.xml")).iter("event"))
        )
    if form == "json":
        assert json_faults(body) == []
        assert len([each for day in _days(body) for held in day["rooms"].values() for each in held]) == 773


def facts(session: Session) -> tuple[Any, ...]:
    """Return what every form can say of a session."""
    return (
        session.title,
        session.starts_at,
        session.ends_at,
        session.room and session.room.name,
        session.track and session.track.name,
        [seat.person.full_name.casefold() for seat in session.platform],  # a sheet makes "ADA L" ordinary
        session.abstract,
    )


def _event(event: ElementTree.Element) -> tuple[Any, ...]:
    title = " ".join((event.findtext("title") or "").split())
    persons = [" ".join((each.text or "").split()) for each in event.iter("person")]
    return (
        title,
        event.findtext("start"),
        event.findtext("duration"),
        event.findtext("room"),
        list(dict.fromkeys(persons)),
    )


def _days(body: bytes) -> list[dict[str, Any]]:
    days: list[dict[str, Any]] = json.loads(body)["schedule"]["conference"]["days"]
    return days


@pytest.mark.parametrize(("name", "zone"), [("kielux_2020.ics", "Europe/Berlin"), ("pretalx-democon.json", "UTC")])
def test_the_other_real_conferences_go_in_and_a_second_time_change_nothing(app: Flask, name: str, zone: str) -> None:
    event = make_event(zone=zone)
    first = take(event, real(name))
    assert counts(first)[1:] == (0, 0, 0)
    state_before = state(event)
    assert counts(take(event, real(name))) == (0, 0, counts(first)[0], 0)
    assert state(event) == state_before
