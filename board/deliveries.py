"""Everything that leaves the building: which handler delivers each parcel, which function words each letter."""

from functools import partial

from flask import Flask

from board.accounts import letters as accounts
from board.applications import letters as applications
from board.kernel import outbox, post
from board.opportunities import letters as opportunities
from board.opportunities import queries, search
from board.opportunities.models import State
from board.search.engine import Engine, IndexUnavailable
from board.settings import Settings


def wire(app: Flask, settings: Settings) -> None:
    """Tell the outbox and the post who does what. A letter over SMTP waits for the worker."""
    postman: post.Postman = post.Smtp(settings.mail_url) if settings.mail_url else post.Folder(settings.letters_dir)
    app.extensions["postman"] = postman
    send = partial(_send, app=app, sender=settings.mail_from)
    outbox.handle("letter", send, at_once=not settings.mail_url)

    outbox.handle("opportunity.changed", partial(_index_one, engine=app.extensions["engine"]))
    outbox.handle("opportunities.imported", partial(reindex, engine=app.extensions["engine"]))

    post.compose("account.confirm", accounts.confirm)
    post.compose("account.exists", accounts.exists)
    post.compose("account.reset", accounts.reset)
    post.compose("account.role-granted", accounts.role_granted)
    post.compose("application.news", applications.news)
    post.compose("opportunity.published", opportunities.published)
    post.compose("opportunity.changes-asked", opportunities.changes_asked)


def _send(letter_id: int, *, app: Flask, sender: str) -> None:
    post.send(letter_id, postman=app.extensions["postman"], sender=sender)


def reindex(*, engine: Engine) -> int:
    """Build the index anew from the database; answers how many documents it holds."""
    return engine.rebuild(search.document(one) for one in queries.published())


def _index_one(opportunity_id: int, *, engine: Engine) -> None:
    """Show the index what a posting is now. An index that is missing or broken is rebuilt whole instead."""
    opportunity = queries.by_id(opportunity_id)
    try:
        if opportunity is not None and opportunity.state is State.PUBLISHED:
            engine.put([search.document(opportunity)])
        else:
            engine.remove([f"{search.COLLECTION}:{opportunity_id}"])
    except IndexUnavailable:
        reindex(engine=engine)
