"""The plan of an import in words, for the page and for the terminal."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from board.kernel import clock
from board.kernel.dates import last_minute, say_full_date
from board.kernel.wording import listed, plural
from board.opportunities.exchange.columns import COLUMNS
from board.opportunities.exchange.plan import Plan
from board.opportunities.exchange.row import DATE_QUESTION, KIND_QUESTION, WORD_QUESTION, ImportRow

MOST_REASONS = 3


def report(plan: Plan, now: datetime) -> Iterator[tuple[int, str]]:
    """A row's number and what becomes of it, for every row; of a bad one, a line for each thing that is wrong."""
    for row in plan.good:
        words = f"ready: {row.fields['title']} ({row.fields['kind'].singular})"
        if row.closed_before(now):
            words += f"; {past_words(row)}"
        yield row.number, "; ".join([words, *row.notes])
    for row in plan.bad:
        yield from ((row.number, error) for error in row.errors)
    for row in plan.waiting:
        yield row.number, f"waits for an answer: {'; '.join(row.waits.values())}"
    for row, why in plan.left_out:
        yield row.number, f"left out, {why}"


def left_out_words(plan: Plan) -> str:
    """How many rows did not become postings and why, in sentences; empty where all did."""
    reasons = Counter(why for _, why in plan.left_out)
    counts = [
        f"{plural(count, 'row was', 'rows were')} left out: {why}." for why, count in reasons.most_common(MOST_REASONS)
    ]
    if lacking := len(plan.bad) + len(plan.waiting):
        counts.append(f"{plural(lacking, 'row', 'rows')} could not be imported.")
    return " ".join(counts)


def past_words(row: ImportRow) -> str:
    """That the deadline of a row has passed."""
    day = last_minute(row.fields["closes_at"], clock.zone()).astimezone(clock.zone()).date()
    otherwise = f"; as the file says, {row.stands.value}" if row.stands else ""
    return f"its deadline, {say_full_date(day)}, has passed: a draft, unless past ones are published too{otherwise}"


def stands_words(plan: Plan) -> str:
    """How many postings stand in which state as the file says, in a sentence; empty where it says nothing of it."""
    counts = listed([f"{count} {state.value.replace('-', ' ')}" for state, count in plan.stands.items()])
    return f"As the file says, these are {counts}." if counts else ""


def question_words(question: str, plan: Plan) -> str:
    """A question about the whole file, in a sentence."""
    count = plural(sum(question in row.waits for row in plan.waiting), "row")
    if question == KIND_QUESTION:
        return f"Which kind are the {count} that name none?"
    if question.startswith(WORD_QUESTION):
        return f"Which kind is “{word_asked(question, plan)}” ({count})?"
    return f"In the column {_asked(question)}, is the day or the month first? {count} can be read both ways."


def word_asked(question: str, plan: Plan) -> str:
    """The word for a kind that a question is about, as the file spells it."""
    return next(row.kind_word for row in plan.waiting if question in row.waits)


def _asked(question: str) -> str:
    return "kind" if question == KIND_QUESTION else COLUMNS[question.removeprefix(DATE_QUESTION)].lower()
