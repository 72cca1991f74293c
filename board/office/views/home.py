"""The office's first page: what waits, and the school in figures."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from board.accounts import queries as people
from board.accounts.models import Role
from board.applications.queries import replies
from board.kernel import clock, heartbeat, outbox
from board.mentorship.queries import concerns
from board.office import queries
from board.office.views import bp
from board.opportunities import queries as opportunities
from board.web.access import for_roles
from board.web.page import render_page


@dataclass(frozen=True)
class Tile:
    """Something that waits: how much of it, in words for one and for many, and where it is dealt with."""

    count: int
    one: str
    many: str
    href: str


@bp.get("/office")
@for_roles("coordinator")
def home() -> ResponseReturnValue:
    """What waits, and figures."""
    now = clock.now()
    return render_page(
        "office/home.html",
        tiles=_tiles(now),
        figures=queries.figures(now),
        roles=people.count_roles(),
        letters_waiting=outbox.waiting_count("letter"),
        has_worker=heartbeat.is_about("worker", now=now),
        worker_at=heartbeat.last("worker"),
    )


def _tiles(now: datetime) -> list[Tile]:
    return [
        Tile(
            len(people.waiting_for_role(Role.FACULTY)),
            "person waits to be approved",
            "people wait to be approved",
            url_for(".people", standing="waiting"),
        ),
        Tile(
            opportunities.count_to_read(),
            "posting waits to be read",
            "postings wait to be read",
            url_for(".postings"),
        ),
        Tile(
            len(opportunities.on_hold()),
            "posting needs an owner",
            "postings need an owner",
            url_for(".postings", show="all", standing="on-hold"),
        ),
        Tile(
            int(not concerns.able_leads()),
            "duty has nobody: reports about people",
            "duties have nobody",
            url_for("mentorship.safeguarding"),
        ),
        Tile(queries.count_flags(), "report to settle", "reports to settle", url_for(".flags")),
        Tile(len(queries.failed_letters()), "letter failed", "letters failed", url_for(".letters")),
        Tile(
            len(replies.overdue(now)),
            "posting owes its applicants an answer",
            "postings owe their applicants an answer",
            url_for(".postings", show="overdue"),
        ),
    ]
