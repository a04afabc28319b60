"""A demo instance, whose passphrases are public, answers this machine alone, however its server was started."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, request

REFUSED = "This is a demo instance, whose passphrases are public: it answers this machine alone.\n"
BEFORE_PROXIES = "werkzeug.proxy_fix.orig"  # what ProxyFix replaced: headers can say anything


def register(app: Flask) -> None:
    """Refuse every request to a demo instance that does not come from this machine. Other instances are let be."""
    if app.config["DEMO"]:
        app.before_request(_check)


def is_local(address: str) -> bool:
    """Tell whether a peer's address is one of this machine's own."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _check() -> Response | None:
    named = request.remote_addr or ""
    peer: str = request.environ.get(BEFORE_PROXIES, {}).get("REMOTE_ADDR") or named
    if is_local(peer) and is_local(named):
        return None
    return Response(REFUSED, 403, mimetype="text/plain")
