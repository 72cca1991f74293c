"""A mail server that takes every email and remembers it, refuses to be spoken to, or says nothing."""

import threading
from collections import Counter
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


class Inbox:
    """What was handed over, by Message-ID: whom it is for, and how often it came."""

    def __init__(self, port: int = 0) -> None:
        self._lock = threading.Lock()
        self._handed_over: Counter[str] = Counter()
        self._told: dict[str, tuple[str, str]] = {}
        self._controller = Controller(self, "127.0.0.1", port or free_port())

    def open(self) -> "Inbox":
        """Listen; `url` then says where."""
        self._controller.start()
        return self

    def close(self) -> None:
        """Hang up."""
        self._controller.stop()

    @property
    def url(self) -> str:
        """What ROUNDS_MAIL_URL says."""
        return f"smtp://127.0.0.1:{self._controller.port}?tls=0"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take it."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content)
        with self._lock:
            self._handed_over[str(message["Message-ID"])] += 1
            self._told[str(message["Message-ID"])] = str(message["To"]), str(message["Subject"])
        return "250 OK"

    def __len__(self) -> int:
        return len(self._told)

    def twice(self) -> list[str]:
        """Who was told the same in two emails that no mailbox knows for one."""
        return [f"{to} was told twice: {subject}" for (to, subject), n in Counter(self._told.values()).items() if n > 1]

    def repeated(self) -> int:
        """How often one was handed over once more with its Message-ID: its sender died before it could note it down."""
        return sum(self._handed_over.values()) - len(self._handed_over)
