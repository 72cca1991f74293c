"""How it goes, and how it was."""

from dataclasses import asdict, dataclass
from datetime import datetime

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.verdict import require
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions.notification import notify_coordinators
from board.mentorship.actions.time_guard import require_now
from board.mentorship.models import CheckIn, Feedback, Mentorship
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import pair as pair_queries


@dataclass(frozen=True)
class CheckInAnswer:
    """How a pair goes for one of the two, each from 1 to 5, under the names of `CheckIn`."""

    meeting: int
    useful: int
    fit: int
    words: str = ""
    contact_me: bool = False


def check_in(pair: Mentorship, answer: CheckInAnswer, *, by: User, now: datetime) -> CheckIn:
    """Say how it goes. The partner never reads it; “please contact me” reaches a coordinator at once."""
    require(pair_policy.may_read(by, pair))
    point = pair_queries.check_in_due(pair, now)
    if not point or not pair.is_running:
        raise Conflict("There is no check-in now. You get an email when the next one is due.")
    if pair_queries.check_in_of(pair.id, by.id, point) is not None:
        raise Conflict("You have answered this check-in. Thank you.")
    made = CheckIn(mentorship_id=pair.id, author_id=by.id, point=point, at=now, **asdict(answer))
    db.session.add(made)
    db.session.flush()
    if answer.contact_me:
        notify_coordinators(pair, "contact-me", author=by)
    return made


def contacted(made: CheckIn, *, by: User, now: datetime) -> None:
    """A coordinator has got in touch."""
    require(mentor_policy.may_oversee(by))
    made.contacted_at = made.contacted_at or now


def feedback(
    pair: Mentorship, *, by: User, now: datetime, rating: int | None, words: str, look_again: bool = False
) -> Feedback:
    """Say how it was, once. A mentor reads ratings only as the average of five or more."""
    require_now(pair_policy.may_give_feedback(by, pair, now))
    if rating is None or not 1 <= rating <= 5:
        raise Invalid("rating", "Choose a number from 1 to 5.")
    if pair_queries.feedback_of(pair.id, by.id) is not None:
        raise Conflict("You have said how it was. Thank you.")
    made = Feedback(mentorship_id=pair.id, author_id=by.id, rating=rating, words=words.strip(), at=now)
    db.session.add(made)
    if look_again and by.id == pair.mentee_id:
        pair_end_actions.look_for_another(by, now=now)
    return made
