"""What an opportunity can be, where it lies, what it builds and what it serves; with the words shown for each."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of leadership work an opportunity is."""

    COMMITTEE_SEAT = "committee-seat"
    FELLOWSHIP = "fellowship"
    INTERNSHIP = "internship"
    VOLUNTEER_ROLE = "volunteer-role"
    QI_PROJECT = "qi-project"
    SEMINAR = "seminar"

    @property
    def label(self) -> str:
        """In plain words."""
        return KINDS[self][0]

    @property
    def singular(self) -> str:
        """One of it, in a sentence."""
        return KINDS[self][1]

    @property
    def plural(self) -> str:
        """More than one of it, in a sentence."""
        return KINDS[self][2]


class Area(StrEnum):
    """The part of medicine that the work belongs to."""

    GENERAL_MANAGEMENT = "general-management"
    CLINICAL_CARE = "clinical-care"
    ADVOCACY = "advocacy"
    PUBLIC_HEALTH = "public-health"
    RESEARCH = "research"
    EDUCATION = "education"

    @property
    def label(self) -> str:
        """In plain words."""
        return self.value.replace("-", " ").capitalize()


class Competency(StrEnum):
    """One of the six observable and measurable parts of leading."""

    PROFESSIONALISM = "professionalism"
    SELF_MANAGEMENT = "self-management"
    TEAM_MANAGEMENT = "team-management"
    INFLUENCE_AND_COMMUNICATION = "influence-and-communication"
    SYSTEMS_BASED_PRACTICE = "systems-based-practice"
    EXECUTING_TOWARD_A_VISION = "executing-toward-a-vision"

    @property
    def label(self) -> str:
        """In plain words."""
        return COMPETENCIES[self]


class Aim(StrEnum):
    """What the work is for."""

    PATIENT_OUTCOMES = "patient-outcomes"
    PATIENT_SAFETY = "patient-safety"
    COST = "cost"
    EFFICIENCY = "efficiency"
    STAFF_SATISFACTION = "staff-satisfaction"
    CULTURE = "culture"

    @property
    def label(self) -> str:
        """In plain words."""
        return self.value.replace("-", " ").capitalize()


KINDS: dict[Kind, tuple[str, str, str]] = {
    Kind.COMMITTEE_SEAT: ("Committee or council seat", "committee or council seat", "committee and council seats"),
    Kind.FELLOWSHIP: ("Nonclinical fellowship", "nonclinical fellowship", "nonclinical fellowships"),
    Kind.INTERNSHIP: ("Nonclinical internship", "nonclinical internship", "nonclinical internships"),
    Kind.VOLUNTEER_ROLE: ("Volunteer role", "volunteer role", "volunteer roles"),
    Kind.QI_PROJECT: ("QI project", "QI project", "QI projects"),
    Kind.SEMINAR: ("Leadership seminar", "leadership seminar", "leadership seminars"),
}
"""As a label; one of it in a sentence; many of it in a sentence."""

COMPETENCIES: dict[Competency, str] = {
    Competency.PROFESSIONALISM: "Professionalism",
    Competency.SELF_MANAGEMENT: "Self-management",
    Competency.TEAM_MANAGEMENT: "Team management",
    Competency.INFLUENCE_AND_COMMUNICATION: "Influence and communication",
    Competency.SYSTEMS_BASED_PRACTICE: "Systems-based practice",
    Competency.EXECUTING_TOWARD_A_VISION: "Executing toward a vision",
}
