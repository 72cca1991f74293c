"""Postings as rows of a file: every field, so that what goes out comes back the same."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.kernel import csv
from board.opportunities.exchange import asked, keys
from board.opportunities.exchange.columns import COLUMNS, ONLY_READ
from board.opportunities.models import Opportunity, PostingRole

WRITTEN = tuple(name for name in COLUMNS if name not in ONLY_READ)
NOT_STATED = "not stated"
DAY = timedelta(days=1)
PLAIN = ("title", "summary", "description", "membership", "supervisor", "contact", "source")
LISTS = ("competencies", "aims", "tags", "class_years", "programmes")


def rows(postings: Iterable[Opportunity], zone: ZoneInfo) -> Iterator[list[str]]:
    """A row for each posting, its cells in the order of `WRITTEN`."""
    for posting in postings:
        cells = cells_of(posting, zone)
        yield [cells[name] for name in WRITTEN]


def to_csv(postings: Iterable[Opportunity], zone: ZoneInfo) -> str:
    """All of it as CSV."""
    return csv.to_csv(WRITTEN, rows(postings, zone))


def cells_of(posting: Opportunity, zone: ZoneInfo) -> dict[str, str]:
    """What a file says of a posting."""
    told_in = ZoneInfo(posting.time_zone) if posting.time_zone else zone
    return {
        **{name: getattr(posting, name) for name in PLAIN},
        **{name: ", ".join(getattr(posting, name)) for name in LISTS},
        "organisation": posting.host,
        "kind": posting.kind.value,
        "area": ", ".join(posting.areas),
        "location": posting.place,
        "url": posting.link,
        "eligibility": posting.eligibility_note,
        **_work(posting),
        **_days(posting, told_in),
        "time_zone": posting.time_zone or f"{zone.key} (the school’s)",
        **_life(posting),
        "in_name_of": posting.organisation.name if posting.organisation is not None else "",
        **{
            f"{name}s": _emails(posting, part)
            for name, part in (("owner", PostingRole.OWNER), ("co_owner", PostingRole.CO_OWNER))
        },
        "reviewers": _emails(posting, PostingRole.REVIEWER),
        "application_documents": asked.write_papers(posting.papers),
        "application_questions": asked.write_questions(posting.questions),
        "posting_key": keys.of_posting(posting),
    }


def _work(posting: Opportunity) -> dict[str, str]:
    return {
        "place_mode": posting.place_mode.value if posting.place_mode else NOT_STATED,
        "hours_from": _stated(posting.hours_from),
        "hours_to": _stated(posting.hours_to),
        "openings": _stated(posting.seats),
        "pay": {None: NOT_STATED, "none": "unpaid"}.get(posting.pay, posting.pay or ""),
        "pay_amount": _number(posting.pay_amount),
        "days_away": _number(posting.days_away),
        "alternates": _number(posting.alternates),
        "good_standing": "yes" if posting.good_standing else "no",
        "approval_needed": "yes" if posting.approval_needed else "no",
    }


def _days(posting: Opportunity, told_in: ZoneInfo) -> dict[str, str]:
    opens, closes = posting.opens_at, posting.closes_at
    return {
        "term_starts": _day(posting.term_starts),
        "term_ends": _day(posting.term_ends),
        "decision_by": _day(posting.answer_by),
        "last_checked": _day(posting.last_checked),
        "opens": instant(opens, told_in) if opens else "",
        "deadline": instant(closes, told_in, ends_a_day=True) if closes else _without_a_day(posting),
    }


def _life(posting: Opportunity) -> dict[str, str]:
    return {
        "posting_state": posting.state.value,
        "moves": ", ".join(move.verb for move in posting.moves),
        "state_note": posting.moves[-1].note if posting.moves else "",
        "published_at": posting.published_at.isoformat() if posting.published_at else "",
    }


def instant(at: datetime, zone: ZoneInfo, *, ends_a_day: bool = False) -> str:
    """A day where it begins or ends one, else a day and a time, else to the microsecond with its offset from UTC."""
    local = at.astimezone(zone)
    if local.time() == time():
        return (local.date() - DAY if ends_a_day else local.date()).isoformat()
    is_plain = not local.second and not local.microsecond and local.replace(fold=0) == at
    return local.strftime("%Y-%m-%d %H:%M") if is_plain else local.isoformat()


def _without_a_day(posting: Opportunity) -> str:
    return NOT_STATED if posting.is_deadline_unstated else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _stated(value: int | None) -> str:
    return NOT_STATED if value is None else str(value)


def _emails(posting: Opportunity, part: PostingRole) -> str:
    return ", ".join(person.user.email for person in posting.people if person.part is part)
