"""Mentors, mentees, requests, pairs and what they do; reports and conflicts."""

from board.mentorship.models.meeting import Meeting, MeetingMove, MeetingState, PrivateNote
from board.mentorship.models.mentor import (
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    ListedMentor,
    ListedPerson,
    SavedMentor,
)
from board.mentorship.models.pair import (
    RUNNING,
    Agreement,
    CheckIn,
    EndReason,
    Feedback,
    Goal,
    Mentorship,
    MentorshipMove,
    MentorshipState,
    Task,
)
from board.mentorship.models.report import (
    ConflictKind,
    MentorConflict,
    Report,
    ReportKind,
    ReportMove,
    ReportOutcome,
    ReportState,
    SafeguardingLead,
)
from board.mentorship.models.request import OPEN, DeclineReason, MentorRequest, RequestMove, RequestState
from board.mentorship.models.wish import Block, Wishes

__all__ = [
    "OPEN",
    "RUNNING",
    "Agreement",
    "Block",
    "CheckIn",
    "ConflictKind",
    "DeclineReason",
    "EndReason",
    "Enrolment",
    "EnrolmentMove",
    "EnrolmentState",
    "Feedback",
    "Goal",
    "ListedMentor",
    "ListedPerson",
    "Meeting",
    "MeetingMove",
    "MeetingState",
    "MentorConflict",
    "MentorRequest",
    "Mentorship",
    "MentorshipMove",
    "MentorshipState",
    "PrivateNote",
    "Report",
    "ReportKind",
    "ReportMove",
    "ReportOutcome",
    "ReportState",
    "RequestMove",
    "RequestState",
    "SafeguardingLead",
    "SavedMentor",
    "Task",
    "Wishes",
]
