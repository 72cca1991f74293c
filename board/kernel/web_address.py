"""Addresses of the web: which of them nobody on the way can read or change, and what one asks for."""

from typing import Protocol
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The names of one's own machine."""


def is_safe(address: str) -> bool:
    """Does TLS guard it, or does it never leave this machine?"""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class Arguments(Protocol):
    """The part of an address that follows the question mark."""

    def get(self, key: str, default: str) -> str:
        """The first value."""

    def getlist(self, key: str) -> list[str]:
        """Every value."""
