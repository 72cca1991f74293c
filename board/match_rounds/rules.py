"""The numbers of a match round, in one place."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class MatchRoundRules:
    """What is usual here."""

    proposed_choices: int = 10
    most_choices: int = 20
    """Enough that what to leave out is never a matter of tactics."""
    trial_talks: int = 3
    """Proposed to each student, where the round has them."""
    answer_within: timedelta = timedelta(days=7)
    """How long a pair has to sign after the result is out."""
    step: timedelta = timedelta(days=7)
    """From one date of a round to the next, where nobody chose otherwise."""
    remind_before: timedelta = timedelta(days=2)
    offer_open_for: timedelta = timedelta(days=3)
    """For whom the waiting list has reached."""
    shown_from: int = 5
    """Smaller counts are masked in the report."""


RULES = MatchRoundRules()
