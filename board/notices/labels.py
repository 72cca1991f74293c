"""The topics that a person may have emails about, and the words for how often."""

import re

from board.notices.models import Pace

TOPICS: dict[str, tuple[str, str]] = {
    "application": ("Your applications", "What became of what you sent. Offers and their dates always come at once."),
    "placement": ("Placements", "Start, hours and completion of the places you hold or host."),
    "opportunity": ("Your postings", "Approval, questions, applications that wait for you."),
    "reminder": ("Deadlines that come near", "What you saved or began and that closes in three days."),
    "mentor": ("Mentoring", "Requests, meetings, match rounds."),
    "learning": ("Learning", "What is assigned to you, and certificates."),
    "record": ("Your record", "Confirmations by supervisors."),
}
"""The first word of an email's kind → the topic's name and what it holds. What is not listed always comes at once: it
keeps an account safe, cannot wait, or has a pace of its own."""

PACES: dict[Pace, str] = {
    Pace.AT_ONCE: "At once",
    Pace.DAILY: "Each morning, in one email",
    Pace.WEEKLY: "Each Monday, in one email",
    Pace.OFF: "No emails",
}


def topic_of(kind: str) -> str:
    """The topic that a kind of email belongs to; empty when nobody may turn it off."""
    topic = re.split("[.-]", kind)[0]
    return topic if topic in TOPICS else ""
