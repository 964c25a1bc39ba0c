"""`eventapp user`, `event` and `serve`: what is refused, in one sentence and with which exit code."""

import socket
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from eventapp import server
from eventapp.accounts.models import User
from eventapp.accounts.queries import find_user
from eventapp.cli import main
from eventapp.database import db
from eventapp.events.models import ApiToken
from eventapp.events.queries import find_event
from tests.factories import make_event

DAY = [
    "--title",
    "Ngày hội",
    "--starts",
    "2021-12-20T08:00",
    "--ends",
    "2021-12-20T17:00",
    "--zone",
    "Asia/Ho_Chi_Minh",
]


def test_an_account_needs_an_address(command: CliRunner, bare_app: Flask) -> None:
    result = command.invoke(main, ["user", "create", "hoa", "--admin"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "E-mail is not an e-mail address: hoa\n"
    with bare_app.app_context():
        assert find_user("hoa") is None


def test_more_seats_than_a_database_counts_are_wrong_usage(command: CliRunner, bare_app: Flask) -> None:
    result = command.invoke(main, ["event", "create", "hoi", *DAY, "--hall", "99999999999999999999"])
    assert result.exit_code == 2
    assert "'--hall': 99999999999999999999 is not in the range 0<=x<=1000000." in result.stderr
    with bare_app.app_context():
        assert find_event("hoi") is None


def test_serving_is_refused_where_another_server_shares_its_port(command: CliRunner, bare_app: Flask) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian listens
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = command.invoke(main, ["serve", "--port", str(port)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"127.0.0.1:{port} cannot be listened on (Address already in use)."
        " Stop what runs there, or choose another port.\n"
    )


@pytest.mark.parametrize("host", ["203.0.113.1", "no.such.host.invalid"])
def test_serving_is_refused_at_an_address_of_another_machine(host: str) -> None:
    with pytest.raises(server.AddressTaken):
        server.refuse_taken(host, 8000)


def test_a_port_that_was_just_left_can_be_listened_on_again() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian listens
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), listener.accept()[0]:
            pass
    server.refuse_taken("127.0.0.1", port)


@pytest.mark.parametrize(
    "words",
    [
        ("user", "create", "hoa@example.org", "--name", "x" * 121),
        ("token", "create", "--event", "forum", "--role", "door", "--name", "x" * 121),
    ],
)
def test_a_name_typed_at_the_console_is_read_as_a_page_reads_it(
    command: CliRunner, bare_app: Flask, words: tuple[str, ...]
) -> None:
    with bare_app.test_request_context():
        make_event()
    result = command.invoke(main, list(words))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is longer than 120 characters." in result.stderr
    assert command.invoke(main, [*words[:-1], "Cửa\u202e \x07 Đông"]).exit_code == 0
    with bare_app.app_context():
        names = [user.name for user in db.session.scalars(select(User))]
        names += [token.name for token in db.session.scalars(select(ApiToken))]
        assert names == ["Cửa Đông"]


def test_words_no_database_keeps_are_refused_in_a_sentence(command: CliRunner, bare_app: Flask) -> None:
    result = command.invoke(main, ["token", "create", "--event", "\udcff", "--role", "door"])
    assert (result.exit_code, result.stderr) == (1, "There is no event “?”.\n")


def test_flask_knows_the_verbs_too() -> None:
    found = {each.name for each in entry_points(group="flask.commands")}
    assert found >= set(main.commands) - {"db"}  # Flask-Migrate's own `db upgrade` runs the same migrations
