"""A bounded store in memory, shared by the threads of one process."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

LARGEST = 64 * 1024 * 1024  # bytes


class Shelf(Generic[Thing]):
    """The most recently used things, up to a number of bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._size, self._largest, self._lock = 0, largest, Lock()

    def get(self, key: Hashable) -> Thing | None:
        """Return what lies under that key."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: Thing, size: int) -> None:
        """Put a thing of so many bytes there; what was not asked for longest makes room."""
        with self._lock:
            _, before = self._things.pop(key, (None, 0))
            self._things[key] = thing, size
            self._size += size - before
            while self._size > self._largest and len(self._things) > 1:
                self._size -= self._things.popitem(last=False)[1][1]
