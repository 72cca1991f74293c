"""What is asked before a verb that everybody in a round feels, with its numbers."""

from collections.abc import Callable

from flask import url_for

from board.kernel import clock
from board.kernel.wording import plural
from board.match_rounds import result_figures
from board.match_rounds.models import MatchRound
from board.match_rounds.queries import round as round_queries
from board.match_rounds.readiness import readiness_of
from board.mentorship.models import MentorshipState
from board.web.confirmation import Confirmation


def _about_locking(match_round: MatchRound) -> Confirmation:
    ready = readiness_of(match_round)
    count, faculty = plural(len(ready.students), "student"), plural(len(ready.mentors), "mentor")
    consequences = [f"{count} for {plural(ready.places, 'spot')} with {faculty}."]
    if ready.without:
        consequences.append(f"At least {plural(ready.without, 'student')} will be unmatched.")
    if ready.untouched:
        who = plural(len(ready.untouched), "student has", "students have")
        consequences.append(f"{who} not touched the list that was proposed: it counts as it is.")
    if ready.unsorted:
        who = plural(len(ready.unsorted), "mentor has", "mentors have")
        consequences.append(f"{who} not sorted their applicants: all of them count as fine.")
    consequences.append("Nobody can change a list after this, unless you let people change their lists again.")
    back = url_for(".show", round_id=match_round.id)
    return Confirmation(f"Lock the lists of {match_round.title}?", consequences, "Lock all lists", back, tone="primary")


def _about_publishing(match_round: MatchRound) -> Confirmation:
    result = result_figures.look(match_round, today=clock.day(clock.now()))
    students, mentors = len(result.wishes.mentees), len(round_queries.mentors(match_round.id))
    everybody = f"{plural(students, 'student')} and {plural(mentors, 'mentor')}"
    consequences = [
        f"{plural(len(result.pairs), 'student')} matched, {len(result.unmatched)} without a mentor.",
        f"{everybody} get an email and can read their own result.",
        "It cannot be taken back.",
    ]
    title, back = f"Publish the result of {match_round.title}?", url_for(".preview", round_id=match_round.id)
    return Confirmation(title, consequences, "Publish and tell everybody", back, tone="primary")


def about_cancelling(match_round: MatchRound) -> Confirmation:
    """What follows when a round is called off."""
    students, mentors = round_queries.counts([match_round.id])[match_round.id]
    unsigned = sum(pair.state is MentorshipState.PROPOSED for pair in round_queries.pairs_of(match_round.id))
    consequences = []
    if match_round.opened_at is not None:
        text = f"{plural(students, 'student')} and {plural(mentors, 'mentor')}"
        consequences.append(f"{text} get an email that it is canceled.")
    else:
        consequences.append("Nobody has been told of this round, and nobody will be.")
    if unsigned:
        pairs = plural(unsigned, "pair that nobody has signed yet ends", "pairs that nobody has signed yet end")
        consequences.append(f"{pairs}, and the spots are open again.")
    consequences.append("It cannot be opened again. Lists and the audit log are kept.")
    back = url_for(".show", round_id=match_round.id)
    return Confirmation(f"Cancel {match_round.title}?", consequences, "Cancel round", back)


QUESTIONS: dict[str, Callable[[MatchRound], Confirmation]] = {"lock": _about_locking, "publish": _about_publishing}
"""Verb → its question."""
