"""What the views load, and what they may see of it."""

from flask_login import current_user

from board.kernel.errors import Hidden
from board.kernel.verdict import require
from board.mentorship.models import Enrolment, MentorRequest, Mentorship
from board.mentorship.policy import mentors as mentors_policy
from board.mentorship.policy import pairs as pairs_policy
from board.mentorship.policy import requests as requests_policy
from board.mentorship.queries import mentors, pairs, requests, ties


def visible(enrolment_id: int) -> Enrolment:
    """A mentor whom this person may see, or nothing at this address."""
    enrolment = mentors.by_id(enrolment_id)
    if enrolment is None:
        raise Hidden
    require(mentors_policy.may_see(current_user, enrolment, ties.exclusion_between(current_user, enrolment)))
    return enrolment


def own_profile() -> Enrolment:
    """This person as a mentor, or nothing."""
    enrolment = mentors.of_person(current_user.id)
    if enrolment is None:
        raise Hidden
    return enrolment


def readable(request_id: int) -> MentorRequest:
    """A request that this person may read, or nothing at this address."""
    found = requests.by_id(request_id)
    if found is None:
        raise Hidden
    require(requests_policy.may_read(current_user, found))
    return found


def own_pair(mentorship_id: int) -> Mentorship:
    """A pair of which this person is one, or nothing at this address."""
    pair = any_pair(mentorship_id)
    require(pairs_policy.may_read(current_user, pair))
    return pair


def any_pair(mentorship_id: int) -> Mentorship:
    """A pair, whoever asks: what they may see of it is for the view to find out."""
    pair = pairs.by_id(mentorship_id)
    if pair is None:
        raise Hidden
    return pair
