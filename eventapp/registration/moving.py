"""One of several is moved to another form of attendance or bridge point, as far as there is a seat."""

from typing import NamedTuple

from eventapp.audit.trail import Actor
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import modes_of, sites_of
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration
from eventapp.registration.transfer import transfer


class AttendsSoAlready(DomainError):
    """There is nothing to change."""

    code = "unchanged"
    message = N_("Attends so already.")


class NoSuchPlace(DomainError):
    """The bridge point or the form of attendance has been taken away."""

    code = "no_such_place"
    message = N_("This form of attendance or bridge point is not offered any more.")


class Elsewhere(NamedTuple):
    """Where people attend instead; at a bridge point without a site each at the one of the delegation."""

    mode: Mode
    site: Site | None


class Move(NamedTuple):
    """Where several go, as a word of `places`; an organiser may go beyond the seats allotted."""

    into: str
    over_quota: bool = False


def places(event: Event) -> dict[str, Elsewhere]:
    """Return where people may go: modes by their word, bridge points by their reference."""
    modes = modes_of(event)
    found = {mode.value: Elsewhere(mode, None) for mode in modes if mode is not Mode.BRIDGE}
    points = sites_of(event, Mode.BRIDGE) if Mode.BRIDGE in modes else []
    if points:
        found[Mode.BRIDGE.value] = Elsewhere(Mode.BRIDGE, None)
    return found | {site.ref: Elsewhere(Mode.BRIDGE, site) for site in points}


def move(
    registration: Registration, into: Elsewhere | None, *, over_quota: bool, by: Actor, posting: Posting | None = None
) -> None:
    """Let the delegate attend there. Raises AttendsSoAlready, NoSuchPlace, and what `transfer` raises."""
    if into is None:
        raise NoSuchPlace
    is_moved = transfer(
        registration,
        mode=into.mode,
        site=into.site,
        delegation=registration.delegation,
        by=by,
        over_quota=over_quota,
        posting=posting,
    )
    if not is_moved:
        raise AttendsSoAlready
