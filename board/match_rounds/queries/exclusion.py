"""Which mentees and mentors of a round are kept apart, for all of them in a handful of questions."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select

from board.accounts.models import User
from board.kernel.db import db
from board.match_rounds.models import MatchMentor
from board.mentorship.exclusions import Exclusion, Person, Ties, between
from board.mentorship.models import Block, EndReason, Enrolment, Mentorship, Wishes
from board.mentorship.queries.conflict_of_interest import conflicts_of_many, mentor_person


def exclusions(users: Sequence[User], mentors: Sequence[MatchMentor]) -> dict[tuple[int, int], Exclusion]:
    """(account of the mentee, number of the mentor) → the rule; only pairs that a rule keeps apart are in it."""
    ties, languages = _ties(users, mentors), _languages(users)
    others = [(mentor, mentor_person(mentor.enrolment)) for mentor in mentors]
    by_key = {}
    for user in users:
        mentee = Person(user.id, user.class_year, languages.get(user.id, frozenset()))
        for mentor, person in others:
            rule = between(mentee, person, mentor.enrolment.kind.value, ties[user.id])
            if rule is not None:
                by_key[user.id, mentor.enrolment_id] = rule
    return by_key


def _languages(users: Sequence[User]) -> dict[int, frozenset[str]]:
    statement = select(Wishes.user_id, Wishes.languages).where(Wishes.user_id.in_([user.id for user in users]))
    return {user_id: frozenset(languages) for user_id, languages in db.session.execute(statement)}


def _ties(users: Sequence[User], mentors: Sequence[MatchMentor]) -> dict[int, Ties]:
    people = [mentor.enrolment.user_id for mentor in mentors]
    blocked, conflicts, concerns = _blocks(people), conflicts_of_many(users), _concerns(people)
    return {
        user.id: Ties(
            blocked=frozenset(blocked[user.id]),
            conflicts=conflicts[user.id],
            concerns=frozenset(concerns[user.id]),
        )
        for user in users
    }


_Pairs = dict[int, set[int]]


def _blocks(people: list[int]) -> _Pairs:
    """By either side."""
    by_key: _Pairs = defaultdict(set)
    for by, about in db.session.execute(
        select(Block.by_id, Block.about_id).where(or_(Block.by_id.in_(people), Block.about_id.in_(people)))
    ):
        by_key[by].add(about)
        by_key[about].add(by)
    return by_key


def _concerns(people: list[int]) -> _Pairs:
    ended = select(Mentorship.mentee_id, Enrolment.user_id).join(Enrolment, Mentorship.enrolment_id == Enrolment.id)
    by_key: _Pairs = defaultdict(set)
    where = (Enrolment.user_id.in_(people), Mentorship.end_reason == EndReason.CONCERN)
    for mentee_id, user_id in db.session.execute(ended.where(*where)):
        by_key[mentee_id].add(user_id)
    return by_key
