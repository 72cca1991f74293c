"""How far a round is before its lists are locked: counts, and nothing of what anybody chose."""

from dataclasses import dataclass

from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound
from board.match_rounds.queries import round as round_queries


@dataclass(frozen=True)
class Readiness:
    """Who has done their part, and openings against demand."""

    students: list[MatchMentee]
    mentors: list[MatchMentor]
    """Without those who sit out."""

    @property
    def places(self) -> int:
        """How many students the mentors can take."""
        return sum(min(mentor.places, mentor.enrolment.places_left) for mentor in self.mentors)

    @property
    def untouched(self) -> list[MatchMentee]:
        """Students whose list is still the one that was proposed."""
        return [student for student in self.students if student.ranked_at is None]

    @property
    def unsorted(self) -> list[MatchMentor]:
        """Mentors who have saved no tiers."""
        return [mentor for mentor in self.mentors if mentor.sorted_at is None]

    @property
    def without(self) -> int:
        """How many students at least will be unmatched: there are no spots for them."""
        return max(0, len(self.students) - self.places)


def readiness_of(match_round: MatchRound) -> Readiness:
    """As it is now."""
    mentors = [mentor for mentor in round_queries.mentors(match_round.id) if not mentor.sits_out]
    return Readiness(round_queries.mentees(match_round.id), mentors)
