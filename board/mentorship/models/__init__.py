"""Mentors, mentees, requests, pairs and what they do; reports and conflicts."""

from board.mentorship.models.concern import (
    Conflict,
    ConflictKind,
    Outcome,
    Report,
    ReportKind,
    ReportMove,
    ReportState,
    SafeguardingLead,
)
from board.mentorship.models.enrolment import Enrolment, EnrolmentMove, EnrolmentState, SavedMentor
from board.mentorship.models.meeting import Meeting, MeetingMove, MeetingState, PrivateNote
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
from board.mentorship.models.request import OPEN, DeclineReason, MentorRequest, RequestMove, RequestState
from board.mentorship.models.wishes import Block, Wishes

__all__ = [
    "OPEN",
    "RUNNING",
    "Agreement",
    "Block",
    "CheckIn",
    "Conflict",
    "ConflictKind",
    "DeclineReason",
    "EndReason",
    "Enrolment",
    "EnrolmentMove",
    "EnrolmentState",
    "Feedback",
    "Goal",
    "Meeting",
    "MeetingMove",
    "MeetingState",
    "MentorRequest",
    "Mentorship",
    "MentorshipMove",
    "MentorshipState",
    "Outcome",
    "PrivateNote",
    "Report",
    "ReportKind",
    "ReportMove",
    "ReportState",
    "RequestMove",
    "RequestState",
    "SafeguardingLead",
    "SavedMentor",
    "Task",
    "Wishes",
]
