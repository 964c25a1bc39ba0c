"""Who may come in at which door: one row for every method of every route, by hand, apart from the code's own marks.

A route without a row here is red (`test_roles.py`). To add one, write `"METHOD /rule": AUDIENCE`, as `flask routes`
shows the rule; and if the rule has a new kind of place (`<ref>` after a word that PLACES does not know), say there
which thing of the world (`world.Things`) stands in it. AUDIENCE says who is let in; what the others get follows:

  pages   nobody signed in: GET leads to /sign-in, anything else is 401; no role in this event: 404, as if it did not
          exist; a role too low: 403
  API     no token: 401; a token of another event: 404; a role too low: 403
"""

from dataclasses import dataclass

from eventapp.events.roles import Role
from tests.trust.world import MEMBERS, TOKENS, Visitor

V = Visitor


@dataclass(frozen=True)
class Audience:
    """Who is let in at a door, and in whose manner the others are sent away."""

    let_in: frozenset[Visitor]
    manner: str = "page"
    knows_events: bool = False  # whether who is let in is judged by the role in the event of the address


def _with(role: Role) -> frozenset[Visitor]:
    return frozenset(visitor for visitor, own in MEMBERS.items() if own.covers(role)) | {V.ADMINISTRATOR}


def _programs(role: Role) -> frozenset[Visitor]:
    return _with(role) | {visitor for visitor, own in TOKENS.items() if own.covers(role)}


SIGNED = frozenset({*MEMBERS, V.STRANGER, V.ELSEWHERE, V.ADMINISTRATOR})
BEARERS = frozenset({*TOKENS, V.TOKEN_ELSEWHERE})

EVERYONE = Audience(frozenset(V), "public")
SIGNED_IN = Audience(SIGNED)
ADMINISTRATOR = Audience(frozenset({V.ADMINISTRATOR}))
VIEWER, DOOR, REGISTRAR, ORGANISER, OWNER = (
    Audience(_with(role), knows_events=True)
    for role in (Role.VIEWER, Role.DOOR, Role.REGISTRAR, Role.ORGANISER, Role.OWNER)
)
API_ANY_TOKEN = Audience(SIGNED | BEARERS, "api")
API_ANY_ROLE = Audience(_programs(Role.VIEWER) | _programs(Role.DOOR), "api", knows_events=True)
API_VIEWER, API_DOOR, API_REGISTRAR, API_ORGANISER = (
    Audience(_programs(role), "api", knows_events=True)
    for role in (Role.VIEWER, Role.DOOR, Role.REGISTRAR, Role.ORGANISER)
)

