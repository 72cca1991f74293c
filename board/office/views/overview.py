"""The office's first page: what waits, and the school in figures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.accounts.queries import people as people_queries
from board.accounts.queries.people import PeopleFilter
from board.applications.queries import reply as reply_queries
from board.kernel import clock
from board.learning.queries import attempt as attempt_queries
from board.mentorship.queries import coordinator as coordinator_queries
from board.mentorship.queries import report as report_queries
from board.office import queries
from board.office.labels import ROLES
from board.office.queries import OldestWaiting
from board.office.set_up import next_step
from board.office.views import bp
from board.office.views import health as health_views
from board.office.views.set_up import steps_to_show
from board.opportunities import queries as opportunity_queries
from board.organisations import queries as organisation_queries
from board.rights.queries import amendment as amendment_queries
from board.web.access import for_roles
from board.web.pages import render_page


@dataclass(frozen=True)
class Tile:
    """Something that waits: how much of it, in words for one and for many, and where it is dealt with."""

    count: int
    one: str
    many: str
    href: str
    since: datetime | None = None
    """Since when the oldest of it waits; None where that is not known."""


@bp.get("/office")
@for_roles("coordinator")
def home() -> ResponseReturnValue:
    """What waits, and figures."""
    now = clock.now()
    state, steps = health_views.of_rounds(now), steps_to_show()
    return render_page(
        "office/home.html",
        tiles=sorted(_tiles(now, state), key=lambda tile: not tile.count),
        figures=queries.figures(now),
        roles=_roles(now),
        role_words=ROLES,
        health=state,
        steps=steps,
        next_step=next_step(steps),
    )


def _roles(now: datetime) -> dict[Role, int]:
    """How many hold each, as the list that the figure leads to counts them."""
    return {role: people_queries.count_matching(PeopleFilter(role=role.value, status="open"), now=now) for role in Role}


def _tiles(now: datetime, state: health_views.Health) -> list[Tile]:
    oldest = queries.oldest_waiting()
    return [
        *_of_people(now, oldest),
        *_of_postings(now, oldest),
        *_of_organisations(clock.day(now)),
        *_of_learning(),
        *_of_work(state),
    ]


def _of_people(now: datetime, oldest: OldestWaiting) -> list[Tile]:
    return [
        Tile(
            people_queries.count_matching(PeopleFilter(status="waiting"), now=now),
            "person waits to be approved",
            "people wait to be approved",
            url_for(".people", status="waiting"),
            oldest.person,
        ),
        Tile(
            int(not report_queries.able_leads()),
            "person is to be named who handles reports about people",
            "people are to be named who handle reports about people",
            url_for("mentorship.safeguarding"),
        ),
        Tile(
            amendment_queries.count_waiting(),
            "request for a correction to answer",
            "requests for a correction to answer",
            url_for("rights.corrections_office"),
            oldest.correction,
        ),
        Tile(
            coordinator_queries.count_tasks(),
            "question of mentoring to decide",
            "questions of mentoring to decide",
            url_for("mentorship.office"),
            coordinator_queries.oldest_task(),
        ),
    ]


def _of_postings(now: datetime, oldest: OldestWaiting) -> list[Tile]:
    overdue = reply_queries.overdue(now)
    return [
        Tile(
            opportunity_queries.count_to_read(),
            "posting waits to be read",
            "postings wait to be read",
            url_for(".postings"),
            oldest.posting,
        ),
        Tile(
            len(opportunity_queries.on_hold()),
            "posting needs an owner",
            "postings need an owner",
            url_for(".postings", show="all", status="on-hold"),
            oldest.held_posting,
        ),
        Tile(
            len(overdue),
            "posting owes its applicants an answer",
            "postings owe their applicants an answer",
            url_for(".postings", show="overdue"),
            _end_of(overdue[0][0].answer_by) if overdue else None,
        ),
        Tile(queries.count_flags(), "report to settle", "reports to settle", url_for(".flags"), oldest.report),
    ]


def _of_organisations(today: date) -> list[Tile]:
    orphaned, unadvised = opportunity_queries.without_officers(today), organisation_queries.without_adviser(today)
    last_days = [
        max((term.last_day for term in posting.organisation.officers if term.last_day < today), default=None)
        for posting in orphaned
        if posting.organisation is not None
    ]
    agreements = [body.advised_until for body in unadvised if body.advised_until is None or body.advised_until < today]
    return [
        Tile(
            len(orphaned),
            "posting of an organization has no officer",
            "postings of organizations have no officer",
            url_for(".organisations"),
            _end_of(min((day for day in last_days if day is not None), default=None)),
        ),
        Tile(
            len(unadvised),
            "organization needs an adviser",
            "organizations need an adviser",
            url_for(".organisations"),
            _end_of(min((day for day in agreements if day is not None), default=None)),
        ),
    ]


def _of_learning() -> list[Tile]:
    waiting = attempt_queries.waiting_outside(current_user)
    return [
        Tile(
            len(waiting),
            "activity learned elsewhere to verify",
            "activities learned elsewhere to verify",
            url_for("learning.report"),
            min((activity.logged_at for activity in waiting), default=None),
        )
    ]


def _end_of(day: date | None) -> datetime | None:
    """When a day was over at the school; None for none."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), clock.zone())


def _of_work(state: health_views.Health) -> list[Tile]:
    """What Rounds itself could not do, or finds wrong."""
    return [
        Tile(
            state.emails_failed,
            "email not delivered",
            "emails not delivered",
            url_for(".emails"),
            state.emails_failed_since,
        ),
        Tile(
            state.follow_ups_failed,
            "step after a change failed",
            "steps after a change failed",
            url_for(".emails", _anchor="follow-ups"),
        ),
        Tile(
            state.check.broken if state.check else 0,
            "entry breaks a rule that always holds",
            "entries break a rule that always holds",
            url_for(".health"),
        ),
    ]
