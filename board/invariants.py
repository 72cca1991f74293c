"""What can never be so, whatever people do: `flask --app app check` looks for each and says where it is.

An invariant belongs to the slice whose rows it reads and stands in its queries. It changes nothing. Add yours to the
table. The worker looks once a night, and the office shows what it found.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from board import file_owners, indexing
from board.accounts import doors as account_doors
from board.accounts.queries.invariant import ACCOUNT_INVARIANTS
from board.applications.models import Application
from board.applications.queries.invariant import APPLICATION_INVARIANTS
from board.committees.queries import COMMITTEE_INVARIANTS
from board.erasure import queries as erasure_queries
from board.kernel import audit, clock, mail, outbox, timeline
from board.kernel.invariant import Invariant
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, OutsideActivity
from board.learning.queries.invariant import LEARNING_INVARIANTS
from board.match_rounds.models import MatchRound, WaitingOffer
from board.match_rounds.queries.invariant import ROUND_INVARIANTS
from board.mentorship.models import Enrolment, Meeting, MentorRequest, Mentorship, Report
from board.mentorship.queries.invariant import MENTORSHIP_INVARIANTS
from board.office import actions as office_actions
from board.office import queries as office_queries
from board.opportunities.models import Opportunity
from board.opportunities.queries.invariant import POSTING_INVARIANTS
from board.organisations.queries import ORGANISATION_INVARIANTS
from board.placements.models import Placement
from board.placements.queries import PLACEMENT_INVARIANTS
from board.record.queries import RECORD_INVARIANTS
from board.rights.models import Amendment
from board.rights.queries.amendment import AMENDMENT_INVARIANTS
from board.rights.queries.data_copy import COPY_INVARIANTS

MOVING: tuple[tuple[str, Any], ...] = (
    ("A posting", Opportunity),
    ("An application", Application),
    ("A placement", Placement),
    ("A mentor’s enrolment", Enrolment),
    ("A request to a mentor", MentorRequest),
    ("A mentorship", Mentorship),
    ("A mentoring meeting", Meeting),
    ("A report", Report),
    ("A match round", MatchRound),
    ("A waitlist offer", WaitingOffer),
    ("An activity", Activity),
    ("An outside activity", OutsideActivity),
    ("A request for a correction", Amendment),
)
"""Everything that has a table of moves and a timeline."""


def _of_each(find: Callable[[Any, str], Iterator[str]]) -> Callable[[], Iterator[str]]:
    """The same question about everything that moves."""
    return lambda: (sentence for title, model in MOVING for sentence in find(model, title.partition(" ")[2]))


KERNEL_INVARIANTS = (
    Invariant(
        "The audit log is whole",
        audit.breaks,
        "Whoever runs Rounds compares it with the backups: somebody with access to the database changed it.",
    ),
    Invariant(
        "A state is what the last step of its timeline led to",
        _of_each(timeline.disagreements),
        "Ask its people which of the two is so; whoever runs Rounds corrects the other.",
    ),
    Invariant(
        "Every step follows the table of moves",
        _of_each(timeline.unknown_arrows),
        "Whoever runs Rounds looks in the audit log for what happened, and corrects the state.",
    ),
    Invariant(
        "Every step begins where the one before ended",
        _of_each(timeline.gaps),
        "Whoever runs Rounds compares it with the backups: a step was taken out or put in.",
    ),
    Invariant(
        "Nothing has happened that is still to come",
        _of_each(timeline.in_the_future),
        "Whoever runs Rounds sees that the clocks of all machines are right.",
    ),
    Invariant(
        "An email that waits is in the outbox",
        mail.lost,
        "Whoever runs Rounds looks up whom it is for, and tells them: nothing will send it any more.",
    ),
    Invariant(
        "An email was sent, or was not",
        mail.doubly_done,
        "Whoever runs Rounds asks the person whether they had it, and corrects the row.",
    ),
    Invariant(
        "What follows was done, or was given up",
        outbox.unfinished,
        "Whoever runs Rounds tells the maintainers. Nothing needs to be done.",
    ),
    Invariant(
        "The index shows what the database says",
        indexing.differences,
        "Whoever runs Rounds runs `rounds reindex`. Until then a search may find too little.",
    ),
    Invariant(
        "Somebody comes in when the school’s sign-on is away",
        account_doors.closed_for_break_glass,
        "Whoever runs Rounds gives a coordinator a password: `rounds create-coordinator`.",
    ),
    Invariant(
        "Nothing is left of somebody who was erased",
        erasure_queries.left_behind,
        "Whoever runs Rounds runs `rounds erase-again`, and tells the maintainers.",
    ),
    Invariant(
        "The file that a row names is there",
        file_owners.missing,
        "Whoever runs Rounds restores the file from the last backup; if it is not there, ask the person for it.",
    ),
    Invariant(
        "No file stays that no row names",
        file_owners.orphaned,
        "Whoever runs Rounds sees that a worker runs: it deletes them.",
    ),
)
INVARIANTS: tuple[Invariant, ...] = (
    *KERNEL_INVARIANTS,
    *ACCOUNT_INVARIANTS,
    *ORGANISATION_INVARIANTS,
    *POSTING_INVARIANTS,
    *COMMITTEE_INVARIANTS,
    *APPLICATION_INVARIANTS,
    *PLACEMENT_INVARIANTS,
    *MENTORSHIP_INVARIANTS,
    *ROUND_INVARIANTS,
    *LEARNING_INVARIANTS,
    *RECORD_INVARIANTS,
    *COPY_INVARIANTS,
    *AMENDMENT_INVARIANTS,
)

AT_NIGHT = time(3)
"""When the worker looks, by the school's clocks."""


class Finding(NamedTuple):
    """A place where something that always holds does not."""

    name: str
    sentence: str
    remedy: str


def broken() -> Iterator[Finding]:
    """Every place where something that always holds does not."""
    for invariant in INVARIANTS:
        for sentence in invariant.find():
            yield Finding(invariant.name, sentence, invariant.remedy)


def check_at_night(now: datetime) -> int:
    """Look once a night, and keep for the office what was found; answers how much."""
    tonight = clock.moment(clock.day(now), AT_NIGHT)
    due = tonight if now >= tonight else tonight - timedelta(days=1)
    last = office_queries.last_check()
    if last is not None and last.at >= due:
        return 0
    findings = list(broken())
    with unit_of_work():
        office_actions.note_check(findings, invariants=len(INVARIANTS), now=now)
    return len(findings)
