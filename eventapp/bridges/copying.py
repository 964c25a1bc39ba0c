"""Bridge points of a copied event: whose room it is, and who does what there where that is wanted; nothing that was."""

from eventapp.bridges.links import NOTHING
from eventapp.bridges.models import Contact, Point
from eventapp.bridges.queries import contacts_by_site, points_of
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of

ROOM = ("organisation_id", "room")
WHO = ("duty", "name", "position", "phone", "email", "locale")


def copy_points(event: Event, copy: Event, *, with_contacts: bool) -> None:
    """Let the copy's bridge points be in the same rooms; `with_contacts` the same people are called there.

    What tests of the line said, notes and links are of the former event. Delegates are its delegates: who was one is
    named as anybody else.
    """
    there = {site.key: site for site in sites_of(copy, Mode.BRIDGE)}
    here = {site.id: there[site.key] for site in sites_of(event, Mode.BRIDGE) if site.key in there}
    for site_id, point in points_of(event).items():
        if site_id in here:
            said = NOTHING | {name: getattr(point, name) for name in ROOM}
            db.session.add(Point(event_id=copy.id, site_id=here[site_id].id, **said))
    for site_id, contacts in contacts_by_site(event).items() if with_contacts else ():
        if site_id in here:
            db.session.add_all(
                Contact(event_id=copy.id, site_id=here[site_id].id, **{name: getattr(contact, name) for name in WHO})
                for contact in contacts.values()
            )
