"""Which mentors fit which student, for a whole round at once; with the reasons of those that are suggested."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from board.mentorship.fit import WEIGHTS, Offered, Wanted, fit
from board.mentorship.matching import scoring
from board.mentorship.matching.scoring import Manner, Side
from board.mentorship.queries.ties import offered_by, wanted_by, wishes_of_many
from board.mentorship.words import BACKGROUNDS, CHANNELS, FREQUENCIES, SPECIALTIES, STYLES, TIMES, TOPICS, MentorKind
from board.rounds.models import MatchMentee, MatchMentor
from board.rounds.queries import apart
from board.rounds.rules import RULES

FAMILIES = sorted({family for _, family in SPECIALTIES.values()})


def suggest(
    mentees: Sequence[MatchMentee], mentors: Sequence[MatchMentor], *, background_weight: int
) -> dict[int, list[dict[str, Any]]]:
    """Account of the mentee → the best who may be chosen: choice, score, reasons. Never somebody a rule keeps apart."""
    open_to = [one for one in mentors if not one.sits_out and one.places]
    said = wishes_of_many([one.user_id for one in mentees])
    wanted = [wanted_by(one.user, said.get(one.user_id)) for one in mentees]
    offered = [offered_by(one.enrolment) for one in open_to]
    weights = WEIGHTS | {"background": background_weight}
    barred = _barred(mentees, open_to)
    best = scoring.best(
        wanting(wanted), offering(offered), weights, top=RULES.proposed_choices, barred=barred
    )  # fmt: skip
    return {
        mentee.user_id: [
            _suggestion(open_to[row], wanted[place], offered[row], background_weight)
            for row in best.mentors[place].tolist()
            if row >= 0
        ]
        for place, mentee in enumerate(mentees)
    }


def _barred(mentees: Sequence[MatchMentee], mentors: Sequence[MatchMentor]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    row_of = {one.enrolment_id: row for row, one in enumerate(mentors)}
    place_of = {one.user_id: place for place, one in enumerate(mentees)}
    rules = apart.exclusions([one.user for one in mentees], mentors)
    return np.array([(place_of[user], row_of[number]) for user, number in rules], np.int64).reshape(-1, 2)


def _suggestion(mentor: MatchMentor, wanted: Wanted, offered: Offered, background_weight: int) -> dict[str, Any]:
    """Of several offers the first that the student wants."""
    found = fit(wanted, offered, background_weight=background_weight)
    choices = mentor.choices
    wished = [choice for choice in choices if choice.partition(":")[2] in wanted.topics]
    return {
        "choice": (wished or choices)[0],
        "score": found.score,
        "reasons": found.reasons,
        "parts": [{"name": one.name, "weight": one.weight, "share": round(one.share, 3)} for one in found.parts],
        "known": found.known,
    }


def wanting(people: Sequence[Wanted]) -> Side:
    """What mentees look for, as the block scorer takes it."""
    stages = [[_stage_share(one, kind) for kind in MentorKind] for one in people]
    return _side(
        people, np.array(stages, np.float32).reshape(-1, len(MentorKind)), [bool(one.stages) for one in people]
    )


def offering(people: Sequence[Offered]) -> Side:
    """What mentors bring, as the block scorer takes it."""
    stages = [[float(one.kind == kind.value) for kind in MentorKind] for one in people]
    return _side(people, np.array(stages, np.float32).reshape(-1, len(MentorKind)), [True] * len(people))


def _stage_share(wanted: Wanted, kind: MentorKind) -> float:
    """1 for the kind that is wished, a half for the next to it."""
    order = list(MentorKind)
    steps = [abs(order.index(kind) - order.index(MentorKind(one))) for one in wanted.stages]
    return {0: 1.0, 1: 0.5}.get(min(steps, default=2), 0.0)


def _side(
    people: Sequence[Wanted] | Sequence[Offered], stages: scoring.Floats, stage_known: Sequence[bool]
) -> Side:  # fmt: skip
    topics = np.array([[key in one.topics for key in TOPICS] for one in people], np.float32)
    families = [{SPECIALTIES[key][1] for key in one.specialties if key in SPECIALTIES} for one in people]
    return Side(
        topics=topics.reshape(-1, len(TOPICS)),
        specialties=_masks([one.specialties for one in people], SPECIALTIES),
        families=_masks(families, FAMILIES),
        times=_masks([one.times for one in people], TIMES),
        stages=stages,
        stage_known=np.array(stage_known, bool),
        manner=Manner(
            channels=_masks([one.channels for one in people], CHANNELS),
            frequency=_codes([one.frequency for one in people], FREQUENCIES),
            style=_codes([one.style for one in people], STYLES),
        ),
        backgrounds=_masks([one.backgrounds for one in people], BACKGROUNDS),
    )


def _masks(sets: Sequence[set[str] | frozenset[str]], words: Sequence[str] | dict[str, Any]) -> scoring.Masks:
    """A bit for each word of the list."""
    return np.array([sum(1 << bit for bit, word in enumerate(words) if word in one) for one in sets], np.uint64)


def _codes(answers: Sequence[str], words: dict[str, str]) -> scoring.Codes:
    """The place of an answer in the list; 0 for none."""
    places = {word: place for place, word in enumerate(words, start=1)}
    return np.array([places.get(one, 0) for one in answers], np.int64)
