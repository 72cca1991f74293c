"""The topics that a person may have emails about, and the words for how often."""

from board.notices.models import Pace, Topic

TOPICS: dict[Topic, tuple[str, str]] = {
    Topic.APPLICATION: (
        "Your applications",
        "What became of what you sent. Offers and their dates always come at once.",
    ),
    Topic.PLACEMENT: ("Placements", "Start, hours and completion of the places you hold or host."),
    Topic.OPPORTUNITY: ("Your postings", "Approval, questions, applications that wait for you."),
    Topic.REMINDER: ("Deadlines that come near", "What you saved or began and that closes in three days."),
    Topic.MENTOR: ("Mentoring", "Requests, meetings, match rounds."),
    Topic.LEARNING: ("Learning", "What is assigned to you, and certificates."),
    Topic.RECORD: ("Your record", "Confirmations by supervisors."),
    Topic.ANNOUNCEMENT: ("Announcements", "What the office writes. What everybody must know always comes at once."),
}
"""The topic's name, and what it holds."""

PACES: dict[Pace, str] = {
    Pace.AT_ONCE: "Immediately",
    Pace.DAILY: "Daily, in one email",
    Pace.WEEKLY: "Weekly, in one email",
    Pace.OFF: "No emails",
}
