"""The strip of clocks."""

from datetime import UTC, datetime

from eventapp.events.clocks import FAIR, clocks

HOME, AT = "Asia/Ho_Chi_Minh", datetime(2030, 5, 6, 1, 0, tzinfo=UTC)


def test_without_delegations_abroad_a_fair_choice_is_shown() -> None:
    assert clocks(HOME, AT, mine=HOME, invited={HOME: 63}) == [HOME, *FAIR]


def test_the_visitors_own_zone_stands_second() -> None:
    assert clocks(HOME, AT, mine="Europe/Rome", invited={})[:2] == [HOME, "Europe/Rome"]


def test_a_zone_with_the_same_time_is_shown_once_by_its_largest() -> None:
    shown = clocks(HOME, AT, mine="Asia/Bangkok", invited={"Europe/Rome": 1, "Europe/Paris": 2, "Asia/Bangkok": 3})
    assert shown == [HOME, "Europe/Paris"]


def test_at_most_six_spread_around_the_world_from_east_to_west() -> None:
    invited = dict.fromkeys(
        ["Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow",
         "Europe/Paris", "America/New_York", "America/Los_Angeles"], 1
    )  # fmt: skip
    shown = clocks(HOME, AT, mine=HOME, invited=invited)
    assert len(shown) == 6
    assert (shown[0], shown[1], shown[-1]) == (HOME, "Pacific/Auckland", "America/Los_Angeles")
