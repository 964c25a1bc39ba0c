"""Delegations: which organisations were invited, with how many seats, and how many of these are used."""

from typing import Any

from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.api.blueprint import bp
from eventapp.api.listing import PagesShape, list_of, page_of
from eventapp.api.operations import operation
from eventapp.api.schemas import DelegationItem
from eventapp.delegations.models import Delegation, Quota
from eventapp.delegations.queries import delegations_of, quotas_of
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.invitations.letter_writing import page_of as page_of_focal_point
from eventapp.web.access import may, program


@bp.get("/events/<slug>/delegations")
@program(Role.VIEWER)
@operation(list_of(DelegationItem), query=PagesShape)
def delegations(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List the delegations in the order of their codes. The link of the focal point, by which one nominates, is given
    from the role of a registrar upwards."""
    quotas, may_link = quotas_of(event), may(Role.REGISTRAR, event)
    return page_of(
        delegations_of(event), asked, lambda row: delegation_json(row, quotas.get(row.id, []), may_link=may_link)
    )


def delegation_json(delegation: Delegation, quotas: list[Quota], *, may_link: bool) -> dict[str, Any]:
    """Return a delegation as programs see it."""
    organisation = delegation.organisation
    by_mode = {quota.mode: {"quota": quota.allotted, "used": quota.used} for quota in quotas}
    return {
        "code": delegation.code,
        "name": organisation.name,
        "name_en": organisation.name_en,
        "kind": organisation.kind,
        "mode": delegation.mode.value,
        "quota": sum(quota.allotted for quota in quotas),
        "used": sum(quota.used for quota in quotas),
        "by_mode": {mode.value: by_mode[mode] for mode in Mode if mode in by_mode},
        "state": delegation.state(clock.now()).value,
        "links": {"page": page_of_focal_point(delegation) if may_link else None},
    }