MATRIX: dict[str, Audience] = {
    # everyone
    "GET /": EVERYONE,
    "GET /static/<path:filename>": EVERYONE,
    "GET /healthz": EVERYONE,
    "GET /readyz": EVERYONE,
    "GET /events/<slug>": EVERYONE,
    "GET /events/<slug>/register": EVERYONE,
    "POST /events/<slug>/register": EVERYONE,
    "GET /events/<slug>/find": EVERYONE,
    "POST /events/<slug>/find": EVERYONE,
    "GET /my/<secret>": EVERYONE,
    "POST /my/<secret>/acceptance": EVERYONE,
    "POST /my/<secret>/attendance": EVERYONE,
    "POST /my/<secret>/answers": EVERYONE,
    "GET /my/<secret>/answers/<question>": EVERYONE,
    "POST /my/<secret>/cancellation": EVERYONE,
    "POST /my/<secret>/refusal": EVERYONE,
    "POST /my/<secret>/wish": EVERYONE,
    "POST /my/<secret>/wish/withdrawal": EVERYONE,
    "GET /my/<secret>/ticket.svg": EVERYONE,
    "GET /my/<secret>/ticket.pdf": EVERYONE,
    "GET /my/<secret>/calendar.ics": EVERYONE,
    "GET /feeds/<secret>.ics": EVERYONE,
    "GET /delegations/<secret>": EVERYONE,
    "POST /delegations/<secret>/acceptance": EVERYONE,
    "POST /delegations/<secret>/confirmation": EVERYONE,
    "POST /delegations/<secret>/delegates": EVERYONE,
    "GET /delegations/<secret>/delegates/<ref>": EVERYONE,
    "POST /delegations/<secret>/delegates/<ref>": EVERYONE,
    "POST /delegations/<secret>/delegates/<ref>/cancellation": EVERYONE,
    "POST /delegations/<secret>/delegates/<ref>/head": EVERYONE,
    "POST /delegations/<secret>/delegates/<ref>/substitution": EVERYONE,
    "POST /delegations/<secret>/opening": EVERYONE,
    "POST /delegations/<secret>/preview": EVERYONE,
    "GET /delegations/<secret>/refusal": EVERYONE,
    "POST /delegations/<secret>/refusal": EVERYONE,
    "GET /events/<slug>/accent.css": EVERYONE,
    "GET /events/<slug>/calendar.ics": EVERYONE,
    "GET /events/<slug>/card.png": EVERYONE,
    "GET /events/<slug>/schedule.json": EVERYONE,
    "GET /events/<slug>/schedule.xml": EVERYONE,
    "GET /events/<slug>/sessions/<ref>.ics": EVERYONE,
    "GET /t/<code>": EVERYONE,
    "GET /T/<code>": EVERYONE,
    "GET /events/<slug>/programme": EVERYONE,
    "GET /events/<slug>/sessions/<ref>": EVERYONE,
    "GET /events/<slug>/speakers": EVERYONE,
    "GET /events/<slug>/speakers/<ref>": EVERYONE,
    "GET /unsubscribe/<secret>": EVERYONE,
    "POST /unsubscribe/<secret>": EVERYONE,
    "POST /unsubscribe/<secret>/undoing": EVERYONE,
    # accounts
    "GET /sign-in": EVERYONE,
    "POST /sign-in": EVERYONE,
    "GET /setup": EVERYONE,
    "POST /setup": EVERYONE,
    "POST /sign-out": SIGNED_IN,
    "GET /account": SIGNED_IN,
    "POST /account/password": SIGNED_IN,
    "POST /account/sessions/ending": SIGNED_IN,
    # the team
    "GET /manage": SIGNED_IN,
    "GET /manage/events/<slug>": VIEWER,
    "GET /manage/events/<slug>/import": ORGANISER,
    "POST /manage/events/<slug>/import": ORGANISER,
    "GET /manage/events/<slug>/import/<ref>": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/acceptance": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/cancellation": ORGANISER,
    "GET /manage/events/<slug>/import/<ref>/columns": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/columns": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/columns/removal": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/corrections": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/interruption": ORGANISER,
    "GET /manage/events/<slug>/import/<ref>/progress": ORGANISER,
    "POST /manage/events/<slug>/import/<ref>/resumption": ORGANISER,
    "GET /manage/events/<slug>/import/<ref>/report.<any(csv, xlsx):form>": ORGANISER,
    "GET /manage/events/<slug>/delegates": VIEWER,
    "GET /manage/events/<slug>/delegates.csv": REGISTRAR,
    "GET /manage/events/<slug>/doubles": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/merge": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/merge": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/separation": REGISTRAR,
    "GET /manage/events/<slug>/delegates.pdf": REGISTRAR,
    "GET /manage/events/<slug>/delegates.xlsx": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>": VIEWER,
    "GET /manage/events/<slug>/delegates/<ref>/answers": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/answers": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/answers/<question>": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/attendance": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/attendance": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/cancellation": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/cancellation": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/confirmation": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/confirmation": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/edit": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/edit": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/letter": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/offer": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/offer/withdrawal": REGISTRAR,
    "GET /manage/events/<slug>/waiting": VIEWER,
    "GET /manage/events/<slug>/waiting.csv": REGISTRAR,
    "GET /manage/events/<slug>/waiting.xlsx": REGISTRAR,
    "GET /manage/events/<slug>/delegates/<ref>/letters/<reference>": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/letters/<reference>/bounce": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/bounce": REGISTRAR,
    "POST /manage/events/<slug>/delegates/<ref>/bounce/clearing": REGISTRAR,
    "GET /manage/events/<slug>/letters": ORGANISER,
    "GET /manage/events/<slug>/letters/wordings": ORGANISER,
    "GET /manage/events/<slug>/letters/wordings/<kind>": ORGANISER,
    "POST /manage/events/<slug>/letters/wordings/<kind>": ORGANISER,
    "POST /manage/events/<slug>/letters/wordings/<kind>/standard": ORGANISER,
    "GET /manage/events/<slug>/letters/wordings/<kind>/preview": ORGANISER,
    "POST /manage/events/<slug>/letters/wordings/<kind>/trial": ORGANISER,
    "GET /manage/events/<slug>/letters/mailings/new": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings": ORGANISER,
    "GET /manage/events/<slug>/letters/mailings/<ref>": ORGANISER,
    "GET /manage/events/<slug>/letters/mailings/<ref>/edit": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/edit": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/removal": ORGANISER,
    "GET /manage/events/<slug>/letters/mailings/<ref>/recipients.<any(csv, xlsx):form>": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/trial": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/sending": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/pause": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/resumption": ORGANISER,
    "GET /manage/events/<slug>/letters/mailings/<ref>/cancellation": ORGANISER,
    "POST /manage/events/<slug>/letters/mailings/<ref>/cancellation": ORGANISER,
    "GET /manage/events/<slug>/delegates/cancellation": REGISTRAR,
    "POST /manage/events/<slug>/delegates/cancellation": REGISTRAR,
    "GET /manage/events/<slug>/delegates/confirmation": REGISTRAR,
    "POST /manage/events/<slug>/delegates/confirmation": REGISTRAR,
    "GET /manage/events/<slug>/delegates/new": REGISTRAR,
    "POST /manage/events/<slug>/delegates/new": REGISTRAR,
    "GET /manage/events/<slug>/delegations": VIEWER,
    "GET /manage/events/<slug>/delegations.csv": REGISTRAR,
    "GET /manage/events/<slug>/delegations.xlsx": REGISTRAR,
    "GET /manage/events/<slug>/delegations/new": REGISTRAR,
    "POST /manage/events/<slug>/delegations/new": REGISTRAR,
    "GET /manage/events/<slug>/delegations/<ref>": VIEWER,
    "GET /manage/events/<slug>/delegations/<ref>/edit": REGISTRAR,
    "POST /manage/events/<slug>/delegations/<ref>/edit": REGISTRAR,
    "POST /manage/events/<slug>/delegations/<ref>/link": REGISTRAR,
    "GET /manage/events/<slug>/delegations/<ref>/removal": REGISTRAR,
    "POST /manage/events/<slug>/delegations/<ref>/removal": REGISTRAR,
    "POST /manage/events/<slug>/delegations/<ref>/letter": REGISTRAR,
    "POST /manage/events/<slug>/delegations/<ref>/letter/removal": REGISTRAR,
    "GET /manage/events/<slug>/delegations/<ref>/letter.pdf": VIEWER,
    "GET /manage/events/<slug>/delegations/<ref>/invitation.pdf": REGISTRAR,
    "GET /manage/events/<slug>/delegations/invitations": REGISTRAR,
    "POST /manage/events/<slug>/delegations/invitations": REGISTRAR,
    "GET /manage/events/<slug>/delegations/invitations/letterhead": ORGANISER,
    "POST /manage/events/<slug>/delegations/invitations/letterhead": ORGANISER,
    "GET /delegations/<secret>/letter.pdf": EVERYONE,
    "GET /manage/events/<slug>/programme": ORGANISER,
    "POST /manage/events/<slug>/programme": ORGANISER,
    "GET /manage/events/<slug>/programme.csv": ORGANISER,
    "GET /manage/events/<slug>/programme.xlsx": ORGANISER,
    "GET /manage/events/<slug>/programme/<ref>": ORGANISER,
    "POST /manage/events/<slug>/programme/<ref>": ORGANISER,
    "GET /manage/events/<slug>/programme/<ref>/cancellation": ORGANISER,
    "POST /manage/events/<slug>/programme/<ref>/cancellation": ORGANISER,
    "GET /manage/events/<slug>/programme/new": ORGANISER,
    "GET /manage/events/<slug>/questions": ORGANISER,
    "POST /manage/events/<slug>/questions": ORGANISER,
    "GET /manage/events/<slug>/questions/<ref>": ORGANISER,
    "POST /manage/events/<slug>/questions/<ref>": ORGANISER,
    "POST /manage/events/<slug>/questions/<ref>/position": ORGANISER,
    "GET /manage/events/<slug>/questions/<ref>/removal": ORGANISER,
    "POST /manage/events/<slug>/questions/<ref>/removal": ORGANISER,
    "GET /manage/events/<slug>/questions/new": ORGANISER,
    "GET /manage/events/<slug>/questions/preview": ORGANISER,
    "POST /manage/events": ADMINISTRATOR,
    "POST /manage/events/<slug>/archive": ORGANISER,
    "POST /manage/events/<slug>/closure": ORGANISER,
    "GET /manage/events/<slug>/copy": OWNER,
    "POST /manage/events/<slug>/copy": OWNER,
    "GET /manage/events/<slug>/deletion": OWNER,
    "POST /manage/events/<slug>/deletion": OWNER,
    "GET /manage/events/<slug>/history": ORGANISER,
    "POST /manage/events/<slug>/modes": ORGANISER,
    "POST /manage/events/<slug>/publication": ORGANISER,
    "GET /manage/events/<slug>/settings": ORGANISER,
    "POST /manage/events/<slug>/settings": ORGANISER,
    "GET /manage/events/<slug>/sites": ORGANISER,
    "POST /manage/events/<slug>/sites": ORGANISER,
    "GET /manage/events/<slug>/sites/<ref>": ORGANISER,
    "POST /manage/events/<slug>/sites/<ref>": ORGANISER,
    "POST /manage/events/<slug>/sites/<ref>/removal": ORGANISER,
    "GET /manage/events/<slug>/team": OWNER,
    "POST /manage/events/<slug>/team": OWNER,
    "POST /manage/events/<slug>/team/removal": OWNER,
    "POST /manage/events/<slug>/team/role": OWNER,
    "GET /manage/events/<slug>/tokens": OWNER,
    "POST /manage/events/<slug>/tokens": OWNER,
    "POST /manage/events/<slug>/tokens/revocation": OWNER,
    "GET /manage/events/new": ADMINISTRATOR,
    "GET /manage/organisations": ADMINISTRATOR,
    "GET /manage/organisations.csv": ADMINISTRATOR,
    "GET /manage/organisations.xlsx": ADMINISTRATOR,
    "GET /manage/organisations/<ref>": ADMINISTRATOR,
    "POST /manage/organisations/<ref>": ADMINISTRATOR,
    "GET /manage/organisations/import": ADMINISTRATOR,
    "POST /manage/organisations/import": ADMINISTRATOR,
    "GET /manage/organisations/new": ADMINISTRATOR,
    "POST /manage/organisations/new": ADMINISTRATOR,
    "GET /manage/users": ADMINISTRATOR,
    "POST /manage/users": ADMINISTRATOR,
    "POST /manage/users/<any(disabling, enabling, appointment, dismissal):switch>": ADMINISTRATOR,
    "GET /manage/users/password": ADMINISTRATOR,
    "POST /manage/users/password": ADMINISTRATOR,
    # the door
    "GET /door/<slug>": DOOR,
    "GET /door/<slug>/counts": DOOR,
    "GET /manage/events/<slug>/gates": ORGANISER,
    "POST /manage/events/<slug>/gates": ORGANISER,
    "GET /manage/events/<slug>/gates/<ref>": ORGANISER,
    "POST /manage/events/<slug>/gates/<ref>": ORGANISER,
    "POST /manage/events/<slug>/gates/<ref>/removal": ORGANISER,
    # the API
    "GET /api/v1/openapi.json": EVERYONE,
    "GET /api/v1/docs": EVERYONE,
    "GET /api/v1/events": API_ANY_TOKEN,
    "GET /api/v1/events/<slug>": API_ANY_ROLE,
    "PATCH /api/v1/events/<slug>": API_ORGANISER,
    "GET /api/v1/events/<slug>/sites": API_ANY_ROLE,
    "GET /api/v1/events/<slug>/sessions": API_ANY_ROLE,
    "POST /api/v1/events/<slug>/sessions": API_ORGANISER,
    "PATCH /api/v1/events/<slug>/sessions/<ref>": API_ORGANISER,
    "DELETE /api/v1/events/<slug>/sessions/<ref>": API_ORGANISER,
    "GET /api/v1/events/<slug>/speakers": API_ANY_ROLE,
    "GET /api/v1/events/<slug>/delegations": API_VIEWER,
    "GET /api/v1/events/<slug>/questions": API_VIEWER,
    "GET /api/v1/events/<slug>/registrations": API_VIEWER,
    "POST /api/v1/events/<slug>/registrations": API_REGISTRAR,
    "GET /api/v1/events/<slug>/registrations/<ref>": API_VIEWER,
    "PATCH /api/v1/events/<slug>/registrations/<ref>": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/acceptance": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/cancellation": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/refusal": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/wish": API_REGISTRAR,
    "DELETE /api/v1/events/<slug>/registrations/<ref>/wish": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/substitution": API_REGISTRAR,
    "POST /api/v1/events/<slug>/registrations/<ref>/bounces": API_REGISTRAR,
    "POST /api/v1/events/<slug>/bounces": API_REGISTRAR,
    "POST /api/v1/events/<slug>/scans": API_DOOR,
    "POST /api/v1/events/<slug>/scans/batch": API_DOOR,
}

