"""What the views load, and what they may see of it."""

from flask_login import current_user

from board.kernel.errors import found_or_404
from board.kernel.verdict import require
from board.mentorship.models import Enrolment, MentorRequest, Mentorship
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.policy import pair as pair_policy
from board.mentorship.policy import request as request_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries


def visible(enrolment_id: int) -> Enrolment:
    """A mentor whom this person may see, or nothing at this address."""
    enrolment = found_or_404(mentor_queries.by_id(enrolment_id))
    require(
        mentor_policy.may_see(
            current_user, enrolment, conflict_of_interest_queries.exclusion_between(current_user, enrolment)
        )
    )
    return enrolment


def own_profile() -> Enrolment:
    """This person as a mentor, or nothing."""
    return found_or_404(mentor_queries.of_person(current_user.id))


def readable(request_id: int) -> MentorRequest:
    """A request that this person may read, or nothing at this address."""
    request = found_or_404(request_queries.by_id(request_id))
    require(request_policy.may_read(current_user, request))
    return request


def own_pair(mentorship_id: int) -> Mentorship:
    """A pair of which this person is one, or nothing at this address."""
    pair = any_pair(mentorship_id)
    require(pair_policy.may_read(current_user, pair))
    return pair


def any_pair(mentorship_id: int) -> Mentorship:
    """A pair, whoever asks: what they may see of it is for the view to find out."""
    return found_or_404(pair_queries.by_id(mentorship_id))
