"""The words for each state, per audience, and for each reason."""

from board.mentorship.models import (
    ConflictKind,
    DeclineReason,
    EndReason,
    EnrolmentState,
    MeetingState,
    MentorshipState,
    ReportKind,
    ReportOutcome,
    ReportState,
    RequestState,
)

ENROLMENTS: dict[EnrolmentState, tuple[str, str]] = {
    EnrolmentState.APPLIED: ("Waits for a coordinator", "warm"),
    EnrolmentState.APPROVED: ("Listed", "good"),
    EnrolmentState.PAUSED: ("Paused", "muted"),
    EnrolmentState.WITHDRAWN: ("Withdrawn", "muted"),
    EnrolmentState.SUSPENDED: ("Suspended", "loss"),
}

FOR_MENTEES: dict[RequestState, tuple[str, str]] = {
    RequestState.SENT: ("Sent", "brand"),
    RequestState.INFO_ASKED: ("You are asked for more", "warm"),
    RequestState.ACCEPTED: ("Accepted", "good"),
    RequestState.DECLINED: ("Not this time", "muted"),
    RequestState.WITHDRAWN: ("Withdrawn", "muted"),
    RequestState.EXPIRED: ("Ran out unanswered", "muted"),
    RequestState.SUPERSEDED: ("Closed: you have a mentor", "muted"),
    RequestState.CLOSED_FULL: ("Closed: no open spot", "muted"),
    RequestState.CLOSED_AWAY: ("Closed: the mentor is away", "muted"),
}

FOR_MENTORS: dict[RequestState, tuple[str, str]] = {
    RequestState.SENT: ("Waits for your answer", "warm"),
    RequestState.INFO_ASKED: ("You asked for more", "brand"),
    RequestState.ACCEPTED: ("Accepted", "good"),
    RequestState.DECLINED: ("Declined", "muted"),
    RequestState.WITHDRAWN: ("Withdrawn by the student", "muted"),
    RequestState.EXPIRED: ("Ran out unanswered", "muted"),
    RequestState.SUPERSEDED: ("Found another mentor", "muted"),
    RequestState.CLOSED_FULL: ("Closed: you are full", "muted"),
    RequestState.CLOSED_AWAY: ("Closed: the student is away", "muted"),
}

MENTORSHIPS: dict[MentorshipState, tuple[str, str]] = {
    MentorshipState.PROPOSED: ("To be confirmed", "warm"),
    MentorshipState.ACTIVE: ("Running", "good"),
    MentorshipState.PAUSED: ("Paused", "warm"),
    MentorshipState.COMPLETED: ("Completed", "muted"),
    MentorshipState.ENDED_EARLY: ("Ended", "muted"),
    MentorshipState.LAPSED: ("Lapsed", "muted"),
    MentorshipState.REFUSED: ("Not taken up", "muted"),
    MentorshipState.NOT_CONFIRMED: ("Not confirmed in time", "muted"),
}

MEETINGS: dict[MeetingState, tuple[str, str]] = {
    MeetingState.PLANNED: ("Planned", "brand"),
    MeetingState.HELD: ("Held", "good"),
    MeetingState.MISSED_BY_MENTEE: ("Missed by the mentee", "warm"),
    MeetingState.MISSED_BY_MENTOR: ("Missed by the mentor", "warm"),
    MeetingState.CANCELLED: ("Canceled", "muted"),
    MeetingState.DISPUTED: ("Disputed: a coordinator decides", "warm"),
}

REPORTS: dict[ReportState, tuple[str, str]] = {
    ReportState.NEW: ("New", "warm"),
    ReportState.TRIAGED: ("Read", "brand"),
    ReportState.INVESTIGATING: ("Being looked into", "brand"),
    ReportState.RESOLVED: ("Resolved", "muted"),
}

REPORT_KINDS: dict[ReportKind, str] = {
    ReportKind.UNRESPONSIVE: "Unresponsive",
    ReportKind.CONDUCT: "Conduct",
    ReportKind.SAFETY: "Safety",
}

OUTCOMES: dict[ReportOutcome, str] = {
    ReportOutcome.NO_ACTION: "No action",
    ReportOutcome.ADVICE: "Advice",
    ReportOutcome.WARNING: "Warning",
    ReportOutcome.SUSPENSION: "Suspension as a mentor",
    ReportOutcome.REMOVAL: "Removal as a mentor",
    ReportOutcome.REFERRED: "Referred to the school’s own procedure",
}

DECLINE_REASONS: dict[DeclineReason, str] = {
    DeclineReason.NO_TIME: "I have no time for another mentee now",
    DeclineReason.NOT_MY_FIELD: "This is not my field",
    DeclineReason.OTHER_MENTOR: "Another mentor fits better",
    DeclineReason.CONFLICT: "I have a conflict of interest",
    DeclineReason.OTHER: "Another reason",
}

TO_THE_DECLINED: dict[DeclineReason, str] = {
    DeclineReason.NO_TIME: "They have no time for another mentee now. It says nothing about you.",
    DeclineReason.NOT_MY_FIELD: "What you look for is not their field.",
    DeclineReason.OTHER_MENTOR: "They think that another mentor serves you better.",
    DeclineReason.CONFLICT: "Another role of theirs stands in the way.",
    DeclineReason.OTHER: "They cannot take this on now.",
}

END_REASONS: dict[EndReason, str] = {
    EndReason.GOALS_MET: "We reached our goals",
    EndReason.TERM_OVER: "The term is over",
    EndReason.TIME: "There is no time for it",
    EndReason.FIT: "We do not fit",
    EndReason.NO_CONTACT: "We lost contact",
    EndReason.LEFT: "One of us leaves",
    EndReason.CONFLICT: "A conflict of interest",
    EndReason.CONCERN: "A concern",
    EndReason.OTHER: "Another reason",
}

END_CHOICES = {reason: words for reason, words in END_REASONS.items() if reason is not EndReason.TERM_OVER}
"""What may be chosen: that the term is over is said by its date."""

CONFLICTS: dict[ConflictKind, str] = {
    ConflictKind.ASSESSOR: "Grades the student",
    ConflictKind.COURSE_DIRECTOR: "Directs a current course or clerkship",
    ConflictKind.PROMOTIONS: "Sits on the promotions committee",
    ConflictKind.CLINICIAN: "Treats the student",
    ConflictKind.RELATIVE: "Is a relative",
    ConflictKind.LINE_MANAGER: "Is the student’s manager",
}

RATINGS = {1: "1, not at all", 2: "2", 3: "3, neutral", 4: "4", 5: "5, very much"}

REPORT_STEPS: dict[str, str] = {
    "triage": "read, and taken up",
    "investigate": "being looked into",
    "resolve": "resolved",
}
"""What each verb did to a report, in its timeline."""