# What stands in a place: the word before it in the rule, then the place's own name, then the thing it is.
PLACES: dict[tuple[str, str], str] = {
    ("events", "slug"): "slug",
    ("door", "slug"): "slug",
    ("my", "secret"): "my",
    ("feeds", "secret"): "feeds",
    ("t", "code"): "code",
    ("T", "code"): "code",
    ("registrations", "ref"): "registration",
    ("delegates", "ref"): "registration",
    ("sessions", "ref"): "session",
    ("speakers", "ref"): "speaker",
    ("sites", "ref"): "site",
    ("delegations", "code"): "delegation",
    ("delegations", "secret"): "invitation",
    ("delegations", "ref"): "delegation_ref",
    ("tokens", "token_id"): "token",
    ("team", "user_id"): "member",
    ("import", "ref"): "upload",
    ("programme", "ref"): "session",
    ("gates", "ref"): "gate",
    ("questions", "ref"): "question",
    ("answers", "question"): "question",
    ("letters", "reference"): "letter",
    ("mailings", "ref"): "mailing",
    ("unsubscribe", "secret"): "unsubscribe",
    ("organisations", "ref"): "organisation",
}
# Places that name no thing of an event.
FIXED = {"filename": "css/theme.css", "form": "csv", "switch": "disabling", "kind": "registration.registered"}
# Doors that close for everyone once the instance has its first administrator.
CLOSED_BY_NOW = {"GET /setup", "POST /setup"}
