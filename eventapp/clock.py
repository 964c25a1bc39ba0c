"""The only place that asks what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

Setting = Callable[[datetime], None]
_shown: datetime | None = None  # in this process, while a day is rehearsed


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _shown or datetime.now(UTC)


@contextmanager
def set_by_hand() -> Iterator[Setting]:
    """Let this process live at the moments that are set, and nobody else: for the sample day, not for a server."""

    def set_to(moment: datetime) -> None:
        global _shown
        _shown = moment.astimezone(UTC)

    global _shown
    try:
        yield set_to
    finally:
        _shown = None
