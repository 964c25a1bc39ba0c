"""Shapes: forms, JSON and rows become clean values or faults in words, and nothing makes them raise."""

import json
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from eventapp import shapes
from eventapp.errors import N_
from eventapp.shapes import Fault, read
from eventapp.spreadsheets import Formula, find_header, read_table, records
from eventapp.telephones import UNASSIGNED


class Mode(StrEnum):
    HALL = "hall"
    BRIDGE = "bridge"


class Everything(shapes.Shape):
    """One field of every kind."""

    full_name = shapes.FullName(required=True, label=N_("Full name"))
    email = shapes.EmailAddress(required=True, label=N_("E-mail"))
    phone = shapes.Phone(label=N_("Telephone"))
    position = shapes.Line(20, label=N_("Position"))
    about = shapes.Paragraph(100, label=N_("About"))
    mode = shapes.Choice(Mode, synonyms={Mode.HALL: ["Trực tiếp", "In person"]}, label=N_("Attendance"))
    slug = shapes.Slug(label=N_("Address"))
    zone = shapes.Zone(label=N_("Time zone"))
    starts = shapes.Moment(label=N_("Starts"))
    colour = shapes.Colour(label=N_("Colour"))
    seats = shapes.Whole(1, 500, label=N_("Seats"))
    consent = shapes.Tick(label=N_("Consent"))
    secret = shapes.Line(64, as_typed=True)
    tags = fields.List(shapes.Line(10))


LEAST = {"full_name": "Nguyễn Văn Anh", "email": "an@x.example"}


def value(name: str, given_value: Any, **more: bool) -> Any:
    reading = read(Everything, {**LEAST, name: given_value}, **more)
    assert reading.faults == []
    return reading.values[name]


def fault(name: str, given_value: Any, **more: bool) -> Fault:
    reading = read(Everything, {**LEAST, name: given_value}, **more)
    assert len(reading.faults) == 1
    assert reading.faults[0].field == name
    assert name not in reading.values
    return reading.faults[0]


def test_what_is_missing_becomes_none_and_unknown_fields_are_ignored() -> None:
    reading = read(Everything, {**LEAST, "role": "admin", "position": "  ", "phone": None})
    assert reading.faults == []
    assert reading.values == {
        **LEAST,
        **dict.fromkeys(["phone", "position", "about", "mode", "slug", "zone", "starts", "colour", "seats", "secret"]),
        "consent": False,
    }


def test_a_form_and_a_row_and_a_json_body_are_read_alike() -> None:
    form = MultiDict(
        [("full_name", "NGUYỄN VĂN ANH"), ("email", " AN@X.example"), ("seats", "3"), ("tags", "a"), ("tags", "b")]
    )
    row = {"full_name": "Nguyễn  Văn Anh", "email": "an@x.example", "seats": 3.0, "tags": ["a", "b"]}
    body = json.loads('{"full_name": "Nguyễn Văn Anh", "email": "an@x.example", "seats": 3, "tags": ["a", "b"]}')
    assert read(Everything, form) == read(Everything, row) == read(Everything, body, typed_values=True)
    assert read(Everything, form).values["tags"] == ["a", "b"]


@pytest.mark.parametrize("blank", ["", " ", "\u200b", "\u202e\x00", None, "\u3000"])
def test_a_required_field_that_holds_nothing_visible_is_missing(blank: str | None) -> None:
    assert fault("full_name", blank) == Fault("full_name", "missing", "%(label)s is missing.", {"label": "Full name"})
    assert read(Everything, {}).faults[1].code == "missing"


def test_every_fault_is_a_sentence_that_names_its_field_in_any_language() -> None:
    found = fault("position", "x" * 21)
    assert (found.code, found.values) == ("too_long", {"label": "Position", "maximum": 20})
    assert found.sentence() == "Position is longer than 20 characters."
    vietnamese = {found.message: "%(label)s dài quá %(maximum)s ký tự.", "Position": "Chức vụ"}
    assert found.sentence(vietnamese.__getitem__) == "Chức vụ dài quá 20 ký tự."
    assert shapes.label(Everything, "position") == "Position"
    assert (shapes.label(Everything, "secret"), shapes.label(Everything, "nothing")) == ("secret", "nothing")


def test_faults_come_in_the_order_of_the_form() -> None:
    reading = read(Everything, {"seats": "x", "email": "x", "tags": ["a", ["b"]], "phone": "091"})
    assert [each.field for each in reading.faults] == ["full_name", "email", "phone", "seats", "tags.1"]


