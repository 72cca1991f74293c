"""What a student's record does about what ends, or changes, elsewhere."""

from datetime import datetime

from board.accounts.events import AccountsParted
from board.accounts.queries import merge as merge_queries
from board.learning.events import (
    CertificateCorrected,
    CertificateIssued,
    OutsideActivityReopened,
    OutsideActivityVerified,
)
from board.mentorship.events import MentorshipEnded
from board.placements import queries as placement_queries
from board.placements.events import PlacementCompleted, PlacementHoursChanged
from board.record.actions import entry as entry_actions
from board.record.actions import share as share_actions


def add_what_ended(event: CertificateIssued | MentorshipEnded, now: datetime) -> None:
    """Something of this person ended: a student's record takes it in."""
    entry_actions.add_ended(event.user_id, now=now)


def part_links(event: AccountsParted, _now: datetime) -> None:
    """Two accounts that were one are two again: no link of one shows what is the other's."""
    merged = merge_queries.merge_by_id(event.merge_id)
    if merged is not None:
        share_actions.drop_strange_entries((merged.kept_id, merged.gone_id))


def add_placement(event: PlacementCompleted, now: datetime) -> None:
    """A placement is complete: the student's record takes it in."""
    placement = placement_queries.by_id(event.placement_id)
    if placement is not None:
        entry_actions.add_ended(placement.student_id, now=now)


def correct_hours(event: PlacementHoursChanged, _now: datetime) -> None:
    """Hours were approved or corrected: what a record tells of a completed placement says the same."""
    placement = placement_queries.by_id(event.placement_id)
    if placement is not None and placement.completed_at is not None:
        key = f"placement:{placement.id}"
        entry_actions.refresh_hours(placement.student_id, key, minutes_before=event.minutes_before)


def correct_activity(event: CertificateCorrected, now: datetime) -> None:
    """A certificate was corrected: the record says the same."""
    entry_actions.add_ended(event.user_id, now=now)
    entry_actions.refresh(event.user_id, f"activity:{event.activity_id}")


def correct_outside_activity(event: OutsideActivityVerified | OutsideActivityReopened, now: datetime) -> None:
    """What a student learned elsewhere is verified, or waits to be verified anew: the record says the same."""
    entry_actions.add_ended(event.user_id, now=now)
    entry_actions.refresh(event.user_id, f"outside:{event.outside_id}")
