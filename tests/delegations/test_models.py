"""How far an invitation has come follows from what happened to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventapp.delegations.models import Delegation, State

NOW = datetime(2030, 5, 1, tzinfo=UTC)
PAST, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ({}, State.NOT_SENT),
        ({"deadline_at": PAST}, State.NOT_SENT),
        ({"opened_at": PAST}, State.OPENED),
        ({"invited_at": PAST}, State.SENT),
        ({"invited_at": PAST, "deadline_at": LATER, "opened_at": PAST}, State.OPENED),
        ({"invited_at": PAST, "deadline_at": NOW}, State.OVERDUE),
        ({"invited_at": PAST, "deadline_at": PAST, "opened_at": PAST}, State.OVERDUE),
        ({"invited_at": PAST, "deadline_at": PAST, "answered_at": PAST}, State.ANSWERED),
        ({"invited_at": PAST, "deadline_at": PAST, "declined_at": PAST}, State.DECLINED),
    ],
)
def test_the_state_of_an_invitation(happened: dict[str, Any], state: State) -> None:
    assert Delegation(**happened).state(NOW) is state