def test_a_formula_is_never_a_value() -> None:
    found = fault("full_name", Formula("HYPERLINK()", "Nguyễn Văn Anh"))
    assert found.code == "invalid"
    assert found.sentence() == "Full name is a formula; please type the value itself."


def test_blanks_of_a_program_count_to_the_length() -> None:
    for text, codes in (("\x1f" * 20, []), ("\x1f" * 21, ["too_long"])):
        reading = read(Everything, {"full_name": "An", "email": "an@example.org", "position": text}, typed_values=True)
        assert [fault.code for fault in reading.faults] == codes


def test_lines_are_cleaned_and_passwords_are_not() -> None:
    assert value("position", " Vụ\u200b  trưởng\n\x07") == "Vụ trưởng"
    assert value("position", 2.0) == "2"
    assert value("about", "một\r\nhai\u202e") == "một\nhai"
    assert value("secret", " pass\u200bword ") == " pass\u200bword "
    assert value("secret", "  ") == "  "
    assert (fault("secret", "a\x00b").code, fault("secret", "\ud800").code) == ("invalid", "invalid")
    assert fault("position", 2.0, typed_values=True).code == "invalid"


@pytest.mark.parametrize("name", ["123", "—", "?!", 5, 5.0, ["Nguyễn"], {"a": 1}, True, "\ue000"])
def test_a_name_needs_letters(name: Any) -> None:
    assert fault("full_name", name).code == "invalid"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HO.THI.NGA@MINISTRYOFFOREIGNAFFAIRS.EXAMPLE", "ho.thi.nga@ministryofforeignaffairs.example"),
        ("ａｎ＠ｘ．ｅｘａｍｐｌｅ", "an@x.example"),
        ("an+tag@mail.mofa.local", "an+tag@mail.mofa.local"),
        ("a@sub.x.test", "a@sub.x.test"),
        ("a@BÜCHER.example", "a@bücher.example"),
        ("a@xn--bcher-kva.example", "a@bücher.example"),
    ],
)
def test_addresses_are_folded_and_closed_networks_are_welcome(written: str, kept: str) -> None:
    assert value("email", written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "khong-phai-email",
        "a@b",
        "a@localhost",
        "a b@x.example",
        "a@x..example",
        "@x.example",
        "a@x.example, b@x.example",
        *("a@[127.0.0.1]", "<a@x.example>", "a\n@x.example@y", 5.0, ["a@x.example"], "a@" + "x" * 250 + ".example"),
        *("a@x.invalid", "a@" + "\u0302" * 99, "xn--@xn--.xn--"),
    ],
)
def test_what_is_no_address_is_a_fault(written: Any) -> None:
    assert fault("email", written).code in ("invalid", "too_long")
    assert fault("email", "khong-phai-email").sentence() == "E-mail is not an e-mail address: khong-phai-email"


def test_telephones_become_e164_and_strange_ranges_a_note() -> None:
    assert value("phone", 349977364.0) == "+84349977364"
    assert fault("phone", "091").sentence() == "Telephone is not a telephone number: 091"
    reading = read(Everything, {**LEAST, "phone": "0809.303.201"})
    assert (reading.faults, reading.values["phone"]) == ([], "+84809303201")
    assert reading.notes == [Fault("phone", "note", UNASSIGNED, {"label": "Telephone"})]
    assert read(Everything, {**LEAST, "phone": "0349977364"}).notes == []


def test_a_choice_is_found_by_word_or_synonym() -> None:
    assert [value("mode", each) for each in ("hall", "HALL", "Trực tiếp", "truc tiep", "In Person")] == [Mode.HALL] * 5
    assert isinstance(value("mode", "hall"), Mode)
    found = fault("mode", "có thể")
    assert (found.code, found.sentence()) == ("unknown", "Attendance is unknown: có thể. Known are: hall, bridge.")
    assert value("mode", "bridge", typed_values=True) == Mode.BRIDGE
    assert fault("mode", "Trực tiếp", typed_values=True).code == "unknown"


