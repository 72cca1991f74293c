"""Telling, gathering, and having read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from board.accounts.models import User
from board.kernel import clock, mail
from board.kernel.db import db
from board.kernel.locks import lock_without_reading
from board.kernel.statements import rows_changed, written_once
from board.notices import queries
from board.notices.models import EmailPreference, Notice, Pace, Topic


@dataclass(frozen=True)
class News:
    """One fact for one person; of the ids its email is made. `once` is as for `notify`."""

    user: User
    words: str
    href: str
    ids: Mapping[str, Any]
    once: str = ""


def notify(user: User, kind: str, *, words: str, href: str, once: str = "", **ids: Any) -> bool:
    """Tell this person one fact, in the unit of work that makes it true: a notice here, and an email as they want it.

    `once` names what is looked at again and again, such as a deadline that comes near, and is told to a person only the
    first time: then it answers False. Without it every call is news. Whose account is suspended gets no
    email; the notice is there when it is open again.
    """
    return notify_all(kind, [News(user, words, href, ids, once)]) > 0


def notify_all(kind: str, news: Sequence[News]) -> int:
    """The same with many facts of one kind, in as many statements as for one; answers how many were told."""
    choices = queries.paces_about(mail.kind_of(kind).topic, {item.user.id for item in news})
    facts, now = {(item.user.id, item.once or mail.new_key(kind)): item for item in news}, clock.now()
    paces = {item.user.id: _pace(item.user, choices) for item in news}
    rows = [
        {"user_id": number, "key": key, "kind": kind, "words": item.words, "href": item.href, "at": now}
        | {"pace": paces[number]}
        for (number, key), item in facts.items()
    ]
    new = [(facts[number, key], key) for number, key in written_once(Notice, rows, "user_id", "key")]
    mail.write_all(
        kind,
        [
            mail.Letter(item.user.email, {"user_id": item.user.id, **item.ids}, f"{key}:to:{item.user.id}")
            for item, key in new
            if paces[item.user.id] is Pace.AT_ONCE
        ],
    )
    return len(new)


def _pace(user: User, choices: Mapping[int, Pace]) -> Pace:
    """At once, unless they said otherwise."""
    return Pace.OFF if user.suspended_at is not None else choices.get(user.id, Pace.AT_ONCE)


def gather(user: User, notices: list[Notice], *, now: datetime) -> bool:
    """Put these into one email; False when there is nothing left to say. What has been read is not mailed."""
    numbers = [notice.id for notice in notices]
    mailed = rows_changed(
        update(Notice).where(Notice.id.in_(numbers), Notice.mailed_at.is_(None)).values(mailed_at=now)
    )
    unread = [notice.id for notice in notices if notice.read_at is None]
    if mailed != len(numbers) or not unread:
        return False
    return mail.write("digest", to=user.email, user_id=user.id, notice_ids=unread)


def set_paces(user: User, paces: Mapping[str, Pace]) -> None:
    """How this person wants emails, topic by topic; a topic that nobody knows is passed over."""
    known = {topic: pace for topic, pace in paces.items() if topic in set(Topic)}
    lock_without_reading(user)
    mine = EmailPreference.user_id == user.id
    db.session.execute(delete(EmailPreference).where(mine, EmailPreference.topic.in_(known)))
    db.session.add_all(EmailPreference(user_id=user.id, topic=topic, pace=pace) for topic, pace in known.items())


def mark_all_read(user: User, *, now: datetime) -> None:
    """Everything that waits has been seen."""
    unread = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=now))
