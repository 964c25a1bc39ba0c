"""What a member of an event's team may do."""

from enum import StrEnum


class Role(StrEnum):
    """A place in the team. `covers` says which roles stand below it."""

    OWNER = "owner"
    ORGANISER = "organiser"
    REGISTRAR = "registrar"
    DOOR = "door"
    VIEWER = "viewer"

    def covers(self, other: "Role") -> bool:
        """May someone with this role do what the other may?"""
        return other in _COVERED[self]


_COVERED = {
    Role.OWNER: frozenset(Role),
    Role.ORGANISER: frozenset({Role.ORGANISER, Role.REGISTRAR, Role.DOOR, Role.VIEWER}),
    Role.REGISTRAR: frozenset({Role.REGISTRAR, Role.DOOR, Role.VIEWER}),
    Role.DOOR: frozenset({Role.DOOR}),
    Role.VIEWER: frozenset({Role.VIEWER}),
}
