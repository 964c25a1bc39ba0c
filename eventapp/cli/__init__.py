"""The `eventapp` command. Each verb parses, opens a transaction and calls a rule.

Exit 0 done, 1 refused (one sentence on stderr, nothing half done), 2 wrong usage.
"""

import sys
from datetime import timedelta

import click
from flask import Flask
from flask_migrate import upgrade

from eventapp import assets, clock, server
from eventapp.accounts import administration, passwords
from eventapp.accounts.shapes import CommandShape
from eventapp.cli import attendance, rehearsal  # noqa: F401 - they add `export attendance`, `sample play`
from eventapp.cli.exports import export_group
from eventapp.cli.running import COMMAND, application, event_of, in_app, tell, typed_values
from eventapp.cli.sheets import import_group, sample_group
from eventapp.config import ROOT, be_found_at
from eventapp.database import transaction
from eventapp.events import life_cycle, team
from eventapp.events.models import EventStatus, Mode
from eventapp.events.roles import Role
from eventapp.events.shapes import MOST_SEATS, NewEventShape, TokenShape
from eventapp.shapes import in_zone

ROLES = {**{role.value: role for role in Role if role is not Role.OWNER}, "organizer": Role.ORGANISER}
SEATS = click.IntRange(0, MOST_SEATS)


@click.group()
def main() -> None:
    """eventapp: hybrid conferences on your own server."""


main.add_command(export_group)
main.add_command(import_group)
main.add_command(sample_group)


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@in_app
def db_upgrade() -> None:
    """Run the migrations that are missing."""
    upgrade(directory=str(ROOT / "migrations"))
    with transaction():
        administration.install_here()
    click.echo("The database is up to date.")


@db.command("is-empty")
@in_app
def db_is_empty() -> None:
    """Exit 0 if nobody has an account yet, else 1."""
    sys.exit(0 if administration.is_unclaimed() else 1)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run web and worker until SIGTERM or Ctrl-C; refuses on a database that was not migrated."""
    be_found_at(host, port)
    with application() as app:
        server.refuse_taken(host, port)
        server.refuse_unmigrated()
        with transaction():
            administration.install_here()  # where `flask db upgrade` made the tables
        if administration.is_unclaimed():
            click.echo(f"There is no account yet. Make the first administrator at {setup_address(app)}")
        code = server.serve(app, host, port)
    sys.exit(code)


def setup_address(app: Flask) -> str:
    """Return where the console's reader makes the first administrator."""
    return f"{app.config['EXTERNAL_URL']}/setup?token={administration.setup_token()}"


@main.command()
def worker() -> None:
    """Run a further worker, on this or another machine."""
    with application() as app:
        server.refuse_unmigrated()
    server.run_worker(app)


@main.group("assets")
def assets_group() -> None:
    """Front-end packages."""


@assets_group.command("install")
@click.option("--dev", is_flag=True, help="Also what the tests need.")
def assets_install(dev: bool) -> None:
    """Fetch the front-end packages of the lock and copy what the pages need into static/vendor/."""
    assets.fetch(ROOT, development=dev)
    assets.install(ROOT)


@main.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("email")
@click.option("--name", default="")
@click.option("--admin", is_flag=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_app
def user_create(email: str, name: str, admin: bool, password_stdin: bool) -> None:
    """Create an account; prints a one-time password unless one is given."""
    values = typed_values(CommandShape, {"email": email, "name": name})
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else passwords.one_time_password()
    with transaction():
        administration.create_user(**values, password=password, by=COMMAND, is_admin=admin)
    if not password_stdin:
        click.echo(password)


@main.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.option("--event", "slug", required=True)
@click.option("--role", required=True, type=click.Choice(sorted(ROLES)))
@click.option("--name", default="")
@click.option("--json", "as_json", is_flag=True)
@in_app
def token_create(slug: str, role: str, name: str, as_json: bool) -> None:
    """Print a new API token once."""
    values = typed_values(TokenShape, {"name": name or role, "role": ROLES[role].value})
    with transaction():
        made = team.create_token(event_of(slug), ROLES[role], name=values["name"], by=COMMAND)
    tell({"token": made}, made, as_json)


@main.group()
def event() -> None:
    """Events."""


@event.command("create")
@click.argument("slug")
@click.option("--title", required=True)
@click.option("--title-en", default="")
@click.option("--starts", required=True, help="ISO 8601; without offset: local time in --zone.")
@click.option("--ends", required=True)
@click.option("--zone", required=True, help="IANA, like Asia/Ho_Chi_Minh.")
@click.option("--hall", type=SEATS, help="Seats in the hall; no limit if left out.")
@click.option("--bridge", type=SEATS)
@click.option("--online", type=SEATS)
@click.option("--json", "as_json", is_flag=True)
@in_app
def event_create(as_json: bool, hall: int | None, bridge: int | None, online: int | None, **typed: str) -> None:
    """Create a published event whose registration is open."""
    values = typed_values(NewEventShape, typed)
    zone = values.pop("zone")
    starts, ends = (in_zone(values.pop(name), zone) for name in ("starts", "ends"))
    now = clock.now()
    with transaction():
        made = life_cycle.create_event(
            values.pop("slug"),
            zone=zone,
            starts_at=starts,
            ends_at=ends,
            # By itself registration ends with the event; one that lies in the past is made to be filled.
            registration_closes_at=now + timedelta(days=365) if ends <= now else None,
            modes={Mode.HALL: hall, Mode.BRIDGE: bridge, Mode.ONLINE: online},
            by=COMMAND,
            **{name: value for name, value in values.items() if value},
        )
        life_cycle.move_to(made, EventStatus.PUBLISHED, by=COMMAND)
    tell({"slug": made.slug, "title": made.title, "status": made.status.value}, f"Created {made.slug}.", as_json)
