"""The columns of a file of postings, and which of somebody's own columns is which of them."""

from collections.abc import Mapping, Sequence

from board.vocabulary import import_words

COLUMNS: dict[str, str] = {
    "title": "Title",
    "organisation": "Organisation",
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
    "programmes": "Programmes",
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
NOT_USED = "-"


def match(heading: Sequence[str], chosen: Mapping[int, str], remembered: Mapping[str, str]) -> dict[int, str]:
    """Place of their column → our column: as chosen now, as chosen for a file before, or as the heading reads."""
    matched = {at: ours for at, ours in chosen.items() if ours in COLUMNS and at < len(heading)}

    def as_before(name: str) -> str:
        return remembered.get(import_words.plain(name), "")

    guesses = (_exactly, _nearly, _in_many_words)
    rounds = [(as_before, True), *((guess, False) for guess in guesses), *((guess, True) for guess in guesses)]
    for guess, takes_lesser in rounds:
        for at, name in enumerate(heading):
            ours = "" if at in matched or at in chosen else guess(name)
            if ours == "deadline" and not takes_lesser and is_lesser_deadline(name):
                continue
            if ours in COLUMNS and ours not in matched.values() and not _is_set_aside(name, remembered):
                matched[at] = ours
    if "description" not in matched.values():
        summary = next((at for at, ours in matched.items() if ours == "summary" and at not in chosen), None)
        if summary is not None:
            matched[summary] = "description"
    return dict(sorted(matched.items()))


def rivals(
    heading: Sequence[str], matched: Mapping[int, str], chosen: Mapping[int, str], remembered: Mapping[str, str]
) -> dict[int, int]:
    """Place of a column that nobody chose and that is not used → place of the one that took what it reads as."""
    places = {ours: at for at, ours in matched.items()}
    by_key = {}
    for at, name in enumerate(heading):
        is_settled = at in matched or at in chosen or _is_set_aside(name, remembered)
        ours = "" if is_settled else _exactly(name) or _nearly(name)
        if not is_settled and not ours and _in_many_words(name) == "deadline":
            ours = "deadline"
        if ours in places:
            by_key[at] = places[ours]
    return by_key


def is_lesser_deadline(name: str) -> bool:
    """Whether it is the heading of an `Early deadline` or the like, which somebody may miss and still apply."""
    return not import_words.bare(name).isdisjoint(import_words.WORDS["lesser_deadline"]["words"])


def problem(matched: Mapping[int, str]) -> str:
    """Why a file cannot be read with these columns, in a sentence; empty when it can."""
    ours = list(matched.values())
    twice = next((name for name in ours if ours.count(name) > 1), "")
    if twice:
        return f"Two of your columns would become the {COLUMNS[twice].lower()}. Choose one of them."
    lacking = [name for name in NEEDED if name not in ours]
    return f"Choose which of your columns is the {' and which the '.join(lacking)}." if lacking else ""


def named(name: str) -> str:
    """Our column of this name, as people may type it; empty when there is none."""
    return _exactly(name) or _nearly(name)


def label_of(field: str) -> str:
    """What the page calls the column that holds a field of a posting."""
    field = "closes_at" if field == "is_deadline_unstated" else field
    column = next((column for column, name in FIELDS.items() if name == field), field)
    return COLUMNS.get(column, column)


def is_heading(cell: str) -> bool:
    """Whether a cell reads like the heading of a column of ours."""
    return bool(cell.strip()) and bool(_exactly(cell) or _nearly(cell))


def _is_set_aside(name: str, remembered: Mapping[str, str]) -> bool:
    return remembered.get(import_words.plain(name)) == NOT_USED


def _exactly(name: str) -> str:
    without_note = name.partition("(")[0]
    known = import_words.by_word("headings")
    return known.get(import_words.plain(name)) or known.get(import_words.plain(without_note), "")


def _nearly(name: str) -> str:
    return import_words.by_singular("headings").get(import_words.singular(name), "")


def _in_many_words(name: str) -> str:
    """`What is the name of the organization?`: by the words that carry the meaning."""
    asked = import_words.bare(name)
    meant = {ours for theirs, ours in import_words.by_word("headings").items() if import_words.bare(theirs) == asked}
    if not meant:
        known = {theirs: ours for theirs, ours in import_words.by_word("headings").items() if theirs in _TELLING}
        meant = {ours for theirs, ours in known.items() if theirs in asked}
    return meant.pop() if len(meant) == 1 else ""


_TELLING = frozenset(
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
)
"""Words that make a long heading theirs wherever they stand in it."""


def understood_words() -> dict[str, dict[str, list[str]]]:
    """What people may write, for the page that tells them: headings, kinds, areas."""
    return {table: import_words.WORDS[table] for table in ("headings", "kinds", "areas")}
