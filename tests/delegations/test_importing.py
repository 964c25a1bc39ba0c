"""The office's list of delegations."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db
from eventapp.delegations.importing import DelegationImporter
from eventapp.delegations.models import Delegation, Quota
from eventapp.delegations.queries import delegations_of, find_delegation, quotas_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.importing.reports import Report
from tests.factories import make_event, make_registration
from tests.importing.sheets import counts, faults, row_counts, run, sentences, sheet

HEADINGS = ("code", "name_vi", "name_en", "kind", "attendance", "site", "timezone", "quota", "contact_email")
MOFA = ("TW01", "Bộ Ngoại giao", "MOFA", "central", "hall", "Hà Nội", "Asia/Ho_Chi_Minh", 2, "focal@mofa.example")
HUE = ("DP01", "Tỉnh Huế", "Hue", "province", "bridge", "Điểm cầu Huế", "Asia/Ho_Chi_Minh", "3", "")
PARIS = ("CQ01", "Đại sứ quán tại Paris", "", "mission", "online", "", "Europe/Paris", 1, "")


def take_in_rows(event: Event, *rows: tuple[Any, ...], **how: Any) -> Report:
    """Take in these rows below the usual headings."""
    return run(sheet(HEADINGS, *rows), DelegationImporter, event, by=SYSTEM, **how)


def test_rows_become_organisations_sites_delegations_and_quotas(app: Flask) -> None:
    event = make_event()
    assert counts(take_in_rows(event, MOFA, HUE, PARIS)) == (3, 0, 0, 0)
    found = {each.code: each for each in delegations_of(event)}
    assert list(found) == ["CQ01", "DP01", "TW01"]
    sites = [(site.mode, site.name) for site in sites_of(event)]
    assert sites == [(Mode.HALL, "Hà Nội"), (Mode.BRIDGE, "Điểm cầu Huế")]
    assert [found[code].site and found[code].site.name for code in ("TW01", "DP01", "CQ01")] == [
        "Hà Nội",
        "Điểm cầu Huế",
        None,
    ]
    assert found["CQ01"].organisation.zone == "Europe/Paris"
    quotas = [(each.mode, each.allotted, each.used) for code in found for each in quotas_of(event)[found[code].id]]
    assert quotas == [(Mode.ONLINE, 1, 0), (Mode.BRIDGE, 3, 0), (Mode.HALL, 2, 0)]


def test_the_same_list_again_changes_nothing(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, MOFA, HUE, PARIS)
    revision, before = event.revision, row_counts()
    assert counts(take_in_rows(event, MOFA, HUE, PARIS)) == (0, 0, 3, 0)
    after = row_counts()
    assert (after, event.revision) == (before, revision)


def test_another_quota_is_an_update(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, MOFA, HUE)
    assert counts(take_in_rows(event, (*MOFA[:7], 5, MOFA[8]), HUE)) == (0, 1, 1, 0)
    assert db.session.scalars(select(Quota.allotted).order_by(Quota.allotted)).all() == [3, 5]


def test_a_quota_cannot_be_lowered_under_what_is_used(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, MOFA)
    delegation = find_delegation(event, "tw01")
    for name in ("An", "Bình"):
        make_registration(event, name, delegation=delegation)
    report = take_in_rows(event, (*MOFA[:7], 1, "new@mofa.example"))
    assert faults(report) == [(2, "quota", "quota_below_used")]
    assert sentences(report) == [
        "MOFA already has 2 registered for this form of attendance; the number of seats allotted cannot be "
        "lower than that."
    ]
    row = db.session.execute(select(Delegation.contact_email, Quota.allotted).join(Quota)).one()
    assert tuple(row) == ("focal@mofa.example", 2)


def test_the_mode_moves_with_its_quota_unless_someone_is_registered(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, MOFA, HUE)
    online = (*MOFA[:4], "Trực tuyến", "", *MOFA[6:])
    assert counts(take_in_rows(event, online)) == (0, 1, 0, 0)
    delegation = find_delegation(event, "TW01")
    assert delegation is not None
    quotas = {each.mode: each.allotted for each in quotas_of(event)[delegation.id]}
    assert (delegation.mode, quotas) == (Mode.ONLINE, {Mode.HALL: 0, Mode.ONLINE: 2})
    make_registration(event, "An", mode=Mode.ONLINE, delegation=delegation)
    assert faults(take_in_rows(event, MOFA)) == [(2, "quota", "quota_below_used")]


def test_a_row_that_repeats_an_earlier_one_is_a_duplicate_every_time(app: Flask) -> None:
    event = make_event()
    again = ("tw01", *MOFA[1:])
    other_code = ("TW99", *MOFA[1:])
    for expected in ((1, 0, 0, 2), (0, 0, 1, 2)):
        report = take_in_rows(event, MOFA, again, other_code)
        assert counts(report) == expected
        assert faults(report) == [(3, "code", "duplicate"), (4, "name_vi", "duplicate")]


def test_each_fault_names_its_row_and_column(app: Flask) -> None:
    event = make_event()
    report = run(
        sheet(
            ("DANH SÁCH ĐƠN VỊ", "", "", "", ""),
            ("", "", "", "", ""),
            ("Mã đơn vị", "Tên đơn vị", "Hình thức", "Số lượng phân bổ", "Múi giờ"),
            ("", "Bộ A", "có thể", "nhiều", "Sao Hoả"),
            ("B", "", "Điểm cầu", -1, ""),
            ("C", "Bộ C", "", "", ""),
        ),
        DelegationImporter,
        event,
        by=SYSTEM,
    )
    assert faults(report) == [
        (4, "Mã đơn vị", "missing"),
        (4, "Hình thức", "unknown"),
        (4, "Múi giờ", "unknown"),
        (4, "Số lượng phân bổ", "invalid"),
        (5, "Tên đơn vị", "missing"),
        (5, "Số lượng phân bổ", "too_small"),
        (6, "Hình thức", "missing"),
        (6, "Số lượng phân bổ", "missing"),
    ]


def test_a_bridge_point_may_be_named_in_short_where_only_one_is_called_so(app: Flask) -> None:
    event = make_event()
    take_in_rows(event, HUE)
    take_in_rows(event, ("DP02", "Sở Ngoại vụ Huế", *HUE[2:5], "Huế", *HUE[6:]))
    assert [site.name for site in sites_of(event)] == ["Điểm cầu Huế"]
    assert [each.site_id for each in delegations_of(event)] == [sites_of(event)[0].id] * 2


def test_a_bridge_point_cannot_be_called_like_the_hall(app: Flask) -> None:
    event = make_event()
    report = take_in_rows(event, MOFA, (*HUE[:5], "HÀ NỘI", *HUE[6:]))
    assert faults(report) == [(3, "site", "invalid_site")]
    assert [site.name for site in sites_of(event)] == ["Hà Nội"]


def test_a_rehearsal_leaves_no_row_anywhere(app: Flask) -> None:
    event = make_event()
    before = row_counts()
    report = take_in_rows(event, MOFA, HUE, PARIS, is_rehearsal=True)
    assert (counts(report), report.is_kept) == ((3, 0, 0, 0), False)
    assert row_counts() == before
