"""Headers of letters on the wire: RFC 5322 and 2047, in lines that every reader puts together again as they were.

The library's own folding breaks a line between two encoded words at a blank that it then leaves out: "được tiếp"
arrives as "đượctiếp" (CPython 3.11.7). `Header` encodes the blanks too.
"""

import email.policy
from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueAddressHeader, UnstructuredHeader
from email.utils import quote
from typing import Any

_LONGEST_LINE = 76


class Unfolded(UnstructuredHeader):
    """A header whose value is an address of a page: the library would make encoded words of a long one."""

    def fold(self, *, policy: email.policy.Policy) -> str:
        """Return the header as one line."""
        return f"{_name(self)}: {self}{policy.linesep}"


class Words(UnstructuredHeader):
    """A header of words, such as the subject."""

    def fold(self, *, policy: email.policy.Policy) -> str:
        """Return the header in lines of at most 76 characters."""
        return f"{_name(self)}: {_encoded(str(self), _name(self), policy)}{policy.linesep}"


class Correspondents(UniqueAddressHeader):
    """A header of people and their addresses."""

    def fold(self, *, policy: email.policy.Policy) -> str:
        """Return the header with each address on a line of its own."""
        written = []
        for each in self.addresses:
            name = each.display_name
            shown = f'"{quote(name)}"' if _is_plain(name) else _encoded(name, _name(self), policy)
            written.append(f"{shown}{policy.linesep} <{each.addr_spec}>" if name else each.addr_spec)
        return f"{_name(self)}: {f',{policy.linesep} '.join(written)}{policy.linesep}"


def wire() -> Any:
    """Return the policy by which letters are written: seven bits, and headers of the kinds above."""
    headers = HeaderRegistry()
    for name, kind in (
        ("list-unsubscribe", Unfolded),
        ("subject", Words),
        ("from", Correspondents),
        ("to", Correspondents),
    ):
        headers.map_to_type(name, kind)  # type: ignore[arg-type]  # it adds BaseHeader itself
    return email.policy.SMTP.clone(cte_type="7bit", header_factory=headers)


def _encoded(text: str, name: str, policy: email.policy.Policy) -> str:
    if _is_plain(text) and len(name) + 2 + len(text) <= _LONGEST_LINE:
        return text
    return Header(text, "utf-8", maxlinelen=_LONGEST_LINE, header_name=name).encode(linesep=policy.linesep)


def _is_plain(text: str) -> bool:
    """Can the text stand as it is, without being taken for an encoded word?"""
    return text.isascii() and "=?" not in text


def _name(header: UnstructuredHeader | UniqueAddressHeader) -> str:
    return str(header.name)  # type: ignore[union-attr]  # BaseHeader has it
