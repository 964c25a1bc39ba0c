"""The focal point's link opens one delegation, until it is revoked."""

from flask import Flask

from eventapp import clock, signing
from eventapp.database import db, transaction
from eventapp.delegations import links
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.events.models import Mode
from tests.factories import make_event


def test_a_link_opens_its_own_delegation_until_it_is_revoked(app: Flask) -> None:
    event = make_event()
    with transaction():
        invited, _is_new = organisations.enter("Bộ Ngoại giao")
        delegation = Delegation(
            event_id=event.id, organisation=invited, code="TW01", mode=Mode.HALL, created_at=clock.now()
        )
        db.session.add(delegation)
    secret = links.secret(delegation)
    assert links.find_invited(secret) is delegation
    for wrong in ("", delegation.ref, secret[:-1], f"{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"):
        assert links.find_invited(wrong) is None
    assert links.find_invited(signing.link_secret("my", delegation.ref)) is None
    with transaction():
        delegation.generation += 1
    assert links.find_invited(secret) is None
