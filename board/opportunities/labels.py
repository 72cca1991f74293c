"""The words and the tone for each standing, per audience."""

from board.opportunities.models import Part, Pay, PlaceMode, Standing

FOR_STUDENTS: dict[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("Not on the board", "muted"),
    Standing.IN_REVIEW: ("Not on the board", "muted"),
    Standing.CHANGES_ASKED: ("Not on the board", "muted"),
    Standing.SCHEDULED: ("Opens soon", "brand"),
    Standing.OPEN: ("Open", "good"),
    Standing.CLOSED: ("Closed", "muted"),
    Standing.FILLED: ("Filled", "muted"),
    Standing.NOT_FILLED: ("Closed", "muted"),
    Standing.CANCELLED: ("Called off", "loss"),
    Standing.ARCHIVED: ("Closed", "muted"),
}

FOR_POSTERS: dict[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("Draft", "plain"),
    Standing.IN_REVIEW: ("Waits for approval", "warm"),
    Standing.CHANGES_ASKED: ("Changes asked", "warm"),
    Standing.SCHEDULED: ("Scheduled", "brand"),
    Standing.OPEN: ("Open", "good"),
    Standing.CLOSED: ("Closed, to decide", "warm"),
    Standing.FILLED: ("Filled", "good"),
    Standing.NOT_FILLED: ("Not filled", "muted"),
    Standing.CANCELLED: ("Called off", "loss"),
    Standing.ARCHIVED: ("Archived", "muted"),
}

PAY: dict[Pay, str] = {
    Pay.NONE: "Unpaid",
    Pay.EXPENSES: "Expenses paid",
    Pay.STIPEND: "Stipend",
    Pay.COURSE_CREDIT: "Course credit",
}

NOT_STATED = "Not stated"
"""For what nobody has said of a posting: its pay, where it is, its hours, its openings."""

PLACES: dict[PlaceMode, str] = {
    PlaceMode.ON_SITE: "On site",
    PlaceMode.HYBRID: "Hybrid",
    PlaceMode.REMOTE: "Remote",
}

PAPERS: dict[str, str] = {
    "cv": "CV, a PDF",
    "statement": "Written in the form",
    "letter": "Letter, a PDF",
    "transcript": "Transcript, a PDF",
    "other": "Another PDF",
}
"""The kinds of paper that a posting may ask for."""

QUESTIONS: dict[str, str] = {
    "short": "A line",
    "long": "A few paragraphs",
    "choice": "One of a list",
    "yes-no": "Yes or no",
}
"""The kinds of answer that a question may want."""

MOVES: dict[str, str] = {
    "submit": "sent for approval",
    "publish": "put on the board",
    "ask-changes": "a change was asked for",
    "return-to-review": "back for approval",
    "fill": "the last place was taken",
    "reopen": "open again",
    "give-up": "closed without anybody",
    "cancel": "called off",
    "archive": "put away",
}
"""What each verb did, in a timeline."""

JOINED: dict[Part, str] = {
    Part.CO_OWNER: "You own “{}” together with others now: you read, decide and answer.",
    Part.REVIEWER: "You review applications for “{}” now: you read and score.",
}
"""What somebody who is made a part of a posting is told."""

MATERIAL: dict[str, str] = {
    "title": "the title",
    "kind": "the kind",
    "host": "the host",
    "description": "the work",
    "place": "the place",
    "place_mode": "the place",
    "hours_from": "the hours a week",
    "hours_to": "the hours a week",
    "days_away": "the days away from class",
    "term_starts": "the term",
    "term_ends": "the term",
    "seats": "the number of places",
    "pay": "the pay",
    "pay_amount": "the pay",
    "class_years": "who may apply",
    "programmes": "who may apply",
    "good_standing": "who may apply",
    "membership": "who may apply",
    "eligibility_note": "who may apply",
    "opens_at": "the day it opens",
    "closes_at": "the deadline",
    "answer_by": "the day of the answer",
    "supervisor": "the supervisor",
}
"""What matters to applicants, and the words for it on the page when it is changed."""
