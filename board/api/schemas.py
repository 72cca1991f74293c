"""What programs ask and what they are answered: each field with what it means, as the OpenAPI document says it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from board.api.fields import DeadlineKind, PostingPage, StatusNow
from board.opportunities.models import Pay, PlaceMode
from board.opportunities.search_params import CLOSING, FACETS, MOST_LETTERS, MOST_VALUES, NOT_STATED, SEASONS, UNDATED
from board.record.models import EntryKind, Grade, Source
from board.school import settings as school_settings
from board.vocabulary.words import Aim, Area, Competency, Kind

MOST_PAGES = 10_000


def said(description: str) -> dict[str, Any]:
    """What a field means, as the document says it."""
    return {"metadata": {"description": description}}


def words_of(description: str, vocabulary: type[StrEnum] | None = None) -> fields.List[Any]:
    """Several words; of a vocabulary, where there is one."""
    known = validate.OneOf([word.value for word in vocabulary]) if vocabulary else None
    return fields.List(fields.String(validate=known), required=True, **said(description))


FACET_MEANS = {
    "kind": "What sort of leadership work it is.",
    "area": "The part of medicine that it belongs to.",
    "competency": "What it builds.",
    "place": "Where the work is done: `on-site`, `hybrid`, `remote`, or `not-stated`.",
    "pay": "What it gives besides itself: `none`, `expenses`, `stipend`, `course-credit`, or `not-stated`.",
    "season": "The season in which its term begins: `winter`, `spring`, `summer` or `fall`.",
    "year": "A class year that may apply, in the school’s words.",
    "host": "The body that offers it, exactly as it is written.",
}


FACET_VALUES: dict[str, list[str]] = {
    "kind": [*Kind],
    "area": [*Area],
    "competency": [*Competency],
    "place": [*PlaceMode, NOT_STATED],
    "pay": [*Pay, NOT_STATED],
    "season": [*SEASONS],
}
"""Of the facets that have the same values at every school."""


def _check(name: str, known: list[str] | None) -> Callable[[str], Any]:
    if name == "year":
        return _refuse_unknown_year
    return validate.OneOf([str(each) for each in known]) if known else validate.Length(min=1, max=200)


def _refuse_unknown_year(value: str) -> None:
    years = [str(year) for year in school_settings.class_years]
    if value not in years:
        raise ValidationError(f"Must be one of: {', '.join(years)}.")


def facet(name: str) -> fields.List[Any]:
    """Values of one facet; several are alternatives. One that there is not is refused: a slip would find nothing."""
    known = FACET_VALUES.get(name)
    value = fields.String(validate=_check(name, known))
    more = "Given several times, each is an alternative."
    return fields.List(value, validate=validate.Length(max=MOST_VALUES), **said(f"{FACET_MEANS[name]} {more}"))


PostingFilters = Schema.from_dict({name: facet(name) for name in FACETS}, name="PostingFilters")


class PostingQuery(PostingFilters):  # type: ignore[misc,valid-type]  # a class that is made of the list of facets
    """What may be asked of the list: the filters of the page, by the names that its address has."""

    class Meta:
        unknown = RAISE

    q = fields.String(
        validate=validate.Length(max=MOST_LETTERS),
        **said("Words to look for, as in the box of the page: quotes, `-without`, `kind:seat`."),
    )
    hours_max = fields.Integer(validate=validate.Range(1, 60), **said("At most so many hours in a week."))
    closing = fields.String(
        validate=validate.OneOf((*CLOSING, *UNDATED)), **said("Closes within so many days, or never.")
    )
    sort = fields.String(
        validate=validate.OneOf(("closing", "newest", "match")),
        **said("The order. Without it: `match` where there are words, else `closing`, the soonest first."),
    )
    page = fields.Integer(validate=validate.Range(1, MOST_PAGES), **said("Which page of the list."))


class PostingSchema(Schema):
    """One posting, as anybody reads it on its page."""

    id = fields.Integer(required=True, **said("Its number, which is never given out again."))
    url = PostingPage(required=True, dump_only=True, attribute="id", **said("Its page."))
    status = StatusNow(required=True, **said("How it stands at this instant."))
    title = fields.String(required=True)
    summary = fields.String(required=True)
    description = fields.String(required=True, **said("Markdown."))
    kind = fields.Enum(Kind, by_value=True, required=True)
    host = fields.String(required=True, **said("The body that offers it."))
    areas = words_of("The parts of medicine that it belongs to.", Area)
    competencies = words_of("What it builds.", Competency)
    aims = words_of("What it serves.", Aim)
    tags = words_of("In the poster’s own words.")
    place = fields.String(required=True, **said("Where, in words."))
    place_mode = fields.Enum(PlaceMode, by_value=True, required=True, allow_none=True, **said("null: not stated."))
    hours_from = fields.Integer(required=True, allow_none=True, **said("Hours in a week, at least."))
    hours_to = fields.Integer(required=True, allow_none=True, **said("Hours in a week, at most."))
    days_away = fields.Integer(required=True, allow_none=True, **said("Days away from class."))
    term_starts = fields.Date(required=True, allow_none=True)
    term_ends = fields.Date(required=True, allow_none=True)
    openings = fields.Integer(required=True, allow_none=True, attribute="seats", **said("null: not stated."))
    openings_free = fields.Integer(
        required=True, allow_none=True, attribute="openings.free", **said("Neither accepted nor held by an offer.")
    )
    alternates = fields.Integer(required=True)
    pay = fields.Enum(Pay, by_value=True, required=True, allow_none=True, **said("null: not stated."))
    pay_amount = fields.Integer(required=True, allow_none=True, **said("Of a stipend, in US dollars."))
    class_years = words_of("Who may apply; none: every class year.")
    programs = fields.List(
        fields.String(), required=True, attribute="programmes", **said("Who may apply; none: every program.")
    )
    good_standing = fields.Boolean(required=True, **said("One must be in good standing."))
    membership = fields.String(required=True, **said("Of which body one must be a member; empty: of none."))
    approval_needed = fields.Boolean(required=True, **said("The school must approve it for each student."))
    eligibility_note = fields.String(required=True)
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(required=True, allow_none=True, **said("The first instant that is too late."))
    deadline = DeadlineKind(required=True, **said("Whether there is a `closes_at`; if not, why."))
    time_zone = fields.String(required=True, **said("The zone in which the deadline is told; empty: the school’s."))
    answer_by = fields.Date(required=True, allow_none=True, **said("Until when applicants are answered."))
    supervisor = fields.String(required=True)
    contact = fields.String(required=True)
    link = fields.String(required=True, **said("A page of the host’s; may be empty."))
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True, **said("When its text was last changed."))


class ChoiceSchema(Schema):
    """One value of a facet."""

    value = fields.String(required=True, **said("What to ask with."))
    label = fields.String(required=True, **said("What the page calls it."))
    count = fields.Integer(required=True, **said("How many postings would be left."))
    chosen = fields.Boolean(required=True)


class FacetSchema(Schema):
    """One group of values that narrow the list."""

    name = fields.String(required=True, validate=validate.OneOf(FACETS))
    title = fields.String(required=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)
    others = fields.Integer(required=True, **said("How many further values there are, which are not listed."))


class PostingListSchema(Schema):
    """A page of the list of what is open."""

    total = fields.Integer(required=True, **said("How many there are on all pages."))
    has_every_word = fields.Boolean(
        required=True, **said("false: nothing that is open has every word of `q`, and these have most of them.")
    )
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True, **said("The next page, also in the header `Link`."))
    previous = fields.String(required=True, allow_none=True)
    facets = fields.List(
        fields.Nested(FacetSchema), required=True, **said("What would narrow it; empty while the index is rebuilt.")
    )
    postings = fields.List(fields.Nested(PostingSchema), required=True)


class EntrySchema(Schema):
    """One experience that somebody confirmed."""

    id = fields.Integer(required=True)
    source = fields.Enum(Source, by_value=True, required=True, **said("Where it comes from."))
    kind = fields.Enum(EntryKind, by_value=True, required=True)
    title = fields.String(required=True)
    organization = fields.String(required=True, attribute="organisation")
    place = fields.String(required=True)
    paid = fields.Boolean(required=True)
    areas = words_of("The parts of medicine that it belongs to.", Area)
    competencies = words_of("What it built.", Competency)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True, allow_none=True, **said("null: it goes on."))
    hours = fields.Integer(required=True, allow_none=True)
    description = fields.String(required=True, **said("In the student’s words; Markdown."))
    words_verified = fields.Boolean(required=True, **said("Whoever confirmed it read the description, too."))
    grade = fields.Enum(Grade, by_value=True, required=True, **said("Whose word it is."))
    verified_by = fields.String(required=True)
    verified_role = fields.String(required=True)
    verified_on = fields.Date(required=True)


class CompetencySchema(Schema):
    """What is verified of one competency."""

    competency = fields.Enum(Competency, by_value=True, required=True)
    label = fields.String(required=True)
    entries = fields.Integer(required=True, **said("How many verified experiences built it."))
    hours = fields.Float(required=True, **said("Their hours, in equal parts to each competency that one builds."))


class RecordSchema(Schema):
    """What is verified in the leadership record of the student whose token it is."""

    name = fields.String(required=True)
    class_year = fields.String(required=True)
    program = fields.String(required=True)
    hours = fields.Integer(required=True, **said("Hours of all verified experiences."))
    competencies = fields.List(fields.Nested(CompetencySchema), required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True, **said("The newest first."))


class ProblemSchema(Schema):
    """Why there is no answer (RFC 9457)."""

    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, **said("A sentence for whoever looks after the program."))
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), **said("What is wrong with each parameter.")
    )
