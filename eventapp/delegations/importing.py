"""The office's list of delegations: organisations, their sites, and the seats allotted to them."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import delegations_of
from eventapp.delegations.shapes import DelegationShape
from eventapp.directory import organisations
from eventapp.directory.models import Organisation
from eventapp.directory.words import kind_called
from eventapp.errors import N_, DomainError
from eventapp.events import capacity, life_cycle
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.events.site_words import SiteWords
from eventapp.importing import content
from eventapp.importing.importer import Importer
from eventapp.importing.reports import Outcome, Report


class OtherDelegationOfOrganisation(DomainError):
    """The organisation is invited already, under another code."""

    code = "duplicate"
    message = N_("“%(name)s” already has a delegation at this event under another code.")


class SiteOfOtherKind(DomainError):
    """A bridge point is named like the main site, or the other way round."""

    code = "invalid_site"
    message = N_("“%(name)s” is already a site of another kind; a bridge point needs a name of its own.")


class DelegationImporter(Importer):
    """Rows of delegations; a delegation is known by its code.

    Rows that attend in the hall name the main site, rows of a bridge point name that point; both are made where the
    event lacks them. Those who attend online have no site.
    """

    shape = DelegationShape
    defaultable = ("mode", "site", "quota", "kind", "zone")
    needed = ("code", "name", "mode", "quota")
    key_field = "code"
    blamed: ClassVar[Mapping[str, str]] = {
        "quota_below_used": "quota",
        "duplicate": "name",
        "invalid_site": "site",
        "main_site_exists": "site",
    }
    headings: ClassVar = {
        "code": ["Mã đơn vị", "Mã", "Mã số", "Mã cơ quan", "Mã đoàn", "Ký hiệu", "Code", "Delegation code"],
        "name": [
            "Tên đơn vị", "name_vi", "Đơn vị", "Cơ quan, đơn vị", "Cơ quan", "Tên cơ quan", "Tên cơ quan, đơn vị",
            "Đơn vị được mời", "Cơ quan được mời", "Bộ, ngành, địa phương", "Cơ quan, tổ chức", "Organisation",
            "Organization", "Organisation name", "Name", "Name in Vietnamese",
        ],
        "name_en": ["Tên tiếng Anh", "English name", "Name in English", "Name (English)", "Organisation (English)"],
        "kind": ["Loại", "Loại hình", "Khối", "Nhóm", "Kind", "Type", "Category"],
        "mode": [
            "Hình thức tham dự", "Hình thức", "Hình thức dự", "Hình thức dự họp", "Phương thức tham dự", "attendance",
            "Mode", "Form of attendance",
        ],
        "site": ["Điểm họp", "Điểm cầu", "Tên điểm cầu", "Địa điểm", "Nơi dự", "Nơi tham dự", "Site", "Bridge point"],
        "zone": ["Múi giờ", "timezone", "Time zone"],
        "quota": [
            "Số lượng phân bổ", "Số lượng", "Số lượng đại biểu", "Số đại biểu", "Số người", "Số lượng mời", "Phân bổ",
            "Chỉ tiêu", "Số mời", "Số chỗ", "Quota", "Seats allotted", "Seats", "Number of delegates",
        ],
        "contact_email": [
            "Email đầu mối", "Thư điện tử đầu mối", "Email đầu mối liên hệ", "Thư điện tử liên hệ", "Đầu mối",
            "Email liên hệ", "Email", "Thư điện tử", "contact_email",
            "Contact", "Focal point", "Focal point's e-mail", "Contact e-mail", "E-mail",
        ],
    }  # fmt: skip

    def __init__(self, event: Event, *, by: Actor) -> None:
        self.event, self.by = event, by
        self.known = {delegation.code.upper(): delegation.id for delegation in delegations_of(event)}

    def tests(self) -> Mapping[str, Callable[[str], bool]]:
        """Addresses, forms of attendance and time zones are known."""
        return {
            "contact_email": content.is_address,
            "mode": content.is_word_of(DelegationShape, "mode"),
            "zone": content.is_word_of(DelegationShape, "zone"),
        }

    def key(self, values: Mapping[str, Any]) -> Hashable | None:
        """A delegation is known by its code, whatever its case."""
        return values["code"].upper() if values.get("code") else None

    def take(self, values: Mapping[str, Any]) -> Outcome:
        """Enter the organisation, the site, the delegation and its quota."""
        mode: Mode = values["mode"]
        organisation, is_revised = organisations.enter(
            values["name"], name_en=values["name_en"] or "", kind=kind_called(values["kind"]), zone=values["zone"]
        )
        site = self._site(mode, values["site"], values["zone"])
        wanted = {"organisation": organisation, "mode": mode, "site": site}
        wanted["contact_email"] = values["contact_email"] or ""
        number = self.known.get(values["code"].upper())
        if number is None:
            delegation = self._invite(values["code"], wanted)
            quotas.allot(delegation, mode, values["quota"])
            return Outcome.CREATED
        delegation = db.session.get_one(Delegation, number)
        is_revised |= self._revise(delegation, wanted)
        is_revised |= quotas.allot(delegation, mode, values["quota"])
        if not is_revised:
            return Outcome.UNCHANGED
        delegation.revision += 1  # a form that is open meanwhile is told
        trail.record("delegation_revised", delegation, by=self.by, event_id=self.event.id, code=delegation.code)
        return Outcome.UPDATED

    def finish(self, report: Report) -> None:
        """Pages that show the sites are built anew."""
        if report.count(Outcome.CREATED) or report.count(Outcome.UPDATED):
            life_cycle.touch(self.event)

    def _site(self, mode: Mode, name: str | None, zone: str | None) -> Site | None:
        if mode is Mode.ONLINE or not name:
            return None
        site = db.session.scalar(select(Site).where(Site.event_id == self.event.id, Site.key == names.search_key(name)))
        if site is None and (called := SiteWords(sites_of(self.event, mode)).find(name)):
            return called
        if site is None:
            own_zone = zone if mode is Mode.BRIDGE and zone != self.event.zone else None
            return capacity.add_site(self.event, name, mode=mode, by=self.by, zone=own_zone)
        if site.mode is not mode:
            raise SiteOfOtherKind(name=name)
        return site

    def _invite(self, code: str, wanted: dict[str, Any]) -> Delegation:
        delegation = Delegation(event_id=self.event.id, code=code, created_at=clock.now(), **wanted)
        organisation: Organisation = wanted["organisation"]
        try:
            with db.session.begin_nested():
                db.session.add(delegation)
        except IntegrityError:
            raise OtherDelegationOfOrganisation(name=organisation.names) from None
        trail.record("delegation_invited", delegation, by=self.by, event_id=self.event.id, code=code)
        return delegation

    def _revise(self, delegation: Delegation, wanted: dict[str, Any]) -> bool:
        changed = {name: value for name, value in wanted.items() if getattr(delegation, name) != value}
        if "mode" in changed:
            quotas.allot(delegation, delegation.mode, 0)  # refused where someone is registered on it
        called = wanted["organisation"].names
        try:
            with db.session.begin_nested():
                for field, value in changed.items():
                    setattr(delegation, field, value)
        except IntegrityError:
            raise OtherDelegationOfOrganisation(name=called) from None
        return bool(changed)
