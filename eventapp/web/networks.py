"""Where a request comes from, for limits: an IPv4 address, or the /64 network of an IPv6 one."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request


def network() -> str:
    """Return the address a limit counts against. Only proxies of ours were believed (TRUSTED_PROXIES)."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
