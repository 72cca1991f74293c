"""The mail server: how it is named, and one conversation with it. A certificate that is not right ends it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TLS_FROM_THE_START = 465
SUBMISSION = 587
TIMEOUT_SECONDS = 20


class BadMailServer(ValueError):
    """The mail server cannot be used as it is named; the message says what to change and never holds the password."""


@dataclass(frozen=True)
class MailServer:
    """What `smtp://user:password@host:port?cafile=/path/ca.pem` names."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    """Always, unless `tls=0` is written: emails hold links that set passwords."""
    cafile: str

    @classmethod
    def named(cls, url: str) -> "MailServer":
        """Read the address of a mail server. Raises `BadMailServer`: better at the start than with the first email."""
        parts, options = urlsplit(url), dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        try:
            port = parts.port or SUBMISSION
        except ValueError as error:
            raise BadMailServer("its port must be a number") from error
        if parts.scheme != "smtp" or not parts.hostname:
            raise BadMailServer("it must read smtp://user:password@host:port")
        if unknown := options.keys() - {"tls", "cafile"}:
            raise BadMailServer(f"it may have tls and cafile after the question mark, not {', '.join(sorted(unknown))}")
        if options.get("tls", "1") not in ("0", "1"):
            raise BadMailServer("its tls must be 1 or 0")
        tls = port == TLS_FROM_THE_START or options.get("tls", "1") == "1"
        cafile = options.get("cafile", "")
        if (parts.username or parts.password) and not tls:
            raise BadMailServer("its password would travel in the clear: take tls=0 away")
        if cafile and not Path(cafile).is_file():
            raise BadMailServer(f"there is no cafile {cafile}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, user, password, tls, cafile)


class Smtp:
    """Hands each email to a mail server. `bounces` is the address that undeliverable ones come back to."""

    def __init__(self, url: str, *, bounces: str = "") -> None:
        self.server, self.bounces = MailServer.named(url), bounces

    def send(self, message: EmailMessage) -> None:
        """Speak SMTP once; the caller tries again later if it fails. A wrong certificate is told nothing."""
        with self._conversation() as connection:
            connection.send_message(message, from_addr=self.bounces or None)

    def greet(self) -> None:
        """Connect and sign in as for an email, and send none; raise as `send` does when it would not be taken."""
        with self._conversation() as connection:
            connection.noop()

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """One in which we are signed in. What was taken is taken, however the goodbye goes; a server that said nothing
        for long is not waited for once more."""
        connection = self._connected()
        try:
            if self.server.user:
                connection.login(self.server.user, self.server.password)
            yield connection
            with suppress(OSError):
                connection.quit()
        finally:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if not server.tls:
            return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        context = ssl.create_default_context(cafile=server.cafile or None)
        if server.port == TLS_FROM_THE_START:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
        return connection
