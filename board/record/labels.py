"""The record's words."""

from dataclasses import dataclass

from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.dates import say_full_date
from board.kernel.wording import listed
from board.record.models import Assessment, Better, Entry, EntryKind, Grade, Relation, Source

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
    "The school’s coordinators see that you confirmed the facts and from which address, not what you ticked.",
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


GRADES: dict[Grade, str] = {
    Grade.APPROVED: "Confirmed by an approved supervisor",
    Grade.CERTIFICATE: "Shown by a certificate",
    Grade.OUTSIDE: "Said by somebody outside",
}
"""Whose word it is: the same words on every page, paper, file and badge."""

WEIGHT: dict[Grade, str] = {
    Grade.APPROVED: "Your answer counts as the word of an approved supervisor: the school signs for it.",
    Grade.OUTSIDE: (
        "The school does not know you as a supervisor. Your answer is shown as said by somebody outside, with your "
        "name and the part of your address after the @, and the school does not sign for it."
    ),
}
"""What the person who ticks is told about the weight of their word."""


@dataclass(frozen=True)
class MarkLabel:
    """One line under an experience: whose word it is, and that word."""

    grade: Grade
    words: str

    @property
    def counts(self) -> bool:
        """The school stands behind it."""
        return self.grade is not Grade.OUTSIDE


def marks(entry: Entry) -> list[MarkLabel]:
    """Who confirmed it as it stands, then who said so from outside."""
    own = [MarkLabel(entry.grade, _confirmed(entry, entry.grade))] if entry.grade is not None else []
    return own + [MarkLabel(Grade.OUTSIDE, said_outside(assessment)) for assessment in entry.outside]


def _confirmed(entry: Entry, grade: Grade) -> str:
    at = say_full_date(entry.verified_on) if entry.verified_on else ""
    whose = ", ".join(part for part in (entry.verified_by, entry.verified_role, at) if part)
    if grade is Grade.CERTIFICATE or entry.words_verified:
        return f"{GRADES[grade]}: {whose}"
    return f"Role, dates and hours {GRADES[grade][0].lower()}{GRADES[grade][1:]}: {whose}"


def mark_step(act: AuditEntry) -> str:
    """What happened to a mark, in its timeline."""
    if act.verb == "record.verify":
        return f"confirmed through the link sent to {act.changes['by_mail'][1]}"
    if act.verb == "record.withdraw-mark":
        return f"withdrawn by a coordinator: {act.changes['reason'][1]}"
    changed = listed([name.replace("_", " ") for name in act.changes if name != "verified_by"])
    return f"changed ({changed}), so the mark by {act.changes['verified_by'][0]} is gone"


def said_outside(seen: Assessment) -> str:
    """The word of somebody whom the school does not know, with the domain of their address."""
    who = ", ".join(part for part in (seen.rater_name, seen.rater_role) if part)
    return f"{GRADES[Grade.OUTSIDE]}: {who} ({seen.domain or 'address unknown'}), {say_full_date(clock.day(seen.at))}"


def told_by(seen: Assessment) -> str:
    """Whose ticks these are, and whether the entry was written anew since, for whoever reads them."""
    who = f"somebody outside, {seen.domain or 'address unknown'}" if seen.is_outside else "approved supervisor"
    return who if seen.is_of_this_version else f"{who}, of an earlier version of this experience"
