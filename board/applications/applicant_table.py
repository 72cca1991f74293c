"""The page of an applicant list: its columns, tabs, chips and rows, as plain words and addresses for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from board.applications.applicant_list import HIGHEST_FIRST, ApplicantList, ApplicantListParams
from board.applications.applicant_list_params import address
from board.applications.labels import DECISIONS, FOR_POSTERS
from board.applications.models import ApplicationState
from board.kernel import dates
from board.opportunities.models import Opportunity
from board.web.filters import zone_told_in

LONGEST_NOTE = 50
COLUMNS = {
    "name": "Name",
    "year": "Year",
    "sent": "Sent",
    "state": "State",
    "score": "Score",
    "range": "Range",
    "least-read": "Read by",
    "decision": "Draft decision",
}
"""What the list may be sorted by, and the words above the column."""
NUMBERS = {"score", "range", "least-read"}


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: `order` is as `aria-sort` says it, and empty where the list is sorted otherwise."""

    words: str
    href: str
    order: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class StateTab:
    """One state, or all of them, with how many are in it."""

    words: str
    count: int
    href: str
    is_here: bool


@dataclass(slots=True)
class Line:
    """One applicant as the table shows them; with `closed` words, a conflict closes the rest to the viewer."""

    number: int
    name: str
    conflict: str
    closed: bool = False
    href: str = ""
    is_ticked: bool = False
    year: str = ""
    sent: str = ""
    sent_day: str = ""
    standing: str = ""
    tone: str = ""
    awaits_own: bool = False
    score: str = ""
    spread: str = ""
    read_by: str = ""
    decision: str = ""
    decision_tone: str = ""
    seen: str = ""
    tags: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApplicantTable:
    """All that the list shows, in the order of the page."""

    columns: list[Column]
    tabs: list[StateTab]
    chips: list[tuple[str, str]]
    """What narrows the list besides its state, each with the address without it."""
    all_states: str
    """The address with everything that is asked but the state."""
    lines: list[Line]


def applicant_table(
    opportunity: Opportunity,
    listed: ApplicantList,
    asked: ApplicantListParams,
    *,
    paths: tuple[str, str],
    ticked: set[str],
    may_choose: bool,
) -> ApplicantTable:
    """The table of what was asked. `paths` are the addresses of the list and of an application, without its number."""
    page, application_path = paths
    link = partial(_link, page)
    everywhere = link(replace(asked, states=frozenset()))
    tabs = [StateTab("All", sum(listed.counts.values()), everywhere, not asked.states)]
    for state in ApplicationState:
        if listed.counts.get(state) or asked.states == {state.value}:
            href = link(replace(asked, states=frozenset({state.value})))
            is_here = asked.states == {state.value}
            tabs.append(StateTab(FOR_POSTERS[state][0], listed.counts.get(state, 0), href, is_here))
    return ApplicantTable(
        columns=[_column(key, words, asked, page) for key, words in COLUMNS.items() if may_choose or key != "decision"],
        tabs=tabs,
        chips=[(words, link(without)) for words, without in _chips(opportunity, asked)],
        all_states=everywhere,
        lines=_lines(listed, application_path, _query(asked), ticked),
    )


def _column(key: str, words: str, asked: ApplicantListParams, page: str) -> Column:
    turned = f"-{key}"
    order = ""
    if asked.sort in (key, turned):
        goes_down = (key in HIGHEST_FIRST) != (asked.sort == turned)
        order = "descending" if goes_down else "ascending"
    href = _link(page, replace(asked, sort=turned if asked.sort == key else key))
    return Column(words, href, order, key in NUMBERS)


def _chips(opportunity: Opportunity, asked: ApplicantListParams) -> list[tuple[str, ApplicantListParams]]:
    """What is asked besides one state: its words, and the question without it."""
    people = {person.user_id: person.user.name for person in opportunity.people}
    decided = DECISIONS[asked.decided][0] if asked.decided in DECISIONS else "none yet"
    several = " or ".join(FOR_POSTERS[state][0] for state in ApplicationState if state.value in asked.states)
    chips = [
        (f"“{asked.words}”", replace(asked, words=""), bool(asked.words)),
        (f"State: {several}", replace(asked, states=frozenset()), len(asked.states) > 1),
        (f"Draft decision: {decided}", replace(asked, decided=""), bool(asked.decided)),
        *((f"Tag: {tag}", replace(asked, tags=asked.tags - {tag}), True) for tag in sorted(asked.tags)),
        (
            f"Reviewer: {people.get(asked.reviewer or 0, 'somebody else')}",
            replace(asked, reviewer=None),
            asked.reviewer is not None,
        ),
        (
            f"Score from {asked.score_from}",
            replace(asked, score_from=None),
            asked.score_from is not None,
        ),
        ("New only", replace(asked, unread=False), asked.unread),
    ]
    return [(words, without) for words, without, is_on in chips if is_on]


def _lines(listed: ApplicantList, application_path: str, query: str, ticked: set[str]) -> list[Line]:
    lines, zone = [], zone_told_in()
    for row in listed.rows:
        application, scores, decision = row.application, row.scores, row.decision
        sent, number, (standing, tone) = application.submitted_at, application.id, FOR_POSTERS[application.state]
        conflict = row.conflict.words if row.conflict else ""
        if row.is_closed:
            lines.append(Line(number, row.name, conflict, closed=True))
            continue
        note = listed.anonymizer.text(application, application.note)
        decided = DECISIONS[decision.verb] if decision else ("", "")
        lines.append(
            Line(
                number=number,
                name=row.name,
                href=f"{application_path}{number}{query}",
                is_ticked=str(number) in ticked,
                conflict=conflict,
                year=application.student.class_year or "",
                sent=sent.isoformat(timespec="seconds") if sent else "",
                sent_day=dates.say_day(sent, zone) if sent else "",
                standing=standing,
                tone=tone,
                awaits_own=row.awaits_own,
                score=f"{scores.mean:.1f}" if scores else "",
                spread=f"±{scores.spread:.1f}" if scores and scores.count > 1 else "",
                read_by=_read_by(scores.count if scores else 0, len(row.readers)),
                decision=decided[0],
                decision_tone=decided[1],
                seen=str(decision.id) if decision else "",
                tags=application.tags,
                note=note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1].rstrip()}…",
            )
        )
    return lines


def _read_by(scored: int, readers: int) -> str:
    return f"{scored} of {readers}" if readers else str(scored)


def _link(page: str, asked: ApplicantListParams) -> str:
    return page + _query(asked)


def _query(asked: ApplicantListParams) -> str:
    values = address(asked)
    return f"?{urlencode(values, doseq=True)}" if values else ""


def filters_on(asked: ApplicantListParams) -> int:
    """How many of the filters in the fold are chosen."""
    return sum(
        (
            bool(asked.decided),
            bool(asked.tags),
            asked.reviewer is not None,
            asked.score_from is not None,
        )
    )
