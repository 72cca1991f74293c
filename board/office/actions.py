"""Reporting a posting, settling reports, having emails tried again, bringing files in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from board.accounts.actions import people as people_actions
from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.kernel import audit, outbox, storage
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.mail import EmailKind
from board.kernel.statements import find_or_add, put_once, update_one
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.office import policy, queries
from board.office.models import Flag, Import, ImportColumn, ImportKind, InvariantCheck, Worry
from board.opportunities import actions as opportunity_actions
from board.opportunities.actions import ImportGoal
from board.opportunities.exchange.plan import Plan
from board.opportunities.models import Opportunity
from board.school import actions as school_actions
from board.school import email_wording
from board.school import settings as school_settings
from board.school.email_wording import EmailWording
from board.school.logo import Logo
from board.vocabulary.import_words import plain
from board.vocabulary.words import Kind

LONGEST_HEADING = 200
MOST_FINDINGS = 500
"""So many places where something impossible was found are shown; all of them are counted."""


def report(opportunity: Opportunity, *, by: User, now: datetime, worry: Worry, words: str) -> Flag:
    """Tell the office. Told twice by one person it is one report, with the later words, and open again."""
    require(policy.may_report(by, opportunity))
    if worry is Worry.OTHER and not words.strip():
        raise Invalid("words", "Say in a line what is wrong.")
    flag = find_or_add(
        lambda: queries.flag_of(opportunity.id, by.id),
        lambda: Flag(opportunity_id=opportunity.id, by_id=by.id, worry=worry, words=words.strip(), at=now),
    )
    flag.worry, flag.words, flag.at = worry, words.strip(), now
    flag.settled_at = flag.settled_by_id = None
    return flag


def settle(flag: Flag, *, by: User, now: datetime, outcome: str) -> None:
    """Close a report with a line on what was done. Settled twice, the first stands."""
    lock_row(flag)
    require(policy.may_settle(by))
    if not outcome.strip():
        raise Invalid("outcome", "Say in a line what you did, also if that was nothing.")
    if flag.settled_at is None:
        flag.settled_at, flag.settled_by_id, flag.outcome = now, by.id, outcome.strip()
        thing = f"opportunity:{flag.opportunity_id}"
        audit.record("flag.settle", by=by.id, thing=thing, report=(flag.worry.value, flag.outcome))


def try_again(message_ids: list[int], *, by: User) -> int:
    """Have emails, and other messages of the outbox, that failed tried again; answers how many."""
    require(policy.may_settle(by))
    revived = [number for number in message_ids if outbox.try_again(number)]
    for number in revived:
        audit.record("outbox.try-again", by=by.id, thing=f"outbox-message:{number}")
    return len(revived)


def hand_in(*, name: str, filename: str, by: User, now: datetime) -> Import:
    """Put a kept file on record; it becomes nothing yet."""
    require(policy.may_settle(by))
    batch = Import(name=name, filename=filename, by_id=by.id, at=now)
    db.session.add(batch)
    db.session.flush()
    return batch


def discard_import(batch: Import, *, by: User) -> None:
    """Take a file off that is not to be imported after all. Raises `Conflict` where it was imported."""
    require(policy.may_settle(by))
    waiting = delete(Import).where(Import.id == batch.id, Import.written_at.is_(None)).returning(Import.name)
    name = db.session.scalar(waiting)
    if name is None:
        raise Conflict(
            "This file has been imported already. "
            "Its postings are in the list of postings. Upload it again to import it anew."
        )
    storage.release(name)


@dataclass(frozen=True)
class FileMeaning:
    """What somebody said of a file: their next one is read alike."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Their heading → our column."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Their word → which kind it meant."""


def write_import(
    batch: Import, plan: Plan, goal: ImportGoal, meaning: FileMeaning, *, by: User, now: datetime
) -> Iterator[int]:
    """Make postings of the plan's good rows, once; yields every while how many are made.

    Raises `Invalid` while rows are bad or wait for an answer, unless they are to be left out, and `Conflict` the second
    time.
    """
    require(policy.may_settle(by))
    if plan.waiting and not goal.without_bad:
        raise Invalid("skip", "Nothing was written: some rows wait for an answer of yours.")
    if plan.bad and not goal.without_bad:
        raise Invalid("skip", "Nothing was written: some rows are bad. Fix the file, or say that they are left out.")
    if not plan.good:
        raise Invalid("file", "There is nothing new in this file.")
    file = batch.name
    is_first = update_one(
        update(Import)
        .where(Import.id == batch.id, Import.written_at.is_(None))
        .values(written_at=now, postings=len(plan.good), name="")
    )
    if not is_first:
        raise Conflict("This file has just been brought in. Its postings are in the list of postings.")
    storage.release(file)
    made = 0
    for more in opportunity_actions.bring_in(plan.good, goal, owner=by, by=by, now=now, filename=batch.filename):
        made += more
        yield made
    _remember(meaning, by)


def write_at_once(
    filename: str,
    plan: Plan,
    goal: ImportGoal,
    meaning: FileMeaning,
    *,
    owner: User,
    by: User | None,
    now: datetime,
) -> Iterator[int]:
    """The same from the command line, for a file that was not handed in. `by`: who answers for it, if anybody does.

    What was said of the file is remembered where that is a coordinator: nobody else has another to read.
    """
    yield from opportunity_actions.bring_in(plan.good, goal, owner=owner, by=by, now=now, filename=filename)
    if policy.may_settle(by or owner):
        _remember(meaning, by or owner)


def _remember(meaning: FileMeaning, user: User) -> None:
    _remember_columns(meaning.columns, user)
    _remember_kinds(meaning.kinds, user)


def _remember_columns(became: Mapping[str, str], user: User) -> None:
    """Remember for this person what the headings of a file became."""
    for name, column in became.items():
        heading = plain(name)
        if heading and len(heading) <= LONGEST_HEADING:
            remembered = queries.remembered_column(user.id, heading) or ImportColumn(by_id=user.id, heading=heading)
            remembered.column = column
            db.session.add(remembered)
    db.session.flush()


def _remember_kinds(meant: Mapping[str, Kind], user: User) -> None:
    """Remember for this person which kind each word of a file meant."""
    for word, kind in meant.items():
        remembered = queries.remembered_kind(user.id, word) or ImportKind(by_id=user.id, word=word)
        remembered.kind = kind
        db.session.add(remembered)
    db.session.flush()


def change_settings(values: Mapping[str, Any], *, by: User, now: datetime) -> list[str]:
    """Decide for the school; answers the names of what changed. Raises `Invalid` on what cannot be."""
    require(policy.may_change_settings(by))
    if "class_years" in values:
        for year in school_settings.class_years:
            students = queries.count_in_class_year(year) if year not in values["class_years"] else 0
            if students:
                who = plural(students, "student is", "students are")
                raise Invalid("class_years", f"{who} in {year}. Enter another class year for them first.")
    return school_actions.save(values, by=by.id, now=now)


def describe_school(values: Mapping[str, Any], logo: Logo | None, *, by: User, now: datetime) -> None:
    """Say in one go what the school is called and who belongs to it; without a logo the one before stays."""
    change_settings(values, by=by, now=now)
    if logo is not None:
        change_logo(logo, by=by, now=now)


def change_logo(logo: Logo | None, *, by: User, now: datetime) -> None:
    """Show another logo, or none."""
    require(policy.may_change_settings(by))
    if logo is None:
        school_actions.reset("logo", by=by.id, now=now)
    else:
        school_actions.put_logo(logo, by=by.id, now=now)


def show_set_up(*, is_shown: bool, by: User, now: datetime) -> None:
    """Show the list of what a school begins with on the office's first page, or leave it away there."""
    require(policy.may_change_settings(by))
    if is_shown != queries.shows_set_up():
        school_actions.put(queries.SET_UP_HIDDEN, None if is_shown else True, now=now)
        thing, words = f"setting:{queries.SET_UP_HIDDEN}", ("shown", "hidden")
        audit.record("setting.change", by=by.id, thing=thing, value=words[::-1] if is_shown else words)


def note_check(findings: Sequence[tuple[str, str, str]], *, invariants: int, now: datetime) -> None:
    """Keep what was found the last time. The worker's own: nobody asks for it."""
    values = {
        "at": now,
        "invariants": invariants,
        "broken": len(findings),
        "findings": [list(finding) for finding in findings[:MOST_FINDINGS]],
    }
    if not put_once(InvariantCheck, name="last", **values):
        db.session.execute(update(InvariantCheck).values(**values))


def change_wording(kind: EmailKind, wording: EmailWording, *, by: User, now: datetime) -> bool:
    """Say an email in the school's own words, or with none in those of Rounds; False where nothing changed."""
    require(policy.may_change_settings(by))
    checked = email_wording.checked(wording, kind.subject)
    return school_actions.save_wording(kind.key, checked, by=by.id, now=now)


def note_people_taken(users: Sequence[User], *, by: User, now: datetime) -> None:
    """A coordinator took a list of people away: in the audit log, and in the record of each of them."""
    people_actions.note_export(len(users), by=by)
    what = "Your name, address, roles and what the registrar says of you, as a row of a list of people"
    disclosure_actions.note_file([user.id for user in users], "people.export", what, by=by, now=now)
