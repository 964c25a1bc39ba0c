"""Telephones: whatever an office typed becomes one E.164 number, or a refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.errors import DomainError
from eventapp.telephones import UNASSIGNED, NotATelephone, Telephone, display, normalise


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0349977364", "+84349977364"),
        (349977364.0, "+84349977364"),
        (349977364, "+84349977364"),
        ("349977364", "+84349977364"),
        ("+84 88 2579980", "+84882579980"),
        ("84882579980", "+84882579980"),
        (84882579980.0, "+84882579980"),
        ("0084 88 257 99 80", "+84882579980"),
        ("(024) 3825-0000", "+842438250000"),
        ("0349–977–364", "+84349977364"),
        ("\u202a+84\u00a0349 977 364\u202c", "+84349977364"),
        ("０３４９９７７３６４", "+84349977364"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("+1 (202) 861-0737", "+12028610737"),
    ],
)
def test_whatever_an_office_writes_becomes_e164(written: str | float, kept: str) -> None:
    assert normalise(written) == Telephone(kept)


def test_a_range_nobody_has_is_noted_and_taken() -> None:
    assert normalise("0809.303.201") == Telephone("+84809303201", UNASSIGNED)


def test_numbers_are_read_in_the_region_of_the_delegate() -> None:
    assert normalise("01 42 68 53 00", region="FR") == Telephone("+33142685300")


@pytest.mark.parametrize(
    "written",
    [
        "091",
        "113",
        "",
        " ",
        "abc",
        "0912 345 678 or 0912 345 679",
        "+999 1234567",
        "1" * 41,
        "VIETTEL123",
        "0349977364;ext=1",
        *(0, -349977364, 349977364.5, float("nan"), float("inf"), 10**400, True, "\ud800", "\x000349977364"),
    ],
)
def test_what_cannot_be_a_number_is_refused(written: str | float) -> None:
    with pytest.raises(NotATelephone) as refusal:
        normalise(written)
    assert isinstance(refusal.value, ValueError)
    assert isinstance(refusal.value, DomainError)
    assert refusal.value.code == "invalid"


@settings(deadline=None)
@given(st.text() | st.floats() | st.integers() | st.text("+0123456789 ().-"))
def test_anything_is_either_kept_for_good_or_refused(written: str | float) -> None:
    try:
        kept = normalise(written)
    except NotATelephone:
        return
    assert normalise(kept.e164) == kept
    assert normalise(display(kept.e164)) == kept


def test_numbers_are_shown_with_their_own_spacing() -> None:
    assert display("+84349977364") == "0349 977 364"
    assert display("+842438250000") == "024 3825 0000"
    assert display("+33142685300") == "+33 1 42 68 53 00"
    assert display("+33142685300", region="FR") == "01 42 68 53 00"
    assert display("not a number") == "not a number"
