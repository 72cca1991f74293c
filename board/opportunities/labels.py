"""The words and the tone for each status, per audience."""

from collections.abc import Collection
from datetime import datetime

from board.kernel.wording import plural
from board.opportunities.models import ListedPosting, Opportunity, Pay, PlaceMode, PostingRole, PostingStatus

FOR_STUDENTS: dict[PostingStatus, tuple[str, str]] = {
    PostingStatus.DRAFT: ("Not on the board", "muted"),
    PostingStatus.IN_REVIEW: ("Not on the board", "muted"),
    PostingStatus.CHANGES_ASKED: ("Not on the board", "muted"),
    PostingStatus.SCHEDULED: ("Opens soon", "brand"),
    PostingStatus.OPEN: ("Open", "good"),
    PostingStatus.CLOSED: ("Closed", "muted"),
    PostingStatus.FILLED: ("Filled", "muted"),
    PostingStatus.NOT_FILLED: ("Closed", "muted"),
    PostingStatus.CANCELLED: ("Canceled", "loss"),
    PostingStatus.ARCHIVED: ("Closed", "muted"),
    PostingStatus.ON_HOLD: ("On hold", "muted"),
}

FOR_POSTERS: dict[PostingStatus, tuple[str, str]] = {
    PostingStatus.DRAFT: ("Draft", "plain"),
    PostingStatus.IN_REVIEW: ("Waits for approval", "warm"),
    PostingStatus.CHANGES_ASKED: ("Changes asked", "warm"),
    PostingStatus.SCHEDULED: ("Scheduled", "brand"),
    PostingStatus.OPEN: ("Open", "good"),
    PostingStatus.CLOSED: ("Closed, to decide", "warm"),
    PostingStatus.FILLED: ("Filled", "good"),
    PostingStatus.NOT_FILLED: ("Not filled", "muted"),
    PostingStatus.CANCELLED: ("Canceled", "loss"),
    PostingStatus.ARCHIVED: ("Archived", "muted"),
    PostingStatus.ON_HOLD: ("On hold: needs an owner", "warm"),
}

NOTES: dict[PostingStatus, tuple[str, str]] = {
    **dict.fromkeys(
        (PostingStatus.CLOSED, PostingStatus.FILLED, PostingStatus.NOT_FILLED),
        ("It takes no applications any more. Its page stays, so that you see what was asked.", "plain"),
    ),
    PostingStatus.ON_HOLD: ("It is on hold and takes no applications now. What you sent or saved is kept.", "warm"),
    PostingStatus.CANCELLED: ("It was canceled. ", "loss"),
}
"""What stands above a posting that takes no applications; after a call-off comes its reason."""

PARTS: dict[PostingRole, str] = {
    PostingRole.OWNER: "Owner",
    PostingRole.CO_OWNER: "Owner too",
    PostingRole.REVIEWER: "Reviewer",
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
    "fill": "the last opening was filled",
    "reopen": "open again",
    "give-up": "closed without anybody",
    "cancel": "canceled",
    "archive": "put away",
    "hold": "on hold",
    "release": "back on the board",
}
"""What each verb did, in a timeline."""

JOINED: dict[PostingRole, str] = {
    PostingRole.CO_OWNER: "You own “{}” together with others now: you read, decide and answer.",
    PostingRole.REVIEWER: "You review applications for “{}” now: you read and score.",
}
"""What somebody who is made a part of a posting is told."""

CHANGED: dict[str, str] = {
    "title": "the title",
    "kind": "the kind",
    "host": "the host",
    "summary": "the summary",
    "description": "the description",
    "areas": "the areas",
    "competencies": "the competencies",
    "aims": "the aims",
    "tags": "the tags",
    "place": "the location",
    "place_mode": "the location",
    "hours_from": "the hours a week",
    "hours_to": "the hours a week",
    "days_away": "the days away from class",
    "term_starts": "the term",
    "term_ends": "the term",
    "seats": "the number of openings",
    "alternates": "the number of alternates",
    "pay": "the pay",
    "pay_amount": "the pay",
    "class_years": "who may apply",
    "programmes": "who may apply",
    "good_standing": "who may apply",
    "approval_needed": "who may apply",
    "membership": "who may apply",
    "eligibility_note": "who may apply",
    "asked": "what you need to apply",
    "opens_at": "the day it opens",
    "closes_at": "the deadline",
    "is_deadline_unstated": "the deadline",
    "time_zone": "the time zone of the deadline",
    "answer_by": "the day of the decision",
    "supervisor": "the supervisor",
    "contact": "the contact",
    "link": "the external link",
    "source": "where it was found",
    "last_checked": "the day it was checked",
}
"""Everything that an edit may change, in the order of the form, and the words for it: on the page, in the log, in the
comparison that a coordinator reads."""

UNTOLD = {"tags", "source", "last_checked"}
"""What no applicant reads: it makes no dated line on the page."""


def label_for_students(opportunity: Opportunity | ListedPosting, now: datetime) -> tuple[str, str]:
    """How it stands for whoever may apply: open is not all, where no opening is free."""
    if not is_full_for_now(opportunity, now):
        return FOR_STUDENTS[opportunity.status_at(now)]
    return ("Open: waiting list" if opportunity.alternates else "Open: none free now"), "warm"


def is_full_for_now(opportunity: Opportunity | ListedPosting, now: datetime) -> bool:
    """It takes applications, and every opening is accepted or offered."""
    return opportunity.is_open(now) and opportunity.openings.free == 0


def words_on_full(opportunity: Opportunity, now: datetime) -> str:
    """What an application means while no opening is free; empty while one is."""
    if not is_full_for_now(opportunity, now):
        return ""
    if opportunity.alternates:
        return "No opening is free now. You can apply for the waiting list: who is on it is asked when one frees up."
    return "No opening is free now: each is accepted or offered. You can apply all the same, since one may free up."


def note_above(opportunity: Opportunity, now: datetime) -> tuple[str, str] | None:
    """Why it takes no applications, and the tone; None where it does, or was never out."""
    note = NOTES.get(opportunity.status(now))
    if note is None or not opportunity.is_called_off:
        return note
    words, tone = note
    return words + (opportunity.moves[-1].note if opportunity.moves else ""), tone


def changed_words(changed: Collection[str]) -> list[str]:
    """What was changed, each thing once, in the order of the form."""
    return list(dict.fromkeys(words for name, words in CHANGED.items() if name in changed))


def hours_words(low: int | None, high: int | None) -> str:
    """`2–4 hours a week`, `up to 8 hours a week`, `10 or more hours a week`."""
    if low is None and high is None:
        return ""
    if low is None or (low == 0 and high):
        return f"up to {plural(high or 0, 'hour')} a week"
    if high is None:
        return f"{low} or more hours a week"
    if low == high:
        return f"{plural(low, 'hour')} a week"
    return f"{low}–{high} hours a week"
