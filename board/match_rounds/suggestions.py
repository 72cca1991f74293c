"""Which mentors fit which student, for a whole round at once; with the reasons of those that are suggested."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from board.match_rounds.models import MatchMentee, MatchMentor
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.rules import RULES
from board.matching import scoring
from board.matching.scoring import Manner, Side
from board.mentorship.choices import BACKGROUNDS, CHANNELS, FREQUENCIES, SPECIALTIES, STYLES, TIMES, TOPICS, MentorKind
from board.mentorship.fit import WEIGHTS, MatchCriteria, MentorOffer, fit
from board.mentorship.queries.conflict_of_interest import offered_by, wanted_by, wishes_of_many

FAMILIES = sorted({family for _, family in SPECIALTIES.values()})


def suggest(
    mentees: Sequence[MatchMentee], mentors: Sequence[MatchMentor], *, background_weight: int
) -> dict[int, list[dict[str, Any]]]:
    """Account of the mentee → the best who may be chosen: choice, score, reasons. Never somebody a rule keeps apart."""
    open_to = [mentor for mentor in mentors if not mentor.sits_out and mentor.places]
    values = wishes_of_many([mentee.user_id for mentee in mentees])
    match_criterias = [wanted_by(mentee.user, values.get(mentee.user_id)) for mentee in mentees]
    offered = [offered_by(mentor.enrolment) for mentor in open_to]
    weights = WEIGHTS | {"background": background_weight}
    barred = _barred(mentees, open_to)
    best = scoring.best(
        wanting(match_criterias), offering(offered), weights, top=RULES.proposed_choices, barred=barred
    )  # fmt: skip
    return {
        mentee.user_id: [
            _suggestion(open_to[row], match_criterias[place], offered[row], background_weight)
            for row in best.mentors[place].tolist()
            if row >= 0
        ]
        for place, mentee in enumerate(mentees)
    }


def _barred(mentees: Sequence[MatchMentee], mentors: Sequence[MatchMentor]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    row_of = {mentor.enrolment_id: row for row, mentor in enumerate(mentors)}
    place_of = {mentee.user_id: place for place, mentee in enumerate(mentees)}
    rules = exclusion_queries.exclusions([mentee.user for mentee in mentees], mentors)
    return np.array([(place_of[user], row_of[number]) for user, number in rules], np.int64).reshape(-1, 2)


def _suggestion(
    mentor: MatchMentor, match_criteria: MatchCriteria, offered: MentorOffer, background_weight: int
) -> dict[str, Any]:
    """Of several offers the first that the student wants."""
    mentor_fit = fit(match_criteria, offered, background_weight=background_weight)
    choices = mentor.choices
    wished = [choice for choice in choices if choice.partition(":")[2] in match_criteria.topics]
    return {
        "choice": (wished or choices)[0],
        "score": mentor_fit.score,
        "reasons": mentor_fit.reasons,
        "parts": [
            {"name": part.name, "weight": part.weight, "share": round(part.share, 3)} for part in mentor_fit.parts
        ],
        "known": mentor_fit.known,
    }


def wanting(people: Sequence[MatchCriteria]) -> Side:
    """What mentees look for, as the block scorer takes it."""
    stages = [[_stage_share(person, kind) for kind in MentorKind] for person in people]
    return _side(
        people, np.array(stages, np.float32).reshape(-1, len(MentorKind)), [bool(person.stages) for person in people]
    )


def offering(people: Sequence[MentorOffer]) -> Side:
    """What mentors bring, as the block scorer takes it."""
    stages = [[float(person.kind == kind.value) for kind in MentorKind] for person in people]
    return _side(people, np.array(stages, np.float32).reshape(-1, len(MentorKind)), [True] * len(people))


def _stage_share(match_criteria: MatchCriteria, kind: MentorKind) -> float:
    """1 for the kind that is wished, a half for the next to it."""
    order = list(MentorKind)
    steps = [abs(order.index(kind) - order.index(MentorKind(stage))) for stage in match_criteria.stages]
    return {0: 1.0, 1: 0.5}.get(min(steps, default=2), 0.0)


def _side(
    people: Sequence[MatchCriteria] | Sequence[MentorOffer], stages: scoring.Floats, stage_known: Sequence[bool]
) -> Side:  # fmt: skip
    topics = np.array([[key in person.topics for key in TOPICS] for person in people], np.float32)
    families = [{SPECIALTIES[key][1] for key in person.specialties if key in SPECIALTIES} for person in people]
    return Side(
        topics=topics.reshape(-1, len(TOPICS)),
        specialties=_masks([person.specialties for person in people], SPECIALTIES),
        families=_masks(families, FAMILIES),
        times=_masks([person.times for person in people], TIMES),
        stages=stages,
        stage_known=np.array(stage_known, bool),
        manner=Manner(
            channels=_masks([person.channels for person in people], CHANNELS),
            frequency=_codes([person.frequency for person in people], FREQUENCIES),
            style=_codes([person.style for person in people], STYLES),
        ),
        backgrounds=_masks([person.backgrounds for person in people], BACKGROUNDS),
    )


def _masks(sets: Sequence[set[str] | frozenset[str]], words: Sequence[str] | dict[str, Any]) -> scoring.Masks:
    """A bit for each word of the list."""
    return np.array([sum(1 << bit for bit, word in enumerate(words) if word in item) for item in sets], np.uint64)


def _codes(answers: Sequence[str], words: dict[str, str]) -> scoring.Codes:
    """The place of an answer in the list; 0 for none."""
    places = {word: place for place, word in enumerate(words, start=1)}
    return np.array([places.get(answer, 0) for answer in answers], np.int64)