def test_slugs_zones_and_colours() -> None:
    assert value("slug", "Ngoai-Giao-2021") == "ngoai-giao-2021"
    assert [fault("slug", each).code for each in ("a", "-a", "a--b", "a/b", "é1", "a_b")] == ["invalid"] * 6
    assert value("zone", "asia/ho_chi_minh") == "Asia/Ho_Chi_Minh"
    assert value("zone", "America/Argentina/Buenos_Aires") == "America/Argentina/Buenos_Aires"
    assert [fault("zone", each).code for each in ("Hanoi", "../etc/passwd", "Factory", "localtime")] == ["unknown"] * 4
    assert value("colour", "#0B6E4F") == "#0b6e4f"
    assert value("colour", "#767676") == "#767676"
    assert [fault("colour", each).code for each in ("#777777", "#ffff00", "red", "#fff")] == ["too_light"] * 2 + [
        "invalid"
    ] * 2


def test_whole_numbers_keep_their_bounds() -> None:
    assert [value("seats", each) for each in (1, "500", " 7 ", 7.0)] == [1, 500, 7, 7]
    assert [fault("seats", each).code for each in (0, -1, 501, 10**400, "9" * 18)] == ["too_small"] * 2 + [
        "too_large"
    ] * 3
    for wrong in (7.5, "7.5", "x", True, float("nan"), float("inf"), "9" * 5000, [7], "٣"):
        assert fault("seats", wrong).code == "invalid"
    assert fault("seats", "7", typed_values=True).code == "invalid"
    assert value("seats", 7, typed_values=True) == 7


class Consent(shapes.Shape):
    """A box that must be ticked."""

    consent = shapes.Tick(required=True, label=N_("Consent"))


def test_a_box_is_ticked_or_not() -> None:
    assert [value("consent", each) for each in ("on", "1", 1, True, "Có", "x")] == [True] * 6
    assert [value("consent", each) for each in ("off", "0", 0.0, False, "Không", "")] == [False] * 6
    assert [fault("consent", each).code for each in ("maybe", 2, [], {})] == ["invalid"] * 4
    assert fault("consent", "on", typed_values=True).code == "invalid"
    assert read(Consent, {"consent": "on"}).values == {"consent": True}
    for unticked in ({}, {"consent": False}, {"consent": "0"}):
        assert [each.sentence() for each in read(Consent, unticked).faults] == ["Please tick: Consent."]


def test_moments_are_local_until_their_zone_is_known() -> None:
    local = datetime(2021, 12, 20, 8, 30)
    for written in ("2021-12-20T08:30", "2021-12-20 08:30:00", "20/12/2021 08:30", " 20/12/2021, 8:30", local):
        assert value("starts", written) == local
    assert value("starts", "20/12/2021") == value("starts", date(2021, 12, 20)) == datetime(2021, 12, 20)
    assert value("starts", "2021-12-20T08:30:00+07:00").utcoffset() is not None
    assert value("starts", "2021-12-20T01:30:00Z") == datetime(2021, 12, 20, 1, 30, tzinfo=UTC)
    for wrong in ("yesterday", "2021-13-01", "31/02/2021", "0001-01-01", "9999-12-31T23:59", 44550.5, True, ["2021"]):
        assert fault("starts", wrong).code == "invalid"
    assert fault("starts", "20/12/2021", typed_values=True).code == "invalid"


class RowShape(shapes.Shape):
    """A day and a time in two columns."""

    day = shapes.Day(label=N_("Date"))
    time = shapes.ClockTime(label=N_("Starts"))


def test_days_are_read_day_first_or_as_iso_or_as_the_sheets_own() -> None:
    wanted = date(2021, 12, 3)
    for cell in ("3/12/2021", "03.12.2021", " 03-12-2021 ", "2021-12-03", wanted, datetime(2021, 12, 3, 9)):
        assert shapes.read(RowShape, {"day": cell}).values["day"] == wanted
    for wrong in ("12/2021", "31/02/2021", "03/12/21", "mai", 44533.0, True, ["3/12/2021"], "٣/١٢/٢٠٢١", "1/1/0001"):
        assert [fault.code for fault in shapes.read(RowShape, {"day": wrong}).faults] == ["invalid"]


def test_times_of_the_day_are_read_as_offices_write_them() -> None:
    quarter = time(8, 15)
    for cell in ("08:15", "8:15", "8h15", "8g15", "08.15", "08:15:30", quarter, timedelta(hours=8.25), 8.25 / 24):
        assert shapes.read(RowShape, {"time": cell}).values["time"] == quarter
    assert shapes.read(RowShape, {"time": "8h"}).values["time"] == time(8)
    for wrong in ("8", "24:00", "8:60", "sáng", 8.25, -0.5, True, timedelta(days=1), "8:15 PM"):
        assert [fault.code for fault in shapes.read(RowShape, {"time": wrong}).faults] == ["invalid"]


