"""Which delegations are wanted."""

from datetime import UTC, datetime, timedelta
from itertools import product

from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.delegations import search
from eventapp.delegations.models import Delegation, State
from eventapp.delegations.search import Replies, Wanted
from eventapp.events.models import Event, Mode
from tests.delegations.desk import make_delegation
from tests.factories import make_event

NOW = datetime(2030, 1, 10, tzinfo=UTC)


def codes(event: Event, wanted: Wanted | None = None, sort: str = "organisation") -> list[str]:
    """Return the codes of the delegations wanted, in order."""
    found = search.page(event, wanted or Wanted(), sort, now=NOW, per_page=50, number=1)
    return [each.code for each in found.delegations]


def test_the_database_says_the_same_state_as_the_model(app: Flask) -> None:
    delegation = make_delegation(make_event())
    seen = set()
    for sent, opened, answered, declined in product((None, NOW), repeat=4):
        for deadline in (None, NOW, NOW + timedelta(seconds=1)):
            with transaction():
                delegation.invited_at, delegation.opened_at, delegation.deadline_at = sent, opened, deadline
                delegation.answered_at, delegation.declined_at = answered, declined
            said = db.session.scalar(select(search.state_at(NOW)).where(Delegation.id == delegation.id))
            assert said == delegation.state(NOW).value
            seen.add(said)
    assert seen == {each.value for each in State}


def test_the_order_of_organisations_is_kind_then_place_then_name(app: Flask) -> None:
    event = make_event()
    make_delegation(event, "Tập đoàn A", "DN01", kind="enterprise")
    make_delegation(event, "Tỉnh B", "DP02", kind="province").organisation.sort_order = 2
    make_delegation(event, "Tỉnh C", "DP01", kind="province").organisation.sort_order = 1
    make_delegation(event, "Bộ D", "TW01", kind="central")
    make_delegation(event, "Ai khác", "XX01")
    db.session.commit()
    assert codes(event) == ["TW01", "DP01", "DP02", "DN01", "XX01"]
    assert codes(event, sort="-code") == ["XX01", "TW01", "DP02", "DP01", "DN01"]


def test_it_is_found_by_words_of_the_name_by_code_and_by_focal_point(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    make_delegation(event, "Uỷ ban nhân dân tỉnh Hoà Bình", "DP01", contact_name="Lê Hoà")
    make_delegation(event, "Bộ Ngoại giao", "TW01")
    make_delegation(other, "Bộ Ngoại giao", "TW09")
    assert codes(event, Wanted(q="hoa binh")) == ["DP01"]
    assert codes(event, Wanted(q="NGOẠI")) == ["TW01"]
    assert codes(event, Wanted(q="dp0")) == ["DP01"]
    assert codes(event, Wanted(q="focal.tw01@")) == ["TW01"]
    assert codes(event, Wanted(q="lê h")) == ["DP01"]
    assert [codes(event, Wanted(q=q)) for q in ("%", "_", "'", "zzz", "\0")] == [[], [], [], [], ["TW01", "DP01"]]


def test_filters_and_counts_agree(app: Flask) -> None:
    event = make_event()
    silent = make_delegation(event, "A", "A1", kind="central")
    late = make_delegation(event, "B", "B1", kind="central", seats={Mode.ONLINE: 1}, mode=Mode.ONLINE)
    answered = make_delegation(event, "C", "C1")
    make_delegation(event, "D", "D1")
    with transaction():
        silent.invited_at = late.invited_at = answered.invited_at = answered.answered_at = NOW - timedelta(days=2)
        late.deadline_at = NOW - timedelta(days=1)
    assert codes(event, Wanted(is_silent=True)) == ["A1", "B1"]
    assert codes(event, Wanted(state=State.OVERDUE)) == ["B1"]
    assert codes(event, Wanted(state=State.NOT_SENT)) == ["D1"]
    assert codes(event, Wanted(mode=Mode.ONLINE)) == ["B1"]
    assert codes(event, Wanted(kind="central")) == ["A1", "B1"]
    figures = Replies.of(search.states_of(event, now=NOW))
    assert figures == Replies(not_sent=1, answered=1, declined=0, silent=2, overdue=1)
    page = search.page(event, Wanted(kind="central"), "state", now=NOW, per_page=1, number=9)
    assert (page.total, page.number, [each.code for each in page.delegations]) == (2, 2, ["B1"])
    assert page.by_state == {State.SENT: 1, State.OVERDUE: 1}


def test_whoever_was_asked_has_answered_declined_or_is_silent(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event, "A", "A1")
    for invited, opened, answered, declined in product((None, NOW), repeat=4):
        for deadline in (None, NOW, NOW + timedelta(seconds=1)):
            with transaction():
                delegation.invited_at, delegation.opened_at, delegation.deadline_at = invited, opened, deadline
                delegation.answered_at, delegation.declined_at = answered, declined
            figures = Replies.of(search.states_of(event, now=NOW))
            was_asked = any((invited, opened, answered, declined))
            assert (figures.invited, figures.not_sent) == (was_asked, not was_asked)
            assert figures.invited == figures.answered + figures.declined + figures.silent
            assert figures.overdue <= figures.silent
            page = search.page(event, Wanted(is_silent=True), "code", now=NOW, per_page=9, number=1)
            assert len(page.delegations) == page.total == figures.silent
