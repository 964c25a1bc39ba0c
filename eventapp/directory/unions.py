"""Someone turns out to be somebody the event knows already: what hangs on the one passes over to the other."""

from collections.abc import Callable

from eventapp.directory.models import Person

Follower = Callable[[Person, Person], None]
_followers: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Register what a higher feature does then: it is told the former person and the present one."""
    _followers.append(follower)
    return follower


def hand_over(former: Person, present: Person) -> None:
    """Let everything that hangs on the former person hang on the present one, before the former is forgotten."""
    for follower in _followers:
        follower(former, present)
