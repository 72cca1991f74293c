"""The words of requests for a correction."""

from board.rights.models import AmendmentPart, AmendmentState

STATES: dict[AmendmentState, tuple[str, str]] = {
    AmendmentState.ASKED: ("Waits for the office", "brand"),
    AmendmentState.CORRECTED: ("Corrected", "good"),
    AmendmentState.REFUSED: ("Not corrected", "muted"),
    AmendmentState.HEARING: ("Waits for a hearing", "brand"),
    AmendmentState.UPHELD: ("Not corrected after a hearing", "muted"),
    AmendmentState.WITHDRAWN: ("Withdrawn", "muted"),
}
PARTS: dict[AmendmentPart, str] = {
    AmendmentPart.ACCOUNT: "My account, or what the registrar says of me",
    AmendmentPart.APPLICATION: "An application, or what was decided on it",
    AmendmentPart.PLACEMENT: "A placement or its hours",
    AmendmentPart.MENTORING: "Mentoring",
    AmendmentPart.LEARNING: "Learning and certificates",
    AmendmentPart.RECORD: "What others confirmed in my leadership record",
    AmendmentPart.OTHER: "Something else",
}
PARTS_FOR_OFFICE: dict[AmendmentPart, str] = {
    AmendmentPart.ACCOUNT: "The account, or what the registrar says",
    AmendmentPart.APPLICATION: "An application, or what was decided on it",
    AmendmentPart.PLACEMENT: "A placement or its hours",
    AmendmentPart.MENTORING: "Mentoring",
    AmendmentPart.LEARNING: "Learning and certificates",
    AmendmentPart.RECORD: "What others confirmed in the leadership record",
    AmendmentPart.OTHER: "Something else",
}
STEPS: dict[str, str] = {
    "correct": "corrected",
    "refuse": "not corrected",
    "withdraw": "withdrawn",
    "ask-hearing": "a hearing was asked for",
}
"""What each step of a timeline was."""
TASKS: dict[str, str] = {
    "asked": "{name} asks for a correction of the record",
    "hearing": "{name} asks for a hearing on a correction",
    "stated": "{name} put a statement beside the record",
    "due-10": "An answer to {name} is due in 10 days or less",
    "due-2": "An answer to {name} is due in 2 days or less",
}
"""What the office is told, by what happened."""
