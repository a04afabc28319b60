"""Settings: from the environment, checked before anything starts.

AMPARO_INSTANCE       folder of this instance (default: instance/)
DATABASE_URL          PostgreSQL; the default is SQLite in the instance folder
AMPARO_INSTANCE_KEY   64 hexadecimal digits, instead of instance.key in the folder
AMPARO_HOSTS          host names the site answers to, separated by commas
AMPARO_SCHEME         https, or http on loopback only
AMPARO_PROXIES        how many reverse proxies stand in front (default 0)
AMPARO_EXIT           address the quick exit leaves to
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
HOST = re.compile(r"[^\s/*.:@,][^\s/*:@,]*(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
LANGUAGES = ("en", "fr", "es", "ar", "sw")


class Unsafe(Exception):
    """Amparo does not start: the message names everything that is missing or unsafe."""


def load(settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the configuration. `settings` win over the environment. Raises Unsafe."""
    given = dict(settings or {})
    folder = Path(given.get("INSTANCE") or os.environ.get("AMPARO_INSTANCE") or ROOT / "instance").resolve()
    key = given.get("INSTANCE_KEY") or os.environ.get("AMPARO_INSTANCE_KEY") or ""
    scheme = given.get("SCHEME") or os.environ.get("AMPARO_SCHEME") or "http"
    hosts = given.get("HOSTS") or os.environ.get("AMPARO_HOSTS") or "127.0.0.1,localhost,[::1]"
    proxies = _count(given.get("PROXIES") or os.environ.get("AMPARO_PROXIES") or 0)
    url = str(given.get("DATABASE_URL") or os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'amparo.sqlite'}")
    url = url.replace("postgres://", "postgresql://", 1)
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    values: dict[str, Any] = {
        "INSTANCE": folder,
        "INSTANCE_KEY": _key(key),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(url),
        "HOSTS": tuple(name.strip() for name in hosts.split(",") if name.strip()),
        "SCHEME": scheme,
        "PROXIES": proxies,
        "EXIT": given.get("EXIT") or os.environ.get("AMPARO_EXIT") or "https://www.wikipedia.org/",
        "MAX_CONTENT_LENGTH": 512 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 2000,
        "DEMO": (folder / "demo").exists(),
        "LANGUAGES": LANGUAGES,
        "BABEL_DEFAULT_LOCALE": "en",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the browser's session: a form kept open all day still goes through
        "WTF_CSRF_SSL_STRICT": False,  # it asks for a Referer, which our own pages tell browsers never to send
        "WTF_I18N_ENABLED": True,
        "SESSION_COOKIE_NAME": "form" if scheme == "http" else "__Host-form",
        "SESSION_COOKIE_SECURE": scheme == "https",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }
    values.update({name: value for name, value in given.items() if name not in values and name != "DATABASE_URL"})
    problems = unsafe(values)
    if problems:
        raise Unsafe("Amparo does not start:\n" + "\n".join(f"- {problem}" for problem in problems))
    return values


def _count(given: int | str) -> int:
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else -1  # named by unsafe()


def _key(text: str | bytes) -> bytes | None:
    if isinstance(text, bytes) or not text:
        return text or None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    return key if len(key) == 32 else b"\x00"  # named by unsafe(), together with everything else


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, "pool_size": 8, "max_overflow": 56}  # 64: a connection for each thread
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 40}  # two workers stay under 100


def unsafe(values: Mapping[str, Any]) -> list[str]:
    """Return everything that makes these settings unsafe, in words that say what to do."""
    problems = []
    outside = [host for host in values["HOSTS"] if host not in LOOPBACK]
    if values["INSTANCE_KEY"] is not None and len(values["INSTANCE_KEY"]) != 32:
        problems.append("AMPARO_INSTANCE_KEY is not 64 hexadecimal digits: copy it again, or use instance.key")
    if values["SCHEME"] not in ("http", "https"):
        problems.append("AMPARO_SCHEME must be https (or http on loopback)")
    if outside and values["SCHEME"] != "https":
        problems.append(f"AMPARO_HOSTS names {', '.join(outside)}: set AMPARO_SCHEME=https and serve it over TLS")
    if outside and values["DEMO"]:
        problems.append("this is a demo instance, whose passphrases are public: it serves loopback only")
    if values["DEMO"] and not values["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") and not values.get("TESTING"):
        problems.append("a demo instance uses its own SQLite database: unset DATABASE_URL")
    if not values["HOSTS"] or any(not HOST.fullmatch(host) for host in values["HOSTS"]):
        problems.append("AMPARO_HOSTS must name each host, without https://; * is not a name")
    if values["PROXIES"] < 0:
        problems.append("AMPARO_PROXIES must say how many reverse proxies stand in front: 0, 1, 2 ...")
    if not _leads_out(values["EXIT"]):
        problems.append("AMPARO_EXIT must be the whole address of another site, with https://")
    if not values["SQLALCHEMY_DATABASE_URI"].startswith(("sqlite:", "postgresql+psycopg:")):  # it may hold a password
        problems.append("DATABASE_URL must begin with postgresql:// (or sqlite:///): no other database is supported")
    return problems + _unsafe_folder(values["INSTANCE"])


def _leads_out(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _unsafe_folder(folder: Path) -> list[str]:
    if folder.exists() and not folder.is_dir():
        return [f"AMPARO_INSTANCE must be a folder; {folder} is none"]
    key, problems = folder / "instance.key", []
    if key.exists() and key.stat().st_mode & 0o077:
        problems.append("instance.key can be read by others: chmod 600 it")
    if key.exists() and len(_key(key.read_text("ascii", "replace").strip()) or b"") != 32:
        problems.append("instance.key is not 64 hexadecimal digits: copy it again from where you keep it")
    return problems
