"""What a mentor can be and offer, and how people like to meet; with the words shown for each."""

from enum import StrEnum

from board.vocabulary.words import Area, Competency


class MentorKind(StrEnum):
    """How far ahead a mentor is, from the nearest to the furthest."""

    PEER = "peer"
    RESIDENT = "resident"
    FACULTY = "faculty"

    @property
    def label(self) -> str:
        """In plain words."""
        return {"peer": "Student", "resident": "Resident", "faculty": "Faculty"}[self.value]


class Style(StrEnum):
    """How a mentor likes to work."""

    STRUCTURED = "structured"
    OPEN = "open"
    HANDS_ON = "hands-on"


class Frequency(StrEnum):
    """How often two people meet."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def days(self) -> int:
        """From one meeting to the next."""
        return {"weekly": 7, "fortnightly": 14, "monthly": 30, "quarterly": 91}[self.value]


OFFERS: dict[str, str] = {
    "career": "Career and specialty choice",
    "research": "Research",
    "wellness": "Wellness and balance",
    "leadership": "Leadership",
    "near-peer": "Near-peer: the next year, first hand",
}
CHANNELS: dict[str, str] = {"in-person": "In person", "video": "Video call", "phone": "Phone"}
FREQUENCIES: dict[str, str] = {
    "weekly": "Every week",
    "fortnightly": "Every two weeks",
    "monthly": "Every month",
    "quarterly": "Every three months",
}
STYLES: dict[str, str] = {
    "structured": "With a plan and an agenda",
    "open": "As the talk goes",
    "hands-on": "By working on something together",
}
LANGUAGES: dict[str, str] = {
    "en": "English",
    "es": "Spanish",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "ar": "Arabic",
    "fr": "French",
    "ko": "Korean",
    "ru": "Russian",
    "pt": "Portuguese",
    "hi": "Hindi",
    "de": "German",
    "asl": "American Sign Language",
}
SPECIALTIES: dict[str, tuple[str, str]] = {
    "family-medicine": ("Family medicine", "primary care"),
    "internal-medicine": ("Internal medicine", "primary care"),
    "pediatrics": ("Pediatrics", "primary care"),
    "geriatrics": ("Geriatrics", "primary care"),
    "cardiology": ("Cardiology", "medicine"),
    "oncology": ("Oncology", "medicine"),
    "infectious-disease": ("Infectious disease", "medicine"),
    "nephrology": ("Nephrology", "medicine"),
    "dermatology": ("Dermatology", "medicine"),
    "general-surgery": ("General surgery", "surgery"),
    "orthopedics": ("Orthopedics", "surgery"),
    "neurosurgery": ("Neurosurgery", "surgery"),
    "urology": ("Urology", "surgery"),
    "obstetrics-gynecology": ("Obstetrics and gynecology", "surgery"),
    "emergency-medicine": ("Emergency medicine", "acute care"),
    "anesthesiology": ("Anesthesiology", "acute care"),
    "critical-care": ("Critical care", "acute care"),
    "psychiatry": ("Psychiatry", "mind and nerves"),
    "neurology": ("Neurology", "mind and nerves"),
    "physical-medicine": ("Physical medicine", "mind and nerves"),
    "radiology": ("Radiology", "diagnostics"),
    "pathology": ("Pathology", "diagnostics"),
    "preventive-medicine": ("Preventive medicine", "public health"),
}
"""The name of each, and the family of those next to it."""

BACKGROUNDS: dict[str, str] = {
    "first-generation": "First in the family at college or in medicine",
    "underrepresented": "From a group underrepresented in medicine",
    "woman": "Woman in medicine",
    "lgbtq": "LGBTQ+",
    "international": "Came from another country",
    "parent": "Parent or carer",
    "disability": "Living with a disability or long illness",
    "faith": "Person of faith",
    "rural": "From a rural place",
    "veteran": "Served in the military",
    "career-changer": "Had another career before",
}
"""Only ever said by a person of themself, and only used where both sides asked for it."""

DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday"}
PARTS = {"morning": "before class", "midday": "midday", "evening": "evening"}
WEEKEND = {"weekend": "Weekend"}
"""A day of its own, without parts."""
TIMES: dict[str, str] = {
    f"{day}-{part}": f"{name} {words}" for day, name in DAYS.items() for part, words in PARTS.items()
} | WEEKEND

TOPICS: dict[str, str] = (
    {area.value: area.label for area in Area}
    | {competency.value: competency.label for competency in Competency}
    | OFFERS
)
"""What a mentee may want and a mentor may offer: areas, competencies, and kinds of help."""


def named(words: dict[str, str], keys: list[str]) -> list[str]:
    """The words for what was chosen, in the order of the list they come from."""
    return [label for key, label in words.items() if key in keys]


def specialties(keys: list[str]) -> list[str]:
    """The names of specialties."""
    return [name for key, (name, _) in SPECIALTIES.items() if key in keys]


_LISTS: dict[str, dict[str, str]] = {
    "topics": TOPICS,
    "offers": OFFERS,
    "channels": CHANNELS,
    "frequencies": FREQUENCIES,
    "styles": STYLES,
    "languages": LANGUAGES,
    "times": TIMES,
    "stages": {mentor_kind.value: mentor_kind.label for mentor_kind in MentorKind},
    "specialties": {key: name for key, (name, _) in SPECIALTIES.items()},
}


def words_of(keys: list[str], of: str) -> list[str]:
    """The same by the name of the list, for pages."""
    return named(_LISTS[of], keys)
