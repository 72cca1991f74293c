"""The directory as one reader sees it: who fits, in which order, and why."""

from dataclasses import dataclass
from datetime import date

from board.accounts.models import Role, User
from board.mentorship import mentor_card
from board.mentorship.exclusions import between
from board.mentorship.facets import MentorChip, MentorFacet, chips, facets, sentence
from board.mentorship.fit import MatchCriteria as Looked
from board.mentorship.fit import MentorFit, fit, rank
from board.mentorship.models import Enrolment, ListedMentor
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.rules import RULES
from board.mentorship.search_params import MentorSearchParams
from board.search.engine import Engine


@dataclass(frozen=True)
class Page:
    """One page of the directory."""

    cards: list[mentor_card.MentorCard]
    sentence: str
    facets: list[MentorFacet]
    chips: list[MentorChip]
    found: mentor_queries.MentorResults
    pages: int


class Reader:
    """A person who looks for mentors: what they look for and what keeps them apart from whom."""

    def __init__(self, user: User) -> None:
        self.user_id = user.id
        self.is_student = user.is_a(Role.STUDENT)
        self.ties = conflict_of_interest_queries.ties_of(user)
        wishes = conflict_of_interest_queries.wishes_of(user.id) if self.is_student else None
        self.person = conflict_of_interest_queries.mentee_person(user, wishes)
        self.looked: Looked | None = conflict_of_interest_queries.wanted_by(user, wishes) if self.is_student else None

    def fit(self, mentor: Enrolment | ListedMentor) -> MentorFit | None:
        """How well this mentor fits; None for somebody who does not look for one, or may not have this one."""
        if self.looked is None or mentor.user_id == self.user_id:
            return None
        offered = conflict_of_interest_queries.offered_by(mentor)
        return fit(self.looked, offered, background_weight=RULES.background_weight)

    def place(self, mentor: Enrolment | ListedMentor) -> tuple[bool, bool, int, int]:
        """Who can be had first, then who fits best; equals by number, so that a page is the same twice."""
        score = 0
        if self.looked is not None and mentor.user_id != self.user_id:
            offered = conflict_of_interest_queries.offered_by(mentor)
            score = rank(self.looked, offered, background_weight=RULES.background_weight)
        return (not self.is_possible(mentor), mentor.places_left == 0, -score, mentor.id)

    def is_possible(self, mentor: Enrolment | ListedMentor) -> bool:
        """Nothing that no wish overrides stands between the two."""
        return (
            between(self.person, conflict_of_interest_queries.mentor_person(mentor), mentor.kind.value, self.ties)
            is None
        )


def page(engine: Engine, params: MentorSearchParams, user: User, today: date) -> Page:
    """What the reader asked for. Fit is each reader's own, so that order is made here and not in the index."""
    reader = Reader(user)
    results = mentor_queries.find(engine, params, today, without=reader.ties.blocked)
    shown = list(results.mentors)
    if params.sort == "fit":
        shown.sort(key=reader.place)
    if params.sort == "fit" or results.is_plain:
        first = (params.page - 1) * mentor_queries.PER_PAGE
        shown = shown[first : first + mentor_queries.PER_PAGE]
    ranked = [(mentor, reader.fit(mentor)) for mentor in shown]
    if params.page == 1:
        ranked += [
            (enrolment, None)
            for enrolment in mentor_queries.paused_named(params.words)
            if enrolment.user_id not in reader.ties.blocked
        ]
    numbers = [mentor.id for mentor, _ in ranked]
    inboxes, replies = mentor_queries.inboxes(numbers), mentor_queries.reply_times(numbers)
    return Page(
        cards=[mentor_card.card(mentor, fit=its_fit, inboxes=inboxes, replies=replies) for mentor, its_fit in ranked],
        sentence=sentence(params, results.total),
        facets=facets(params, results.facets),
        chips=chips(params),
        found=results,
        pages=-(-results.total // mentor_queries.PER_PAGE),
    )
