"""Sending to an address that the office typed, so that no private address is ever reached by it.

The name is looked up once; every address that it has must be one of the public internet, and the connection goes to one
of those: a name that means something else a moment later leads nowhere else. TLS proves that it is who the name says.
Redirects are not followed. Once a name is looked up, it is over after `MOST_SECONDS`, whatever the receiver does.
"""

import os
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from board.kernel.unit_of_work import refuse_inside_unit_of_work

HTTPS = 443
CONNECT_SECONDS = 4.0
MOST_SECONDS = 10.0
"""For all of it, however slowly a receiver speaks."""
MOST_ANSWER = 500
"""Bytes of an answer that are read; the rest is not waited for."""
NAT64 = IPv6Network("64:ff9b::/96")
OWN_NAMES = (
    *(".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid", ".example", ".onion", ".alt"),
    *(".lan", ".home", ".corp", ".mail"),
)
"""How names end that the public internet does not know: RFC 6761, 6762, 7686, 8375, 9476, and those that ICANN gives
nobody because so many networks use them."""
NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # the host of a machine at Azure
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, which RFC 7526 ended
    IPv6Network("3fff::/20"),  # for examples, RFC 9637
)
"""What Python counts as global all the same."""
WELL_KNOWN = range(1024)
"""Ports of other services: nothing is posted to a mail server."""


@dataclass(frozen=True)
class ReceiverAnswer:
    """What became of one try."""

    status: int | None
    """None where nobody answered."""
    words: str
    """How the answer began, or why there was none."""

    @property
    def is_taken(self) -> bool:
        """The receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants nothing more."""
        return self.status == 410


class Unreachable(Exception):
    """Nothing is sent there."""


def objection(url: str) -> str:
    """Why nothing will be sent to this address, as far as it can be told by reading it; empty where it may."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "This is no address of the web."
    if parts.scheme != "https" or not host:
        return "Write a full address that begins with https://."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "Leave out the name and password before the host, and what follows a #."
    if port is not None and port != HTTPS and port in WELL_KNOWN:
        return f"Nothing is sent to port {port}. Take 443, or one from 1024 on."
    name = host.rstrip(".")
    try:
        literal = ip_address(name)
    except ValueError:
        is_here = "." not in name or f".{name}".endswith(OWN_NAMES)
        return "This name is of an own network. Only addresses of the public internet are told." if is_here else ""
    return "" if is_public(str(literal)) else "This address is of an own network. Only public ones are told."


def is_public(address: str) -> bool:
    """Is it reached over the public internet, and is nothing of an own network written inside it?"""
    known = _innermost(ip_address(address.partition("%")[0]))
    is_of_a_site = isinstance(known, IPv6Address) and known.is_site_local  # which Python counts as global
    is_other = (
        known.is_multicast or known.is_reserved or is_of_a_site or any(known in network for network in NOT_PUBLIC)
    )
    return known.is_global and not is_other


def same_address(url: str) -> str:
    """How every spelling of one address is told: the host in small letters, no port that goes without saying."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, HTTPS) else f":{parts.port}"
    return f"https://{host}{port}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The address of IPv4 that one of IPv6 stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> ReceiverAnswer:
    """Send it once. Whatever goes wrong is an answer as well."""
    refuse_inside_unit_of_work("a webhook was sent")
    if complaint := objection(url):
        return ReceiverAnswer(None, complaint)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or HTTPS
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return _exchange(_connection(host, port), path, body, {"Host": parts.netloc, **headers})
    except Unreachable as reason:
        return ReceiverAnswer(None, str(reason))
    except ssl.SSLCertVerificationError as error:
        return ReceiverAnswer(None, f"Its certificate does not hold: {error.verify_message}.")
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        return ReceiverAnswer(None, f"No answer came: {type(error).__name__}.")


def _connection(host: str, port: int) -> HTTPSConnection:
    context = ssl.create_default_context(cafile=os.environ.get("REQUESTS_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH)
    return HTTPSConnection(
        _address_of(host, port),
        port,
        timeout=CONNECT_SECONDS,
        ssl_context=context,
        server_hostname=host,
    )


def _address_of(host: str, port: int) -> str:
    """The one that is spoken to. Raises `Unreachable` where any of them is not public."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("This name is not known.") from None
    addresses = [str(entry[4][0]) for entry in entries]
    if not addresses or not all(map(is_public, addresses)):
        raise Unreachable("This name leads into an own network. Nothing was sent.")
    return addresses[0]


def _exchange(connection: HTTPSConnection, path: str, body: bytes, headers: Mapping[str, str]) -> ReceiverAnswer:
    ended = threading.Event()
    clock = threading.Timer(MOST_SECONDS, _cut, (connection, ended))
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", path, body=body, headers=headers, preload_content=False)
        response = connection.getresponse()
        begins = response.read(MOST_ANSWER)
    except (OSError, HTTPError, HTTPException, ValueError):
        if not ended.is_set():
            raise
    else:
        if not ended.is_set():  # what was cut in its head reads like a whole one
            words = begins.decode("utf-8", "replace").replace("\x00", "")  # which PostgreSQL does not keep
            return ReceiverAnswer(response.status, words)
    finally:
        clock.cancel()
        connection.close()
    return ReceiverAnswer(None, f"It did not answer within {MOST_SECONDS:.0f} seconds.")


def _cut(connection: HTTPSConnection, ended: threading.Event) -> None:
    """The time is over: whoever reads from it reads its end."""
    ended.set()
    line = connection.sock
    if line is not None:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            line.close()
