"""Whom links lead into which session, told for all of them at once, is what asking link by link tells."""

from itertools import product

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventapp.links.coverage import Coverage, Lead
from eventapp.links.keeping import Place
from eventapp.links.models import Audience, Channel, Link
from eventapp.links.queries import leading_to
from tests.factories import make_event, make_session, make_site
from tests.links.test_keeping import make_link

SESSIONS, SITES = (1, 2), (11, 12, 13)
LEADS = [
    *product([Audience.BRIDGE], [None, *SESSIONS], [None, *SITES]),
    *product([Audience.ONLINE], [None, *SESSIONS], [None]),
]


@given(st.sets(st.sampled_from(LEADS)))
def test_what_is_lacking_is_what_no_link_leads_to(leads: set[tuple[Audience, int | None, int | None]]) -> None:
    links = [Link(audience=each[0], session_id=each[1], site_id=each[2], channel=Channel.FLOOR) for each in leads]
    coverage = Coverage(Lead(*each) for each in leads)
    for session in (None, *SESSIONS):
        led = {site for site in SITES if leading_to(links, Audience.BRIDGE, session_id=session, site_id=site)}
        assert coverage.unled(frozenset(SITES), session) == set(SITES) - led
        assert coverage.leads_online(session) == bool(leading_to(links, Audience.ONLINE, session_id=session))
    assert coverage.named == {each[1] for each in leads} - {None}
    for site in SITES:
        into = [bool(leading_to(links, Audience.BRIDGE, session_id=each, site_id=site)) for each in (None, *SESSIONS)]
        assert coverage.is_whole(site, SESSIONS) == (into[0] or all(into[1:]))
        assert coverage.is_whole(site, ()) == into[0]


def test_it_is_read_from_the_links_of_the_event(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    session, site = make_session(event), make_site(event)
    make_link(event, Place(audience=Audience.BRIDGE, session=session, site=site))
    make_link(other, Place(audience=Audience.ONLINE))
    coverage = Coverage.of(event)
    assert coverage.unled(frozenset({site.id}), session.id) == frozenset()
    assert coverage.unled(frozenset({site.id}), None) == {site.id}
    assert coverage.leads_online(session.id) is False
