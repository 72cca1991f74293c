"""A receiver as other systems are: an HTTPS server with a certificate of its own, that answers as its path says."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

HOST = "hooks.example.org"


class Receiver(ThreadingHTTPServer):
    """What arrived, and how it is answered."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.arrived: list[tuple[str, dict[str, str], bytes]] = []
        self.closing = threading.Event()

    def url(self, path: str = "/ok") -> str:
        """Its address for one way to answer."""
        return f"https://{HOST}:{self.server_address[1]}{path}"

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Who is cut off in the middle says nothing."""


class _Answering(BaseHTTPRequestHandler):
    server: Receiver
    STATUS = {"/ok": 200, "/slow": 204, "/broken": 500, "/moved": 301, "/gone": 410, "/huge": 200, "/nul": 200}  # noqa: RUF012 (a constant)

    def do_POST(self) -> None:
        """Take it, and answer as the path says."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.arrived.append((self.path, dict(self.headers.items()), body))
        if self.path == "/hang":
            self.server.closing.wait()
        elif self.path == "/drip":
            self._drip()
        else:
            self._answer(self.STATUS[self.path])

    def _answer(self, status: int) -> None:
        if self.path == "/slow":
            self.server.closing.wait(0.3)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", self.server.url("/ok"))
        self.end_headers()
        self.wfile.write(b"Thanks <b>you</b>" + b"\x00" * (self.path == "/nul"))
        while self.path == "/huge" and not self.server.closing.is_set():
            self.wfile.write(b"x" * 65536)

    def _drip(self) -> None:
        """A head that never ends, a letter at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not self.server.closing.wait(0.05):
            self.wfile.write(b"x")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's own name)
        """Say nothing."""


@contextmanager
def receiving(authority: trustme.CA, folder: Path, host: str = HOST) -> Iterator[Receiver]:
    """One that proves by this authority that it is the host."""
    receiver, certificate = Receiver(), folder / f"{host}.pem"
    issued = authority.issue_cert(host)
    certificate.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield receiver
    receiver.closing.set()
    receiver.shutdown()
    receiver.server_close()
    thread.join()
