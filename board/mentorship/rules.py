"""The numbers of mentoring, in one place: what the school decides itself, and what is the same everywhere."""

from dataclasses import dataclass
from datetime import timedelta

from board.school import settings as school_settings


@dataclass(frozen=True)
class MentoringRules:
    """What is usual here."""

    most_places_by_coordinator: int = 8
    mentors_of_a_kind: int = 1
    """Mentors of one kind that a mentee may have at a time."""
    reminder_days: tuple[int, ...] = (3, 6)
    days_to_tell_more: int = 7
    tries_after_expiry: int = 2
    """How often in all a mentor may be asked who lets requests run out."""
    expiries_that_pause: int = 3
    answers_in_median: int = 10
    background_weight: int = 10
    """Of the fit's weights, for pairs of whom both asked for it; 0 to 20."""

    term_weeks: int = 26
    least_term_weeks: int = 4
    most_term_weeks: int = 52
    days_to_confirm: int = 7
    no_fault: timedelta = timedelta(days=30)
    goals: int = 5
    least_minutes: int = 15
    most_minutes: int = 240
    minutes_step: int = 15
    dispute: timedelta = timedelta(days=7)

    nudge_days: tuple[int, ...] = (14, 21, 28)
    amber_days: int = 30
    red_days: int = 45
    coordinator_days: int = 60
    lapse_days: int = 14
    """After the coordinator was asked, how long both may stay silent before the pair lapses."""
    term_reminder: timedelta = timedelta(days=14)
    feedback: timedelta = timedelta(days=14)
    ratings_shown_from: int = 5
    unmatched_days: int = 30
    decision_working_days: int = 2
    """For a report that somebody is not safe."""

    @property
    def places(self) -> int:
        """Mentees that a mentor takes who has not said how many."""
        return school_settings.mentor_places

    @property
    def most_places(self) -> int:
        """Mentees that a mentor may take without asking a coordinator."""
        return school_settings.mentor_most_places

    @property
    def open_requests(self) -> int:
        """Requests of one student that may be open at a time."""
        return school_settings.open_requests

    @property
    def inbox(self) -> int:
        """Waiting requests at which a mentor's inbox is full."""
        return school_settings.mentor_inbox

    @property
    def days_to_answer(self) -> int:
        """Days that a mentor has to answer a request."""
        return school_settings.request_days

    @property
    def cool_off(self) -> timedelta:
        """After a no, how long before the same mentor may be asked again."""
        return timedelta(days=school_settings.request_again_days)


RULES = MentoringRules()
