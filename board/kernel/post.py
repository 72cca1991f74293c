"""The post: letters as rows, sent once each, over SMTP or into a folder.

A letter is written in the unit of work that makes it true. Its text is made when it is sent, from ids, by the function
that `compose` was told of; so no letter says what is no longer so, and no secret waits in a table.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock, installation, outbox
from board.kernel.db import Model, db, put_once, unit_of_work
from board.kernel.text import on_one_line

log = logging.getLogger(__name__)


class Letter(Model):
    """That this person is told this about that: `key` is unique, so nobody is told twice."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    address: Mapped[str]
    ids: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Draft:
    """A letter ready to send."""

    subject: str
    text: str
    html: str
    unsubscribe: str = ""
    """Where one click ends letters like this one; whoever sends knows it when the writer does not."""


Composer = Callable[..., Draft | None]
_composers: dict[str, Composer] = {}


class Postman(Protocol):
    """Whoever carries messages out of the building."""

    def carry(self, message: EmailMessage) -> None:
        """Hand one message over; raise when it was not taken."""


def compose(kind: str, composer: Composer) -> None:
    """Say which function words a kind of letter. It may answer None: the letter is no longer worth sending."""
    _composers[kind] = composer


def composer(kind: str) -> Composer:
    """The function that words a kind of letter."""
    return _composers[kind]


def kinds() -> set[str]:
    """Every kind of letter that somebody words."""
    return set(_composers)


def write(kind: str, *, to: str, key: str, **ids: Any) -> bool:
    """Write a letter in the current unit of work; False when the same one was written before."""
    if not put_once(Letter, kind=kind, address=to, key=key, ids=ids, written_at=clock.now()):
        return False
    outbox.put("letter", letter_id=db.session.scalars(select(Letter.id).where(Letter.key == key)).one())
    return True


def read(letter: Letter) -> Draft | None:
    """What a letter says as things stand now; None when it is no longer worth sending."""
    return _composers[letter.kind](**letter.ids)


def send(
    letter_id: int,
    *,
    postman: Postman,
    sender: str,
    unsubscribe: Callable[[Letter], str],
    is_read: Callable[[Letter], bool] = lambda _: True,
) -> None:
    """Word a letter and hand it over. Sent twice only if we die between the two lines below, with one Message-ID.

    `unsubscribe` answers the link that ends letters like this one, or nothing; `is_read` whether its address takes
    emails: what comes back every time is left unsent.
    """
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.sent_at is not None:
        return
    draft = read(letter) if is_read(letter) else None
    if draft is not None:
        message = _message(letter, draft, sender)
        way_out = draft.unsubscribe or unsubscribe(letter)
        if way_out:
            message["List-Unsubscribe"] = f"<{way_out}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        postman.carry(message)
    with unit_of_work():
        letter.sent_at = clock.now()


def _message(letter: Letter, draft: Draft, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = on_one_line(draft.subject)
    message["From"] = sender
    message["To"] = letter.address
    message["Message-ID"] = f"<{_mark(letter)}.letter-{letter.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Date"] = letter.written_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(draft.text)
    message.add_alternative(draft.html, subtype="html")
    return message


def _mark(letter: Letter) -> str:
    """What no letter of another installation carries, nor of this one set up anew; the same at every try."""
    said = f"{installation.this().key}\n{letter.id}\n{letter.key}\n{letter.written_at.isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


class Folder:
    """Writes each message as a file, for a school that has not set a mail server yet, and for tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def carry(self, message: EmailMessage) -> None:
        """Write `<Message-ID>.eml`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(bytes(message))
        log.info("a letter waits in %s", f"{name}.eml")
