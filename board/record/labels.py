"""The record's words."""

from board.record.models import Better, Entry, EntryKind, Relation, Source

KINDS: dict[EntryKind, str] = {
    EntryKind.COMMITTEE_SEAT: "Committee or council seat",
    EntryKind.FELLOWSHIP: "Nonclinical fellowship",
    EntryKind.INTERNSHIP: "Nonclinical internship",
    EntryKind.VOLUNTEER_ROLE: "Volunteer role",
    EntryKind.QI_PROJECT: "QI project",
    EntryKind.SEMINAR: "Leadership seminar",
    EntryKind.MENTORSHIP: "Mentorship",
    EntryKind.TEACHING: "Teaching or mentoring",
    EntryKind.RESEARCH: "Research",
    EntryKind.LEARNING: "Learning activity",
    EntryKind.OTHER: "Something else",
}

SECTIONS: tuple[tuple[str, tuple[EntryKind, ...]], ...] = (
    ("Leadership and committees", (EntryKind.COMMITTEE_SEAT, EntryKind.FELLOWSHIP, EntryKind.INTERNSHIP)),
    ("Quality improvement", (EntryKind.QI_PROJECT,)),
    ("Service", (EntryKind.VOLUNTEER_ROLE,)),
    ("Teaching and mentoring", (EntryKind.TEACHING, EntryKind.MENTORSHIP)),
    ("Research", (EntryKind.RESEARCH,)),
    ("Leadership education", (EntryKind.SEMINAR, EntryKind.LEARNING)),
    ("Other experience", (EntryKind.OTHER,)),
)
"""The sections of a CV, in the order in which an academic one has them."""

SOURCES: dict[Source, str] = {
    Source.OWN: "written by yourself",
    Source.PLACEMENT: "from a completed placement",
    Source.MENTORSHIP: "from a mentorship that has ended",
    Source.ACTIVITY: "from a learning activity you passed",
}

RELATIONS: dict[Relation, str] = {
    Relation.SELF: "Yourself",
    Relation.SUPERVISOR: "Supervisor",
    Relation.CHAIR: "Chair",
    Relation.MENTOR: "Mentor",
    Relation.PEER: "Peer",
}

BETTER: dict[Better, str] = {Better.HIGHER: "Higher is better", Better.LOWER: "Lower is better"}

OBSERVED = ("under 5 hours", "5 to 20 hours", "20 to 60 hours", "over 60 hours")
"""How long the person saw the student at work."""

WHO_SEES = (
    "The student sees all of it, with your name.",
    "People to whom the student shows this experience see your name, your role, what you declare and what you ticked.",
    "The school’s coordinators see that you confirmed the facts, not what you ticked.",
    "It never becomes a grade, and nobody uses it for promotion.",
)
"""What the person who ticks is told before they do."""


def period(entry: Entry) -> str:
    """`Aug 2025 – Mar 2026`; one month is said once, and what goes on says so."""
    first = f"{entry.starts:%b %Y}"
    if entry.ends is None:
        return f"{first} – now"
    last = f"{entry.ends:%b %Y}"
    return first if first == last else f"{first} – {last}"
