"""Who may come in, and what is turned away before anyone asks."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "path", ["/events/%00", "/events/a%00b/calendar.ics", "/my/%00", "/t/%00", "/api/v1/events/%00"]
)
def test_an_address_with_a_nul_names_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
