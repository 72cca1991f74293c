"""The applicant list: everybody who applied, as one of the posting's people may see them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from board.accounts.models import User
from board.applications import policy
from board.applications.blind_review import Anonymizer
from board.applications.conflict_sources import ConflictOfInterest
from board.applications.labels import DECISIONS
from board.applications.models import UNDECIDED, Application, ApplicationState, Decision, ListedApplication, Review
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.applications.queries.review import ReviewMark, Scores
from board.opportunities.models import Opportunity, PostingRole
from board.search.folding import fold

UNDECIDED_YET = "none"
"""The filter for applications without a draft decision."""


@dataclass(frozen=True)
class ApplicantListParams:
    """Which rows, in which order: what the address of the applicant list says."""

    words: str = ""
    states: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    reviewer: int | None = None
    decided: str = ""
    unread: bool = False
    score_from: float | None = None
    sort: str = "undecided"

    @property
    def narrows(self) -> bool:
        """Is anything asked for?"""
        return bool(self.words or self.states or self.tags or self.reviewer or self.decided or self.unread) or (
            self.score_from is not None
        )


@dataclass(frozen=True)
class ApplicantRow:
    """One applicant as this viewer may see them. Closed to them, `name` is a number and the rest is empty."""

    application: Application | ListedApplication
    name: str
    conflict: ConflictOfInterest | None
    own: Review | ReviewMark | None
    reviews: tuple[Review | ReviewMark, ...]
    """What was scored, as far as the viewer may see it; with its words in the reader, without them on the list."""
    awaits_own: bool
    """There is more, told after one's own score."""
    readers: tuple[str, ...]
    """Who scores it."""
    decision: Decision | None

    @property
    def whole(self) -> Application:
        """With all that was written and handed in, which only a list that was asked for `whole` brings."""
        if isinstance(self.application, Application):
            return self.application
        raise TypeError("Ask for the list whole.")

    @cached_property
    def scores(self) -> Scores | None:
        """What the visible reviews come to."""
        return review_queries.summary(self.reviews)

    @property
    def awaits_my_score(self) -> bool:
        """It was given to this viewer, who has not scored it; what is decided takes no score any more."""
        return self.own is not None and not self.own.is_saved and self.application.state in UNDECIDED

    @property
    def is_closed(self) -> bool:
        """A conflict closes it to this viewer."""
        return self.conflict is not None and self.conflict.hides


@dataclass(frozen=True)
class ApplicantList:
    """The applicant list, filtered."""

    rows: list[ApplicantRow]
    total: int
    counts: Mapping[ApplicationState, int]
    """In each state, of those that answer everything else that is asked."""
    tags: Mapping[str, int]
    decided: Mapping[str, int]
    anonymizer: Anonymizer
    own_left: int


def applicant_list(
    opportunity: Opportunity, viewer: User, applicant_list_params: ApplicantListParams, *, whole: bool = False
) -> ApplicantList:
    """What the viewer sees, with the same number of questions to the database for two applicants and two hundred.

    `whole` brings what was written and the papers too.
    """
    reader = _reader_of(viewer, opportunity)
    applications: Sequence[Application | ListedApplication] = (
        applicant_list_queries.sent(opportunity.id)
        if whole
        else applicant_list_queries.lines(opportunity.id, with_words=bool(applicant_list_params.words))
    )
    written = review_queries.marks(opportunity.id)
    conflicts = conflict_of_interest_queries.of_person(reader.user_id, opportunity)
    decided = applicant_list_queries.draft_decisions(opportunity.id) if policy.may_choose(viewer, opportunity) else {}
    rows = [
        _row(
            application,
            reader,
            conflicts.get(application.id),
            written.get(application.id, ()),
            decided.get(application.id),
        )
        for application in applications
    ]
    open_rows = [row for row in rows if not row.is_closed]
    in_any_state = replace(applicant_list_params, states=frozenset())
    answering = [row for row in rows if _wants(in_any_state, row, reader.anonymizer, written)]
    in_states = [row for row in answering if _is_in(row, applicant_list_params.states)]
    return ApplicantList(
        rows=in_order(in_states, applicant_list_params.sort),
        total=len(rows),
        counts=_by_life(Counter(row.application.state for row in answering)),
        tags=dict(sorted(Counter(tag for row in open_rows for tag in row.application.tags).items())),
        decided=Counter(row.decision.verb if row.decision else UNDECIDED_YET for row in open_rows),
        anonymizer=reader.anonymizer,
        own_left=sum(row.awaits_my_score for row in open_rows),
    )


def row_of(application: Application, viewer: User) -> ApplicantRow:
    """One applicant, by the same rules."""
    opportunity = application.opportunity
    reader, conflict = _reader_of(viewer, opportunity), conflict_of_interest_queries.between(viewer.id, application)
    decision = (
        applicant_list_queries.draft_decisions(opportunity.id).get(application.id)
        if policy.may_choose(viewer, opportunity)
        else None
    )
    return _row(application, reader, conflict, review_queries.of_application(application.id), decision)


