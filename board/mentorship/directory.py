"""The directory as one reader sees it: who fits, in which order, and why."""

from dataclasses import dataclass
from datetime import date

from board.accounts.models import Role, User
from board.mentorship import cards
from board.mentorship.exclusions import between
from board.mentorship.facets import Chip, Facet, chips, facets, sentence
from board.mentorship.fit import Fit, fit
from board.mentorship.fit import Wanted as Looked
from board.mentorship.models import Enrolment
from board.mentorship.queries import mentors, ties
from board.mentorship.rules import RULES
from board.mentorship.search import Wanted
from board.search.engine import Engine


@dataclass(frozen=True)
class Page:
    """One page of the directory."""

    cards: list[cards.Card]
    sentence: str
    facets: list[Facet]
    chips: list[Chip]
    found: mentors.Found
    pages: int


class Reader:
    """A person who looks for mentors: what they look for and what keeps them apart from whom."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.is_student = user.is_a(Role.STUDENT)
        self.ties = ties.ties_of(user)
        wishes = ties.wishes_of(user.id) if self.is_student else None
        self.person = ties.mentee_person(user, wishes)
        self.looked: Looked | None = ties.wanted_by(user, wishes) if self.is_student else None

    def fit(self, mentor: Enrolment) -> Fit | None:
        """How well this mentor fits; None for somebody who does not look for one, or may not have this one."""
        if self.looked is None or mentor.user_id == self.user.id:
            return None
        return fit(self.looked, ties.offered_by(mentor), background_weight=RULES.background_weight)

    def is_possible(self, mentor: Enrolment) -> bool:
        """Nothing that no wish overrides stands between the two."""
        return between(self.person, ties.mentor_person(mentor), mentor.kind.value, self.ties) is None


def page(engine: Engine, wanted: Wanted, user: User, today: date) -> Page:
    """What the reader asked for. Fit is each reader's own, so that order is made here and not in the index."""
    reader = Reader(user)
    found = mentors.find(engine, wanted, today, without=reader.ties.blocked)
    ranked = [(mentor, reader.fit(mentor)) for mentor in found.mentors]
    if wanted.sort == "fit":
        ranked.sort(key=lambda pair: _place(reader, *pair))
    if wanted.sort == "fit" or found.is_plain:
        first = (wanted.page - 1) * mentors.PER_PAGE
        ranked = ranked[first : first + mentors.PER_PAGE]
    if wanted.page == 1:
        ranked += [(one, None) for one in mentors.paused_named(wanted.words) if one.user_id not in reader.ties.blocked]
    numbers = [mentor.id for mentor, _ in ranked]
    inboxes, replies = mentors.inboxes(numbers), mentors.reply_times(numbers)
    return Page(
        cards=[cards.card(mentor, fit=its_fit, inboxes=inboxes, replies=replies) for mentor, its_fit in ranked],
        sentence=sentence(wanted, found.total),
        facets=facets(wanted, found.facets),
        chips=chips(wanted),
        found=found,
        pages=-(-found.total // mentors.PER_PAGE),
    )


def _place(reader: Reader, mentor: Enrolment, its_fit: Fit | None) -> tuple[bool, bool, int, int]:
    """Who can be had first, then who fits best; equals by number, so that a page is the same twice."""
    score = its_fit.rank if its_fit is not None else 0
    return (not reader.is_possible(mentor), mentor.places_left == 0, -score, mentor.id)
