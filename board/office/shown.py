"""What a coordinator reads of a person on their pages in the office; those pages are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import url_for

from board.accounts.models import Identity, Role, RosterFact, RosterPeriod, User
from board.accounts.queries import factor as factor_queries
from board.accounts.queries import identity as identity_queries
from board.accounts.queries import roster as roster_queries
from board.accounts.queries import session as session_queries
from board.accounts.queries.factor import Factors
from board.applications import labels as application_labels
from board.applications import queries as application_queries
from board.kernel import clock, mail
from board.mentorship import labels as mentorship_labels
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.office import queries
from board.office.labels import FACTS, student_status
from board.opportunities import labels as opportunity_labels
from board.opportunities import queries as opportunity_queries
from board.organisations import queries as organisation_queries
from board.placements import labels as placement_labels
from board.placements import queries as placement_queries
from board.rights.labels import STATES
from board.rights.models import Amendment
from board.rights.queries import amendment as amendment_queries
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownPerson(ShownPart):
    """The facts of an account."""

    TEMPLATES = ("office/_shown_person.html", "office/_shown_sign_ons.html")
    FACTS: ClassVar[Mapping[RosterFact, str]] = FACTS

    person: User
    student_status: str
    factors: Factors
    periods: Sequence[RosterPeriod]
    identities: Sequence[Identity]
    """The school sign-ons that are linked."""
    statements: Sequence[Amendment]
    """What they say to what was not corrected."""


def shown_person(user: User) -> ShownPerson:
    """With what they keep from others, and with what the registrar says."""
    return ShownPerson(
        heading=user.name,
        facts=[],
        person=user,
        student_status=student_status(user) if user.is_a(Role.STUDENT) else "",
        factors=factor_queries.factors_of(user.id),
        periods=roster_queries.periods_of(user.id),
        identities=identity_queries.identities_of(user.id),
        statements=amendment_queries.statements_of(user.id),
    )


@dataclass(frozen=True)
class HeldThing:
    """One thing of a person: its name, how it stands, and where the office reads it."""

    name: str
    state: str
    href: str


@dataclass(frozen=True)
class Holding:
    """Everything of one kind that Rounds holds of a person."""

    key: str
    title: str
    things: Sequence[HeldThing]


@dataclass(frozen=True)
class ShownHoldings(ShownPart):
    """Everything in which a person has a part, in lines. What they did not send, and reports about people, are not of
    it: the first is theirs alone, the second the safeguarding leads'."""

    TEMPLATES = ("office/_shown_holdings.html",)

    person: User
    holdings: Sequence[Holding]
    emails: int
    """Written to their address and still kept."""
    last_email_at: datetime | None
    browsers: int
    """At which they are signed in."""
    seen_at: datetime | None


def shown_holdings(user: User) -> ShownHoldings:
    """What a coordinator looks for when somebody calls."""
    now = clock.now()
    sessions = [session for session in session_queries.sessions_of(user.id) if session.ends_at > now]
    emails, last_email_at = mail.written_to(user.email)
    holdings = [
        Holding("applications", "Applications", _applications(user)),
        Holding("placements", "Placements", _placements(user)),
        Holding("mentorships", "Mentorships", _mentorships(user)),
        Holding("postings", "Postings", _postings(user, now)),
        Holding("organizations", "Offices in organizations", _offices(user, now)),
        Holding("reports", "Postings that they reported", _reports(user)),
        Holding("corrections", "Requests for a correction", _corrections(user)),
    ]
    return ShownHoldings(
        heading=f"Everything about {user.name}",
        facts=[],
        person=user,
        holdings=[holding for holding in holdings if holding.things],
        emails=emails,
        last_email_at=last_email_at,
        browsers=len(sessions),
        seen_at=max((session.seen_at for session in sessions), default=None),
    )


def _applications(user: User) -> list[HeldThing]:
    sent = [item for item in application_queries.all_of_student(user.id) if not item.is_draft]
    return [
        HeldThing(
            item.opportunity.title,
            application_labels.FOR_POSTERS[item.state][0],
            url_for("applications.show", application_id=item.id),
        )
        for item in sent
    ]


def _placements(user: User) -> list[HeldThing]:
    return [
        HeldThing(
            item.opportunity.title,
            placement_labels.FOR_OFFICE[item.state],
            url_for("placements.show", placement_id=item.id),
        )
        for item in placement_queries.of_student(user.id)
    ]


def _mentorships(user: User) -> list[HeldThing]:
    """As mentor, with how the enrolment stands, and every pair."""
    enrolment = mentor_queries.of_person(user.id)
    pairs = [
        HeldThing(
            f"Mentor of {pair.mentee.name}" if pair.mentor.id == user.id else f"Mentee of {pair.mentor.name}",
            mentorship_labels.MENTORSHIPS[pair.state][0],
            url_for("mentorship.pair", mentorship_id=pair.id),
        )
        for pair in pair_queries.of_person(user.id)
    ]
    if enrolment is None:
        return pairs
    href = url_for("mentorship.mentor", enrolment_id=enrolment.id)
    return [HeldThing("Their profile as a mentor", mentorship_labels.ENROLMENTS[enrolment.state][0], href), *pairs]


def _postings(user: User, now: datetime) -> list[HeldThing]:
    return [
        HeldThing(
            posting.title or "Without a title",
            opportunity_labels.FOR_POSTERS[posting.status_at(now)][0],
            url_for("opportunities.show", opportunity_id=posting.id),
        )
        for posting in opportunity_queries.of_poster(user.id)
    ]


def _offices(user: User, now: datetime) -> list[HeldThing]:
    return [
        HeldThing(
            officer.organisation.name,
            officer.post,
            url_for("organisations.show", organisation_id=officer.organisation_id),
        )
        for officer in organisation_queries.offices_of(user.id, clock.day(now))
    ]


def _reports(user: User) -> list[HeldThing]:
    return [
        HeldThing(
            flag.opportunity.title,
            "Settled" if flag.settled_at else "Waits",
            url_for("opportunities.show", opportunity_id=flag.opportunity_id),
        )
        for flag in queries.flags_by(user.id)
    ]


def _corrections(user: User) -> list[HeldThing]:
    return [
        HeldThing(request.what, STATES[request.state][0], url_for("rights.correction_of", amendment_id=request.id))
        for request in amendment_queries.everything_of(user.id)
    ]
