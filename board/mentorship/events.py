"""What happens to mentors and pairs and concerns the index and the record."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class MentorChanged(Event):
    """What the directory shows of a mentor is different now, or they left it."""

    enrolment_id: int


@dataclass(frozen=True)
class MentorshipEnded(Event):
    """A pair has ended; one event for each of the two."""

    user_id: int