def test_local_time_becomes_a_moment_of_its_zone() -> None:
    hanoi = shapes.in_zone(datetime(2021, 12, 20, 8, 30), "Asia/Ho_Chi_Minh")
    assert hanoi.astimezone(UTC) == datetime(2021, 12, 20, 1, 30, tzinfo=UTC)
    assert shapes.in_zone(datetime(2021, 12, 20, 1, 30, tzinfo=UTC), "Asia/Ho_Chi_Minh").hour == 8


def test_an_hour_that_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first() -> None:
    with pytest.raises(shapes.NoSuchMoment) as refusal:
        shapes.in_zone(datetime(2021, 3, 28, 2, 30), "Europe/Paris")
    assert str(refusal.value) == "In Europe/Paris the clocks skip 28/03/2021 02:30; please choose another time."
    assert refusal.value.status == 422
    twice = datetime(2021, 10, 31, 2, 30)
    assert shapes.in_zone(twice, "Europe/Paris").astimezone(UTC).hour == 0
    assert shapes.in_zone(twice.replace(fold=1), "Europe/Paris").astimezone(UTC).hour == 1


def test_a_change_leaves_absent_fields_alone_and_clears_blank_ones() -> None:
    reading = read(Everything, {"position": "Vụ trưởng", "phone": ""}, partial=True)
    assert (reading.values, reading.faults) == ({"position": "Vụ trưởng", "phone": None}, [])
    assert [each.code for each in read(Everything, {"email": ""}, partial=True).faults] == ["missing"]


@pytest.mark.parametrize("body", [None, [], "x", 5, [{"full_name": "An"}], True])
def test_what_is_no_mapping_is_one_fault(body: Any) -> None:
    assert [(each.field, each.code) for each in read(Everything, body).faults] == [("", "invalid")]


HARD_TEXT = st.sampled_from(
    ["\x00", "\ud800", "\u202e", "=1+1", "9" * 5000, "a" * 20_000, "%(label)s", "%s %", "1e999", "inf"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**301)
    | st.floats()
    | st.text()
    | HARD_TEXT
    | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Nd", "Lo", "Mn"]))
    | st.binary()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.builds(Formula, st.text())
    | st.decimals()
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from([*Everything().fields, "other"]), ANYTHING), st.booleans(), st.booleans())
def test_nothing_that_is_sent_makes_a_shape_raise(sent: dict[str, Any], partial: bool, typed_values: bool) -> None:
    reading = read(Everything, sent, partial=partial, typed_values=typed_values)
    assert {each.field.split(".")[0] for each in reading.faults} & {
        name for name, each in reading.values.items() if each is not None and name != "tags"
    } == set()
    for each in reading.faults:
        assert each.sentence().encode() != b""
    again = read(Everything, reading.values, partial=True)
    assert (again.faults, again.values) == ([], reading.values)
    assert "\x00" not in repr(reading.values).encode("utf-8").decode()


@settings(deadline=None)
@given(ANYTHING)
def test_nothing_sent_as_a_whole_makes_a_shape_raise(sent: Any) -> None:
    assert [each.code for each in read(Everything, sent).faults][:1] in (["invalid"], ["missing"])


class Delegate(shapes.Shape):
    """What a row of the sample says of a person."""

    full_name = shapes.FullName(required=True, label=N_("Full name"))
    email = shapes.EmailAddress(required=True, label=N_("E-mail"))
    phone = shapes.Phone(label=N_("Telephone"))
    position = shapes.Line(label=N_("Position"))


def test_the_sample_delegates_are_read_but_for_the_traps() -> None:
    table = read_table(Path(__file__).parent.parent / "sample" / "delegates.xlsx")
    columns = {"full_name": ["Họ và tên"], "email": ["Email"], "phone": ["Điện thoại"], "position": ["Chức vụ"]}
    header = find_header(table, columns, required=columns)
    readings = {number: read(Delegate, row) for number, row in records(table, header)}
    faults = [(number, each.field, each.code) for number, reading in readings.items() for each in reading.faults]
    assert faults == [
        (358, "email", "missing"),
        (359, "email", "invalid"),
        (359, "phone", "invalid"),
        (360, "full_name", "invalid"),
    ]
    people = [reading.values for number, reading in readings.items() if number <= 356]
    assert len(people) == 353
    assert [each["full_name"] for each in people if each["full_name"].isupper()] == []
    assert {each["phone"][:3] for each in people if each["phone"]} == {"+84"}
    assert all(each["email"] == each["email"].strip().lower() for each in people)