@dataclass(frozen=True)
class _Reader:
    """Who looks, found out once for a list and not for each of its rows."""

    user_id: int
    part: PostingRole | None
    anonymizer: Anonymizer


def _reader_of(viewer: User, opportunity: Opportunity) -> _Reader:
    anonymizer = Anonymizer.of(review_queries.settled(opportunity.id))
    return _Reader(viewer.id, policy.part_of(viewer, opportunity), anonymizer)


def _row(
    application: Application | ListedApplication,
    reader: _Reader,
    conflict: ConflictOfInterest | None,
    written: Sequence[Review | ReviewMark],
    decision: Decision | None,
) -> ApplicantRow:
    own = next((item for item in written if item.reviewer_id == reader.user_id), None)
    if conflict is not None and conflict.hides:
        return ApplicantRow(application, f"Applicant {application.reference}", conflict, None, (), False, (), None)
    seen = policy.may_see_scores(reader.part, own)
    return ApplicantRow(
        application=application,
        name=reader.anonymizer.name(application),
        conflict=conflict,
        own=own,
        reviews=tuple(item for item in written if item.is_saved) if seen else (),
        awaits_own=not seen and any(item.total is not None for item in written),
        readers=tuple(item.reader for item in written),
        decision=decision,
    )


def _wants(
    applicant_list_params: ApplicantListParams,
    row: ApplicantRow,
    anonymizer: Anonymizer,
    written: Mapping[int, list[ReviewMark]],
) -> bool:
    """Does the row answer all that is asked but its state? Rows that are closed to the viewer answer nothing else."""
    application = row.application
    if row.is_closed:
        return not applicant_list_params.narrows
    decided = row.decision.verb if row.decision else UNDECIDED_YET
    return (
        (not applicant_list_params.unread or application.state is ApplicationState.SUBMITTED)
        and applicant_list_params.tags <= set(application.tags)
        and (not applicant_list_params.decided or applicant_list_params.decided == decided)
        and (
            applicant_list_params.reviewer is None
            or any(r.reviewer_id == applicant_list_params.reviewer for r in written.get(application.id, []))
        )
        and (
            applicant_list_params.score_from is None
            or (row.scores is not None and row.scores.mean >= applicant_list_params.score_from)
        )
        and _mentions(applicant_list_params.words, row, anonymizer)
    )


def _is_in(row: ApplicantRow, states: frozenset[str]) -> bool:
    return not states or row.application.state.value in states


def _mentions(words: str, row: ApplicantRow, anonymizer: Anonymizer) -> bool:
    """Does what this viewer may read hold every word? Names that are hidden are not searched either."""
    if not words:
        return True
    application = row.application
    written = [application.note]
    if policy.may_open_file(application):
        written += [application.statement, *map(str, application.answers.values())]
    known = [
        row.name,
        application.reference,
        *application.tags,
        *(anonymizer.text(application, text) for text in written),
    ]
    if not anonymizer.hides(application):
        known += [application.student.email, application.student.class_year]
    hay = " ".join(text.lower() if text.isascii() else fold(text) for text in known)
    return all(word in hay for word in fold(words).split())


_STATES = list(ApplicationState)
_DECISIONS = list(DECISIONS)
_VALUES: dict[str, Callable[[ApplicantRow], Any]] = {
    "name": lambda row: row.name.casefold(),
    "year": lambda row: row.application.student.class_year or None,
    "sent": lambda row: row.application.submitted_at,
    "state": lambda row: _STATES.index(row.application.state),
    "score": lambda row: row.scores.mean if row.scores else None,
    "range": lambda row: row.scores.spread if row.scores and row.scores.count > 1 else None,
    "least-read": lambda row: None if row.awaits_own else row.scores.count if row.scores else 0,
    "decision": lambda row: _DECISIONS.index(row.decision.verb) if row.decision else None,
}
HIGHEST_FIRST = {"score", "range"}
"""Columns whose first order is from the highest down."""


def in_order(rows: Sequence[ApplicantRow], sort: str) -> list[ApplicantRow]:
    """The rows by one column; with a minus the other way round. Equal ones keep the order in which they came.

    Rows that have no value there come last either way, and behind them those that are closed to the viewer.
    """
    column = sort.removeprefix("-")
    if column == "undecided":
        return sorted(rows, key=lambda row: row.application.state not in UNDECIDED)
    value_of = _VALUES[column]
    valued = [(value_of(row), row) for row in rows if not row.is_closed]
    known = [pair for pair in valued if pair[0] is not None]
    known.sort(key=itemgetter(0), reverse=(column in HIGHEST_FIRST) != sort.startswith("-"))
    without = [row for value, row in valued if value is None]
    return [row for _, row in known] + without + [row for row in rows if row.is_closed]


def _by_life(counts: Counter[ApplicationState]) -> dict[ApplicationState, int]:
    """In the order of the states' life."""
    return {state: counts[state] for state in ApplicationState if counts[state]}
