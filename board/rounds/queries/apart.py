"""Which mentees and mentors of a round are kept apart, for all of them in a handful of questions."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select

from board.accounts.models import User
from board.kernel.db import db
from board.mentorship.exclusions import Exclusion, Person, Ties, between
from board.mentorship.models import Block, EndReason, Enrolment, Mentorship, Wishes
from board.mentorship.queries.ties import conflicts_of_many, mentor_person
from board.rounds.models import MatchMentor


def exclusions(users: Sequence[User], mentors: Sequence[MatchMentor]) -> dict[tuple[int, int], Exclusion]:
    """(account of the mentee, number of the mentor) → the rule; only pairs that a rule keeps apart are in it."""
    ties, languages = _ties(users, mentors), _languages(users)
    others = [(one, mentor_person(one.enrolment)) for one in mentors]
    found = {}
    for user in users:
        mentee = Person(user.id, user.class_year, languages.get(user.id, frozenset()))
        for mentor, person in others:
            rule = between(mentee, person, mentor.enrolment.kind.value, ties[user.id])
            if rule is not None:
                found[user.id, mentor.enrolment_id] = rule
    return found


def _languages(users: Sequence[User]) -> dict[int, frozenset[str]]:
    said = select(Wishes.user_id, Wishes.languages).where(Wishes.user_id.in_([one.id for one in users]))
    return {user_id: frozenset(languages) for user_id, languages in db.session.execute(said)}


def _ties(users: Sequence[User], mentors: Sequence[MatchMentor]) -> dict[int, Ties]:
    people = [one.enrolment.user_id for one in mentors]
    blocked, conflicts, concerns = _blocks(people), conflicts_of_many(users), _concerns(people)
    return {
        one.id: Ties(
            blocked=frozenset(blocked[one.id]),
            conflicts=conflicts[one.id],
            concerns=frozenset(concerns[one.id]),
        )
        for one in users
    }


_Pairs = dict[int, set[int]]


def _blocks(people: list[int]) -> _Pairs:
    """By either side."""
    found: _Pairs = defaultdict(set)
    for by, about in db.session.execute(
        select(Block.by_id, Block.about_id).where(or_(Block.by_id.in_(people), Block.about_id.in_(people)))
    ):
        found[by].add(about)
        found[about].add(by)
    return found


def _concerns(people: list[int]) -> _Pairs:
    ended = select(Mentorship.mentee_id, Enrolment.user_id).join(Enrolment, Mentorship.enrolment_id == Enrolment.id)
    found: _Pairs = defaultdict(set)
    where = (Enrolment.user_id.in_(people), Mentorship.end_reason == EndReason.CONCERN)
    for mentee_id, user_id in db.session.execute(ended.where(*where)):
        found[mentee_id].add(user_id)
    return found
