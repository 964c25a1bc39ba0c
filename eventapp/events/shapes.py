"""What is asked about an event, its sites, its categories, its team and its tokens."""

import re
from enum import StrEnum
from typing import Any

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from eventapp.names import clean_line
from eventapp.shapes import (
    Choice,
    Colour,
    EmailAddress,
    FullName,
    Line,
    Moment,
    Paragraph,
    Shape,
    Slug,
    Tick,
    Whole,
    Zone,
)

MOST_SEATS = 1_000_000
MOST_HOURS = 720  # a month


class Dye(StrEnum):
    """The named accents; any other colour is one of the event's own."""

    CHAM = "cham"
    SON = "son"
    SEN = "sen"
    TRUC = "truc"
    DONG = "dong"
    TIM = "tim"


class NewEventShape(Shape):
    """The least that makes an event."""

    slug = Slug(required=True, label=N_("Address"))
    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, label=N_("Title in English"))
    zone = Zone(required=True, label=N_("Time zone"))
    starts = Moment(required=True, label=N_("Starts"))
    ends = Moment(required=True, label=N_("Ends"))


class CopyShape(Shape):
    """What a copy of an event does not take over."""

    slug = Slug(required=True, label=N_("Address"))
    title = Line(max_length=255, required=True, label=N_("Title"))
    title_en = Line(max_length=255, label=N_("Title in English"))
    zone = Zone(required=True, label=N_("Time zone"))
    starts = Moment(required=True, label=N_("Starts"))
    with_team = Tick(label=N_("With the team"))
    with_contacts = Tick(label=N_("With the contacts of the bridge points"))


class EventShape(Shape):
    """What an event says of itself. `closes` left out means: when it starts."""

    title = Line(255, required=True, label=N_("Title"))
    title_en = Line(255, load_default="", label=N_("Title in English"))
    lead = Line(500, load_default="", label=N_("Lead"))
    lead_en = Line(500, load_default="", label=N_("Lead in English"))
    description = Paragraph(20_000, load_default="", label=N_("Description"))
    description_en = Paragraph(20_000, load_default="", label=N_("Description in English"))
    host = Line(255, load_default="", label=N_("Issuing body"))
    host_en = Line(255, load_default="", label=N_("Issuing body in English"))
    contact_email = EmailAddress(load_default="", label=N_("Contact e-mail"))
    zone = Zone(required=True, label=N_("Time zone"))
    starts = Moment(required=True, label=N_("Starts"))
    ends = Moment(required=True, label=N_("Ends"))
    opens = Moment(label=N_("Registration opens"))
    closes = Moment(label=N_("Registration closes"))
    switches = Moment(label=N_("Delegates change their attendance until"))
    has_waiting_list = Tick(label=N_("Waiting list"))
    offer_hours = Whole(1, MOST_HOURS, label=N_("Hours a freed seat is offered for"))
    accent = Choice(Dye, required=True, label=N_("Colour"))
    own_accent = Colour(label=N_("A colour of its own"))


class ModesShape(Shape):
    """Which modes are offered, each with its seats (left out: no limit)."""

    hall = Tick(label=N_("In person"))
    hall_seats = Whole(0, MOST_SEATS, label=N_("Seats in the hall"))
    bridge = Tick(label=N_("Bridge point"))
    bridge_seats = Whole(0, MOST_SEATS, label=N_("Seats at bridge points"))
    online = Tick(label=N_("Online"))
    online_seats = Whole(0, MOST_SEATS, label=N_("Places online"))


class SiteShape(Shape):
    """The main hall or a bridge point."""

    mode = Choice(Mode, load_default=Mode.BRIDGE, label=N_("Kind of site"))
    name = Line(255, required=True, label=N_("Name"))
    name_en = Line(255, load_default="", label=N_("Name in English"))
    address = Line(500, load_default="", label=N_("Address"))
    capacity = Whole(1, MOST_SEATS, label=N_("Seats"))
    zone = Zone(label=N_("Time zone"))


class BadgeZones(Line):
    """A short list of words such as "A, B, VIP": what a badge opens. Each stands in it once, with commas between."""

    too_long_zone = N_("%(label)s: a zone has at most %(maximum)s characters.")
    longest = 20

    def judged(self, text: str) -> Any:
        """Return the list with one comma and one blank between its words; raises what is wrong with one."""
        zones = {zone.casefold(): zone for word in re.split("[,;/|]", text) if (zone := clean_line(word))}
        if any(len(zone) > self.longest for zone in zones):
            raise self.problem("too_long", self.too_long_zone, maximum=self.longest)
        return ", ".join(zones.values())


class CategoryShape(Shape):
    """A sort of delegates."""

    name = Line(80, required=True, label=N_("Name"))
    name_en = Line(80, load_default="", label=N_("Name in English"))
    colour = Colour(required=True, label=N_("Colour of the badge"))
    mode = Choice(Mode, label=N_("Attendance to begin with"))
    zones = BadgeZones(120, load_default="", label=N_("Zones of the badge"))
    is_public = Tick(label=N_("Whoever registers may choose it"))
    is_default = Tick(label=N_("The default category"))


class CategoryRemovalShape(Shape):
    """Where those go who were in a category."""

    into = Line(16, required=True, label=N_("Where they go"))


class SiteRemovalShape(Shape):
    """Where those go who were to come to a site."""

    into = Line(16, load_default="", label=N_("Where these people go"))
    over_quota = Tick(label=N_("Beyond the seats allotted"))


class MemberShape(Shape):
    """Someone's role in the team."""

    email = EmailAddress(required=True, label=N_("E-mail"))
    role = Choice(Role, required=True, label=N_("Role"))


class InvitationShape(MemberShape):
    """A new member; with a name, an account is made where there is none."""

    name = FullName(label=N_("Full name"))


class TokenRole(StrEnum):
    """What a program may be: anything but an owner."""

    ORGANISER = "organiser"
    REGISTRAR = "registrar"
    DOOR = "door"
    VIEWER = "viewer"


class TokenShape(Shape):
    """A token for a program."""

    name = Line(120, required=True, label=N_("What it is for"))
    role = Choice(TokenRole, required=True, label=N_("Role"))
