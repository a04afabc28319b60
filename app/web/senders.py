"""Who sends, as far as the network tells: the measure of how much one of them may hold at once."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

NETWORK_BITS = 64  # of an IPv6 address: a sender has all the others behind them


def party(address: str) -> str:
    """Return what stands for one sender: the address, of IPv6 the network, for everybody has 2 ** 64 of these."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    rest = 128 - NETWORK_BITS
    return str(IPv6Address(int(found) >> rest << rest))


def named_by(forwarded: str, peer: str, proxies: int) -> str:
    """Return the address that the outermost of so many proxies named, as Werkzeug's ProxyFix does, or the peer's."""
    named = [each.strip() for each in forwarded.split(",")] if forwarded else []
    return named[-proxies] if 0 < proxies <= len(named) else peer
