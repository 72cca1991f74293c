"""Trial talks of a round."""

from collections import Counter

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from board.accounts.models import User
from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchMentor, TrialTalk
from board.mentorship.models import Enrolment
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries


def of_person(round_id: int, user_id: int) -> list[TrialTalk]:
    """This person's talks, from whichever side, in the order of the partners' names; none with whom a block hides."""
    mine = select(TrialTalk).join(TrialTalk.mentee).join(TrialTalk.mentor).join(MatchMentor.enrolment)
    mine = mine.where(MatchMentee.round_id == round_id)
    mine = mine.where(or_(MatchMentee.user_id == user_id, Enrolment.user_id == user_id))
    whole = (
        contains_eager(TrialTalk.mentee).joinedload(MatchMentee.user),
        contains_eager(TrialTalk.mentor).contains_eager(MatchMentor.enrolment).joinedload(Enrolment.user),
    )
    blocked = conflict_of_interest_queries.blocked_with(user_id)
    meetings = [
        option for option in db.session.scalars(mine.options(*whole)) if partner(option, user_id).id not in blocked
    ]
    return sorted(meetings, key=lambda meeting: partner(meeting, user_id).name)


def partner(talk: TrialTalk, user_id: int) -> User:
    """The other of the two."""
    return talk.mentor.enrolment.user if talk.is_of_mentee(user_id) else talk.mentee.user


def of_mentee(mentee_id: int) -> list[TrialTalk]:
    """The talks of a student in a round."""
    mine = select(TrialTalk).where(TrialTalk.mentee_id == mentee_id).options(joinedload(TrialTalk.mentor))
    return list(db.session.scalars(mine))


def load(round_id: int) -> Counter[int]:
    """How many talks each mentor has, by number of the mentor."""
    counted = select(MatchMentor.enrolment_id, func.count()).join(TrialTalk, TrialTalk.mentor_id == MatchMentor.id)
    counted = counted.where(MatchMentor.round_id == round_id).group_by(MatchMentor.enrolment_id)
    return Counter(dict(db.session.execute(counted).all()))
