"""The post: emails as rows, sent once each, over SMTP or into a folder.

A kind of email is declared once, in the `emails` of its slice. An email is written in the unit of work that makes it
true. Its text is made when it is sent, from ids, by the composer of its kind; so no email says what is no longer so,
and no secret waits in a table.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from inspect import signature
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock, events, installation, outbox
from board.kernel.db import Model, db
from board.kernel.events import Event
from board.kernel.statements import rows_changed, written_once
from board.kernel.text import on_one_line
from board.kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


class NotSent(StrEnum):
    """Why an email was left unsent on purpose."""

    UNDELIVERABLE = "undeliverable"
    SWITCHED_OFF = "switched-off"
    OUT_OF_DATE = "out-of-date"


class Email(Model):
    """That somebody is told something: `key` is unique, so that what is to be told once is not told twice."""

    __tablename__ = "emails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    address: Mapped[str]
    ids: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    not_sent: Mapped[NotSent | None]
    """Why it will not be sent; None while it waits, and for what was sent."""


@dataclass(frozen=True)
class EmailWritten(Event):
    """An email waits to be sent."""

    email_id: int


@dataclass(frozen=True)
class Letter:
    """An email to write: to which address, and the ids of which its text is made. `once` is as for `write`."""

    to: str
    ids: Mapping[str, Any]
    once: str = ""


@dataclass(frozen=True)
class EmailContent:
    """An email ready to send."""

    subject: str
    text: str
    html: str
    unsubscribe: str = ""
    """Where one click ends emails like this one; whoever sends knows it when the writer does not."""
    reply_to: str = ""
    """Who answers, where that is not the sender."""


Composer = Callable[..., EmailContent | None]


@dataclass(frozen=True)
class EmailKind:
    """One kind of email, declared once; the preferences, the previews and the log of emails read it here."""

    key: str
    """What `notify` and `write` call it, and each stored email of its kind."""
    name: str
    """What the office calls it."""
    audience: str
    """Who gets it, in words."""
    template: str
    """The folder of its two templates under templates/emails."""
    subject: str
    """With names from its context in braces: `News of the placement: {placement.opportunity.title}`."""
    composer: Composer
    """Ids in, content out; None when it is no longer worth sending."""
    topic: str = ""
    """What a person can switch off; empty for what always comes at once."""
    proves_address: bool = False
    """It is sent to an address from which emails come back too: following it shows that the address works."""


_kinds: dict[str, EmailKind] = {}


class MailTransport(Protocol):
    """Whoever carries messages out of the building."""

    def send(self, message: EmailMessage) -> None:
        """Hand one message over; raise when it was not taken."""


def install(declared: Iterable[EmailKind]) -> None:
    """Say which kinds of email there are. Raises ValueError for two of one key."""
    _kinds.clear()
    for kind in declared:
        if kind.key in _kinds:
            raise ValueError(f"two emails are declared as {kind.key!r}")
        _kinds[kind.key] = kind


def kinds() -> list[EmailKind]:
    """Every kind of email, in the order in which they are declared."""
    return list(_kinds.values())


def kind_of(key: str) -> EmailKind:
    """The kind of this key. Raises LookupError for one that nobody declared."""
    if key not in _kinds:
        raise LookupError(f"no email is declared as {key!r}")
    return _kinds[key]


def write(kind: str, *, to: str, once: str = "", **ids: Any) -> bool:
    """Write an email in the current unit of work.

    `once` names what may be asked for again and is to be told only the first time: then it answers False. Without it
    every call is news of its own, also where it says what an earlier one said.

    Raises LookupError for a kind that nobody declared, TypeError for ids that its declaration does not take: at once,
    and not in the worker.
    """
    return write_all(kind, [Letter(to, ids, once)]) > 0


def write_all(kind: str, letters: Sequence[Letter]) -> int:
    """The same with many of one kind, in one statement; answers how many were written."""
    takes, now = signature(kind_of(kind).composer), clock.now()
    for letter in letters:
        takes.bind(**letter.ids)
    rows = [
        {"kind": kind, "address": letter.to, "key": letter.once or new_key(kind), "ids": dict(letter.ids)}
        | {"written_at": now}
        for letter in letters
    ]
    numbers = sorted(number for (number,) in written_once(Email, rows, "id"))
    events.publish_all([EmailWritten(number) for number in numbers])
    return len(numbers)


def new_key(kind: str) -> str:
    """The key of news that no other call tells."""
    return f"{kind}:{uuid4().hex}"


def read(email: Email) -> EmailContent | None:
    """What an email says as things stand now; None when it is no longer worth sending."""
    return kind_of(email.kind).composer(**email.ids)


def send(
    email_id: int,
    *,
    transport: MailTransport,
    sender: str,
    unsubscribe: Callable[[Email], str],
    refusal: Callable[[Email], NotSent | None] = lambda _: None,
) -> None:
    """Word an email and hand it over. Sent twice only if we die between the two lines below, with one Message-ID.

    `unsubscribe` answers the link that ends emails like this one, or nothing; `refusal` why its receiver is to get
    none, or nothing. What has nothing left to say is not sent either.
    """
    email = db.session.get(Email, email_id)
    if email is None or email.sent_at is not None or email.not_sent is not None:
        return
    not_sent = refusal(email)
    draft = read(email) if not_sent is None else None
    if draft is not None:
        message = _message(email, draft, sender)
        way_out = draft.unsubscribe or unsubscribe(email)
        if way_out:
            message["List-Unsubscribe"] = f"<{way_out}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        transport.send(message)
    with unit_of_work():
        if draft is not None:
            email.sent_at = clock.now()
        else:
            email.not_sent = not_sent or NotSent.OUT_OF_DATE


def waiting_since() -> datetime | None:
    """When the email was written that waits longest to be sent; None when none waits."""
    waiting = outbox.oldest_waiting(events.name_of(EmailWritten))
    email = db.session.get(Email, waiting["email_id"]) if waiting is not None else None
    return email.written_at if email is not None else None


def leave_waiting() -> int:
    """Leave what still waits unsent for good; answers how many."""
    waits = Email.sent_at.is_(None), Email.not_sent.is_(None)
    return rows_changed(update(Email).where(*waits).values(not_sent=NotSent.OUT_OF_DATE))


def not_sent(*, most: int = 50) -> list[Email]:
    """Emails that were left unsent on purpose, the latest first."""
    unsent = select(Email).where(Email.not_sent.is_not(None)).order_by(Email.id.desc()).limit(most)
    return list(db.session.scalars(unsent))


def is_old(moment: datetime) -> ColumnElement[bool]:
    """What was written before. What still waits to be sent is never old.

    Once it is erased, the same `once` counts as new: what must never be told twice has a notice, or happens once.
    """
    waiting = outbox.oldest_waiting(events.name_of(EmailWritten))
    old = Email.written_at < moment
    return old if waiting is None else and_(old, Email.id < waiting["email_id"])


def _message(email: Email, draft: EmailContent, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = on_one_line(draft.subject)
    message["From"] = sender
    message["To"] = email.address
    message["Message-ID"] = f"<{_mark(email)}.email-{email.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    if draft.reply_to:
        message["Reply-To"] = on_one_line(draft.reply_to)
    message["Date"] = email.written_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(draft.text)
    message.add_alternative(draft.html, subtype="html")
    return message


def _mark(email: Email) -> str:
    """What no email of another installation carries, nor of this one set up anew; the same at every try."""
    text = f"{installation.this().key}\n{email.id}\n{email.key}\n{email.written_at.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Folder:
    """Writes each message as a file, for a school that has not set a mail server yet, and for tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write `<Message-ID>.eml`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(bytes(message))
        log.info("an email waits in %s", f"{name}.eml")

    def written_before(self, moment: datetime) -> list[Path]:
        """The emails that were written before."""
        return [path for path in self.folder.glob("*.eml") if path.stat().st_mtime < moment.timestamp()]

    def forget(self, is_meant: Callable[[int, str], bool]) -> int:
        """Delete the emails that are meant, asked with the number of each and all that it says; answers how many."""
        meant = [path for path in self.folder.glob("*.eml") if is_meant(_number_in(path), _all_text(path))]
        for path in meant:
            path.unlink(missing_ok=True)
        return len(meant)

    def forget_before(self, moment: datetime) -> int:
        """Delete the emails that were written before; answers how many."""
        old = self.written_before(moment)
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _number_in(path: Path) -> int:
    """Which email lies there; 0 for what was named otherwise."""
    number = path.stem.rpartition("email-")[2]
    return int(number) if number.isdecimal() else 0


