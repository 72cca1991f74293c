"""What others see of a person, for each kind of people who look: the very parts that their pages are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import url_for

from board.accounts.models import Role, User
from board.applications import queries as application_queries
from board.applications.models import ApplicationState
from board.applications.shown import shown_application
from board.committees import queries as committee_queries
from board.committees.shown import shown_seat
from board.kernel import clock
from board.learning import queries as learning_queries
from board.learning.shown import shown_certificate
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.shown import shown_mentee, shown_mentor, shown_request
from board.office.shown import shown_holdings, shown_person
from board.organisations import queries as organisation_queries
from board.organisations.shown import shown_officer
from board.placements import queries as placement_queries
from board.placements.shown import shown_hours
from board.record import queries as record_queries
from board.record.shown import shown_experience, shown_facts, shown_share
from board.web.shown import ShownPart

NOT_READ = (ApplicationState.DRAFT, ApplicationState.ON_HOLD)
"""What the people of a posting are not shown."""
Thing = TypeVar("Thing")
Chosen = Mapping[str, int | None]
"""Which of several things is looked at: the kind of people who see it → its number; none: the newest."""


@dataclass(frozen=True)
class Viewer:
    """A kind of people, and what they see."""

    key: str
    title: str
    who: str
    """Who they are, and when they see it."""
    nothing: str
    """What is said where they see nothing."""
    shown: Sequence[ShownPart]
    changes: Sequence[tuple[str, str]] = ()
    """Where it is changed: words, address."""
    others: Sequence[tuple[str, int]] = ()
    """What they see as well, one at a time: title, number."""


def viewers(user: User, chosen: Chosen) -> list[Viewer]:
    """Everybody who may see something of this person, those who know least first."""
    kinds = [_anybody(user), _signed_in(user)]
    if user.is_a(Role.STUDENT):
        kinds += [_asked_mentor(user, chosen), _mentor(user), _posters(user, chosen)]
    kinds.append(_office(user))
    if user.is_a(Role.STUDENT):
        kinds += [_link_holder(user, chosen), _supervisor(user, chosen), _witness(user, chosen)]
    return [*kinds, _certificate_reader(user, chosen)]


def _anybody(user: User) -> Viewer:
    day = clock.day(clock.now())
    return Viewer(
        "public",
        "Anybody, without signing in",
        "Everybody on the internet can read the board and the pages of committees and organizations. "
        "No page that is open to all carries your name.",
        "They see nothing of you.",
        [shown_seat(seat, user, day, is_signed_in=False) for seat in committee_queries.seats_of(user.id)],
    )


def _signed_in(user: User) -> Viewer:
    day, enrolment = clock.day(clock.now()), mentor_queries.of_person(user.id)
    is_listed = enrolment is not None and mentor_policy.is_listed(enrolment)
    mentors: list[ShownPart] = [shown_mentor(enrolment)] if enrolment is not None and is_listed else []
    seats = [shown_seat(seat, user, day, is_signed_in=True) for seat in committee_queries.seats_of(user.id)]
    offices = [shown_officer(officer) for officer in organisation_queries.offices_of(user.id, day)]
    changes = [("Change my profile as a mentor", url_for("mentorship.profile"))] if enrolment is not None else []
    if user.is_a(Role.STUDENT):
        changes.append(("Directory information", url_for("accounts.account")))
    return Viewer(
        "signed-in",
        "Other students, and everybody who is signed in",
        "Students, faculty and mentors of the school, at any time: in the list of mentors if you are on it, and where "
        "you hold a seat of a committee or an office of an organization.",
        "They see nothing of you: there is no list of students.",
        [*mentors, *seats, *offices],
        changes,
    )


def _asked_mentor(user: User, chosen: Chosen) -> Viewer:
    request, others = _one_of(
        [(request, request.id, request.enrolment.user.name) for request in request_queries.of_mentee(user.id)],
        chosen.get("asked-mentor"),
    )
    wishes = conflict_of_interest_queries.wishes_of(user.id)
    return Viewer(
        "asked-mentor",
        "A mentor whom you asked",
        "The mentor to whom you sent the request, from the moment you sent it.",
        "You have not asked anybody yet.",
        [shown_request(request, wishes, is_mentor=True)] if request is not None else [],
        [
            ("Change what you look for", url_for("mentorship.wishes")),
            *([("Your request", url_for("mentorship.request", request_id=request.id))] if request is not None else []),
        ],
        others,
    )


def _mentor(user: User) -> Viewer:
    wishes = conflict_of_interest_queries.wishes_of(user.id)
    return Viewer(
        "mentor",
        "Your mentor, and mentors who rank you in a matching round",
        "Mentors whom you asked or are or were paired with, and in a matching round those on your list. What you and "
        "your mentor agree, plan and note is one page that you both read, under My mentoring.",
        "",
        [shown_mentee(user, wishes)],
        [
            ("Change what you look for", url_for("mentorship.wishes")),
            ("Choose what your profile shows", url_for("accounts.profile")),
            ("My mentoring", url_for("mentorship.home")),
        ],
    )


def _posters(user: User, chosen: Chosen) -> Viewer:
    sent = [item for item in application_queries.all_of_student(user.id) if item.state not in NOT_READ]
    listed, others = _one_of([(item, item.id, item.opportunity.title) for item in sent], chosen.get("posters"))
    application = application_queries.by_id(listed.id) if listed is not None else None
    shown = [shown_application(application)] if application is not None else []
    hidden = "This posting is reviewed anonymously: your name and address are hidden, and stand as a number. "
    return Viewer(
        "posters",
        "The people of a posting that you applied to",
        f"{hidden if shown and shown[0].hides_name else ''}Its owners and reviewers, and coordinators, from the moment "
        "you sent it. Beside it stand their own notes, tags and scores, which you may ask the office to read.",
        "You have not sent an application.",
        shown,
        [("Your application", url_for("applications.show", application_id=listed.id))] if listed is not None else [],
        others,
    )


def _office(user: User) -> Viewer:
    is_student = user.is_a(Role.STUDENT)
    wishes = conflict_of_interest_queries.wishes_of(user.id)
    of_student: list[ShownPart] = [shown_mentee(user, wishes, whole=True), shown_facts(user)] if is_student else []
    return Viewer(
        "office",
        "Coordinators",
        "Those who run Rounds for the school, when their work needs it: your account, and what they read of your "
        "applications, placements and mentorships. Who read what stands under Who was shown my data.",
        "",
        [shown_person(user), shown_holdings(user), *of_student],
        [
            ("Change my profile", url_for("accounts.profile")),
            ("Ask for a correction", url_for("rights.corrections")),
            ("Who was shown my data", url_for("rights.disclosures")),
        ],
    )


def _link_holder(user: User, chosen: Chosen) -> Viewer:
    now = clock.now()
    links = [share for share in record_queries.shares(user.id) if share.is_open(now)]
    listed, others = _one_of([(share, share.id, share.label or "A link") for share in links], chosen.get("link"))
    share = record_queries.share_by_hash(listed.token_hash) if listed is not None else None
    return Viewer(
        "link",
        "Whoever holds a link to your record",
        "Anybody to whom you give the link, without signing in, until it ends.",
        "No link of yours is open.",
        [shown_share(share, clock.day(now))] if share is not None else [],
        [("End a link, or create another", url_for("record.shares"))],
        others,
    )


def _supervisor(user: User, chosen: Chosen) -> Viewer:
    placements = [item for item in placement_queries.of_student(user.id) if item.supervisor_email]
    listed, others = _one_of([(item, item.id, item.opportunity.title) for item in placements], chosen.get("supervisor"))
    placement = placement_queries.by_id(listed.id) if listed is not None else None
    return Viewer(
        "supervisor",
        "A supervisor, by the link in an email",
        "Whoever is named as supervisor of a placement, without an account, when you ask them to approve hours.",
        "No placement of yours has a supervisor who approves by email.",
        [shown_hours(placement)] if placement is not None else [],
        [("The placement", url_for("placements.show", placement_id=placement.id))] if placement is not None else [],
        others,
    )


def _witness(user: User, chosen: Chosen) -> Viewer:
    asks = record_queries.asks_waiting(user.id, clock.now())
    listed, others = _one_of([(ask, ask.id, f"{ask.name}: {ask.entry.title}") for ask in asks], chosen.get("witness"))
    ask = record_queries.ask(listed.id) if listed is not None else None
    return Viewer(
        "witness",
        "Somebody you asked what they saw",
        "Whoever has the link from the email that you sent, once, until they answer or it expires.",
        "Nobody has an open link from you.",
        [shown_experience(ask)] if ask is not None else [],
        [("The experience", url_for("record.entry", entry_id=ask.entry_id))] if ask is not None else [],
        others,
    )


def _certificate_reader(user: User, chosen: Chosen) -> Viewer:
    mine = learning_queries.transcript(user.id).certificates
    certificate, others = _one_of([(item, item.id, item.title) for item in mine], chosen.get("certificate"))
    return Viewer(
        "certificate",
        "Whoever checks a certificate",
        "Anybody who has the code that is printed on it, without signing in.",
        "You have no certificate.",
        [shown_certificate(certificate)] if certificate is not None else [],
        [("My transcript", url_for("learning.transcript"))],
        others,
    )


def _one_of(things: Sequence[tuple[Thing, int, str]], number: int | None) -> tuple[Thing | None, list[tuple[str, int]]]:
    """The thing of this number, or else the first, and the title and number of each of the others."""
    asked = next((thing for thing in things if thing[1] == number), next(iter(things), None))
    if asked is None:
        return None, []
    return asked[0], [(title, key) for _, key, title in things if key != asked[1]]
