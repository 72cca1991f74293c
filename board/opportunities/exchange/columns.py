"""The columns of a file of postings, and which of somebody's own columns is which of them."""

from collections.abc import Mapping, Sequence

from board.vocabulary import import_words
from board.vocabulary.headings import NOT_USED as NOT_USED
from board.vocabulary.headings import Headings, is_set_aside

COLUMNS: dict[str, str] = {
    "title": "Title",
    "organisation": "Organization",
    "kind": "Kind",
    "area": "Areas",
    "description": "Description",
    "location": "Location",
    "deadline": "Deadline",
    "url": "External link",
    "source": "Where it was found",
    "summary": "Summary",
    "competencies": "Competencies",
    "aims": "Aims",
    "tags": "Tags",
    "place_mode": "On site, hybrid or remote",
    "hours": "Hours a week",
    "hours_from": "Hours a week, from",
    "hours_to": "Hours a week, to",
    "days_away": "Days away from class",
    "term_starts": "Term starts",
    "term_ends": "Term ends",
    "openings": "Openings",
    "alternates": "Alternates",
    "pay": "Pay",
    "pay_amount": "Stipend in dollars",
    "class_years": "Class years",
    "programmes": "Programs",
    "good_standing": "Good standing required",
    "approval_needed": "Dean’s approval required",
    "membership": "Membership required",
    "eligibility": "Eligibility",
    "application_documents": "Documents to apply with",
    "application_questions": "Questions to applicants",
    "opens": "Opens on",
    "deadline_time": "Time of the deadline",
    "time_zone": "Time zone",
    "decision_by": "Decision by",
    "supervisor": "Supervisor",
    "contact": "Contact",
    "contact_email": "Contact’s email",
    "last_checked": "Last checked on",
    "in_name_of": "Posted in the name of",
    "owners": "Owners’ emails",
    "co_owners": "Co-owners’ emails",
    "reviewers": "Reviewers’ emails",
    "posting_state": "State of the posting",
    "state_note": "Note on its state",
    "moves": "Its moves so far",
    "published_at": "Published at",
    "posting_key": "Key of the posting",
}
"""Name in a file → name on the page. The first nine are the oldest."""
ONLY_READ = ("hours", "contact_email", "deadline_time")
"""Columns that people write and we do not: `2 to 4`; the email of a contact, beside the name; an hour beside a day."""
FIELDS = {
    "organisation": "host",
    "in_name_of": "organisation_id",
    "area": "areas",
    "location": "place",
    "deadline": "closes_at",
    "opens": "opens_at",
    "url": "link",
    "openings": "seats",
    "eligibility": "eligibility_note",
    "decision_by": "answer_by",
}
"""Our column → the posting's own name for it, where they differ."""
NEEDED = ("title", "organisation")
DATES = ("deadline", "opens", "term_starts", "term_ends", "decision_by", "last_checked")
HEADINGS = Headings(
    "headings",
    COLUMNS,
    telling=frozenset(
        (
            "deadline",
            "organization",
            "organisation",
            "description",
            "stipend",
            "supervisor",
            "eligibility",
            "location",
            "url",
        )
    ),
)


def match(heading: Sequence[str], chosen: Mapping[int, str], remembered: Mapping[str, str]) -> dict[int, str]:
    """Place of their column → our column: as chosen now, as chosen for a file before, or as the heading reads."""
    matched = HEADINGS.match(
        heading, chosen, remembered, is_lesser=lambda ours, name: ours == "deadline" and is_lesser_deadline(name)
    )
    if "description" not in matched.values():
        summary = next((at for at, ours in matched.items() if ours == "summary" and at not in chosen), None)
        if summary is not None:
            matched[summary] = "description"
    return matched


def rivals(
    heading: Sequence[str], matched: Mapping[int, str], chosen: Mapping[int, str], remembered: Mapping[str, str]
) -> dict[int, int]:
    """Place of a column that nobody chose and that is not used → place of the one that took what it reads as."""
    places = {ours: at for at, ours in matched.items()}
    by_key = {}
    for at, name in enumerate(heading):
        is_settled = at in matched or at in chosen or is_set_aside(name, remembered)
        ours = "" if is_settled else HEADINGS.exactly(name) or HEADINGS.nearly(name)
        if not is_settled and not ours and HEADINGS.in_many_words(name) == "deadline":
            ours = "deadline"
        if ours in places:
            by_key[at] = places[ours]
    return by_key


def is_lesser_deadline(name: str) -> bool:
    """Whether it is the heading of an `Early deadline` or the like, which somebody may miss and still apply."""
    return not import_words.bare(name).isdisjoint(import_words.WORDS["lesser_deadline"]["words"])


def problem(matched: Mapping[int, str]) -> str:
    """Why a file cannot be read with these columns, in a sentence; empty when it can."""
    if twice := HEADINGS.twice(matched):
        return twice
    lacking = [name for name in NEEDED if name not in matched.values()]
    return f"Choose which of your columns is the {' and which the '.join(lacking)}." if lacking else ""


def named(name: str) -> str:
    """Our column of this name, as people may type it; empty when there is none."""
    return HEADINGS.named(name)


def label_of(field: str) -> str:
    """What the page calls the column that holds a field of a posting."""
    field = "closes_at" if field == "is_deadline_unstated" else field
    column = next((column for column, name in FIELDS.items() if name == field), field)
    return COLUMNS.get(column, column)


def is_heading(cell: str) -> bool:
    """Whether a cell reads like the heading of a column of ours."""
    return HEADINGS.is_heading(cell)


def understood_words() -> dict[str, dict[str, list[str]]]:
    """What people may write, for the page that tells them: headings, kinds, areas."""
    return {table: import_words.WORDS[table] for table in ("headings", "kinds", "areas")}
