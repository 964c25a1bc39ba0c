"""References that survive being read aloud and copied by hand."""

import pytest

from eventapp.references import new_reference, read_reference, show_reference


def test_a_reference_has_eight_characters_none_of_which_looks_like_another() -> None:
    references = {new_reference() for _ in range(3000)}
    assert len(references) == 3000
    assert {len(each) for each in references} == {8}
    assert set("".join(references)) == set("23456789BCDFGHJKMNPQRSTVWXYZ")


def test_a_reference_is_shown_in_two_groups() -> None:
    assert show_reference("K7QM4XTR") == "K7QM 4XTR"


@pytest.mark.parametrize("typed", ["K7QM4XTR", "k7qm 4xtr", " K7QM-4XTR\n", "k7qm\u00a04xtr"])
def test_a_reference_is_recognised_as_people_type_it(typed: str) -> None:
    assert read_reference(typed) == "K7QM4XTR"


@pytest.mark.parametrize("typed", ["", "K7QM4XT", "K7QM4XTRR", "K7QM4XT0", "K7QM4XTı", "=" * 100_000])
def test_anything_else_is_no_reference(typed: str) -> None:
    assert read_reference(typed) is None
