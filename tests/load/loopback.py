"""Load is for the machine that makes it, and no other."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["check_loopback"]


def check_loopback(address: str) -> str:
    """Return the address if it is one of this machine.

    Raises
    ------
    ValueError
        If it is not, or if it is not an HTTP address.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "http" and (host == "localhost" or _is_loopback(host)):
        return address
    raise ValueError(f"{address!r} is not on this machine: only http://localhost and http://127.0.0.1 may be loaded.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