def _all_text(path: Path) -> str:
    """Headers and texts, decoded."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(str(value) for value in message.values()), *texts])


def newest_id() -> int:
    """The number of the email that was written last; 0 when there is none."""
    return db.session.scalar(select(func.max(Email.id))) or 0


def written_since(email_id: int) -> list[Email]:
    """The emails that were written after this one."""
    return list(db.session.scalars(select(Email).where(Email.id > email_id).order_by(Email.id)))


def last_sent_at() -> datetime | None:
    """When an email was sent last; None before the first."""
    return db.session.scalar(select(func.max(Email.sent_at)))


def written_to(address: str) -> tuple[int, datetime | None]:
    """How many emails to an address are kept, and when the last one was written."""
    row = db.session.execute(select(func.count(), func.max(Email.written_at)).where(Email.address == address)).one()
    return row[0], row[1]


def lost() -> Iterator[str]:
    """Emails that were written, were not sent, and that nothing in the outbox will send."""
    kind = events.name_of(EmailWritten)
    waiting = {ids["email_id"] for ids in outbox.all_undelivered(kind)}
    unsent = select(Email.id).where(Email.sent_at.is_(None), Email.not_sent.is_(None)).order_by(Email.id)
    for number in db.session.scalars(unsent):
        if number not in waiting:
            yield f"Email {number} waits to be sent, and nothing in the outbox sends it."


def doubly_done() -> Iterator[str]:
    """Emails that were sent and at the same time were not to be."""
    both = select(Email.id).where(Email.sent_at.is_not(None), Email.not_sent.is_not(None)).order_by(Email.id)
    for number in db.session.scalars(both):
        yield f"Email {number} was sent, and says why it was not."
