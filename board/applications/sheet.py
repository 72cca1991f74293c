"""The desk: everybody who applied, as one of the posting's people may see them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from board.accounts.models import User
from board.applications import policy
from board.applications.blind import Curtain
from board.applications.conflicts import Tie
from board.applications.models import UNDECIDED, Application, Decision, Review, State
from board.applications.queries import conflicts, desk, reviews
from board.applications.queries.reviews import Mark, Scores
from board.opportunities.models import Opportunity, Part
from board.search.folding import fold

UNDECIDED_YET = "none"
"""The filter for applications without a quiet decision."""


@dataclass(frozen=True)
class Wanted:
    """Which rows, in which order: what the address of the desk says."""

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
class Row:
    """One applicant as this viewer may see them. Closed to them, `name` is a number and the rest is empty."""

    application: Application
    name: str
    tie: Tie | None
    own: Review | Mark | None
    reviews: tuple[Review | Mark, ...]
    """What was scored, as far as the viewer may see it; with its words in the reader, without them on the desk."""
    awaits_own: bool
    """There is more, told after one's own score."""
    readers: tuple[str, ...]
    """Who scores it."""
    decision: Decision | None

    @cached_property
    def scores(self) -> Scores | None:
        """What the visible reviews come to."""
        return reviews.summary(self.reviews)

    @property
    def awaits_my_score(self) -> bool:
        """It was given to this viewer, who has not scored it; what is decided takes no score any more."""
        return self.own is not None and self.own.saved_at is None and self.application.state in UNDECIDED

    @property
    def is_closed(self) -> bool:
        """A conflict closes it to this viewer."""
        return self.tie is not None and self.tie.hides


@dataclass(frozen=True)
class Sheet:
    """The desk, filtered."""

    rows: list[Row]
    total: int
    counts: Mapping[State, int]
    tags: Mapping[str, int]
    decided: Mapping[str, int]
    curtain: Curtain
    own_left: int


def sheet(opportunity: Opportunity, viewer: User, wanted: Wanted, *, whole: bool = False) -> Sheet:
    """What the viewer sees, with the same number of questions to the database for two applicants and two hundred.

    `whole` brings what was written and the papers too.
    """
    eyes = _eyes(viewer, opportunity)
    applications = desk.sent(opportunity.id) if whole else desk.listed(opportunity.id, with_words=bool(wanted.words))
    written = reviews.marks(opportunity.id)
    ties = conflicts.ties_of(eyes.user_id, opportunity)
    decided = desk.quiet(opportunity.id) if policy.may_choose(viewer, opportunity) else {}
    rows = [_row(one, eyes, ties.get(one.id), written.get(one.id, ()), decided.get(one.id)) for one in applications]
    open_rows = [row for row in rows if not row.is_closed]
    return Sheet(
        rows=sorted((row for row in rows if _wants(wanted, row, eyes.curtain, written)), key=_order(wanted.sort)),
        total=len(rows),
        counts=_in_order(Counter(row.application.state for row in rows)),
        tags=dict(sorted(Counter(tag for row in open_rows for tag in row.application.tags).items())),
        decided=Counter(row.decision.verb if row.decision else UNDECIDED_YET for row in open_rows),
        curtain=eyes.curtain,
        own_left=sum(row.awaits_my_score for row in open_rows),
    )


def row_of(application: Application, viewer: User) -> Row:
    """One applicant, by the same rules."""
    opportunity = application.opportunity
    eyes, tie = _eyes(viewer, opportunity), conflicts.tie(viewer.id, application)
    decision = desk.quiet(opportunity.id).get(application.id) if policy.may_choose(viewer, opportunity) else None
    return _row(application, eyes, tie, reviews.of_application(application.id), decision)


@dataclass(frozen=True)
class _Eyes:
    """Who looks, found out once for a desk and not for each of its rows."""

    user_id: int
    part: Part | None
    curtain: Curtain


def _eyes(viewer: User, opportunity: Opportunity) -> _Eyes:
    curtain = Curtain.of(reviews.settled(opportunity.id))
    return _Eyes(viewer.id, policy.part_of(viewer, opportunity), curtain)


def _row(
    application: Application, eyes: _Eyes, tie: Tie | None, written: Sequence[Review | Mark], decision: Decision | None
) -> Row:
    own = next((one for one in written if one.reviewer_id == eyes.user_id), None)
    if tie is not None and tie.hides:
        return Row(application, f"Applicant {application.reference}", tie, None, (), False, (), None)
    seen = policy.may_see_scores(eyes.part, own)
    return Row(
        application=application,
        name=eyes.curtain.name(application),
        tie=tie,
        own=own,
        reviews=tuple(one for one in written if one.saved_at is not None) if seen else (),
        awaits_own=not seen and any(one.total is not None for one in written),
        readers=tuple(one.reader for one in written),
        decision=decision,
    )


def _wants(wanted: Wanted, row: Row, curtain: Curtain, written: Mapping[int, list[Mark]]) -> bool:
    """Does the row answer the question? Rows that are closed to the viewer answer only the one by state."""
    one = row.application
    if wanted.states and one.state.value not in wanted.states:
        return False
    if row.is_closed:
        return not (wanted.narrows and not wanted.states)
    decided = row.decision.verb if row.decision else UNDECIDED_YET
    return (
        (not wanted.unread or one.state is State.SUBMITTED)
        and wanted.tags <= set(one.tags)
        and (not wanted.decided or wanted.decided == decided)
        and (wanted.reviewer is None or any(r.reviewer_id == wanted.reviewer for r in written.get(one.id, [])))
        and (wanted.score_from is None or (row.scores is not None and row.scores.mean >= wanted.score_from))
        and _mentions(wanted.words, row, curtain)
    )


def _mentions(words: str, row: Row, curtain: Curtain) -> bool:
    """Does what this viewer may read hold every word? Names that are hidden are not searched either."""
    if not words:
        return True
    one = row.application
    written = [one.note]
    if policy.may_open_file(one):
        written += [one.statement, *map(str, one.answers.values())]
    known = [row.name, one.reference, *one.tags, *(curtain.text(one, text) for text in written)]
    if not curtain.hides(one):
        known += [one.student.email, one.student.class_year]
    hay = " ".join(text.lower() if text.isascii() else fold(text) for text in known)
    return all(word in hay for word in fold(words).split())


def _order(sort: str) -> Callable[[Row], Any]:
    """By what the rows are sorted; those that are equal keep the order in which they came."""
    if sort == "score":
        return lambda row: -(row.scores.mean if row.scores else 0)
    if sort == "name":
        return lambda row: row.name.casefold()
    if sort == "least-read":
        return lambda row: row.scores.count if row.scores else 0
    if sort == "undecided":
        return lambda row: row.application.state not in UNDECIDED
    return lambda row: 0


def _in_order(counts: Counter[State]) -> dict[State, int]:
    """In the order of the states' life."""
    return {state: counts[state] for state in State if counts[state]}
