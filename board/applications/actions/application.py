"""Writing an application, sending it, stepping back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from board.accounts.models import User
from board.applications import policy, queries
from board.applications.actions import place as place_actions
from board.applications.actions.draft_decision import forget_draft
from board.applications.actions.notification import notify_news, notify_owners
from board.applications.models import Application, ApplicationState, Attachment
from board.kernel import lifecycle, storage
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row, lock_shared, lock_without_reading
from board.kernel.statements import find_or_add
from board.kernel.storage import KeptFile
from board.kernel.text import count_words
from board.kernel.verdict import require
from board.opportunities.models import STATEMENT, Opportunity


@dataclass(frozen=True)
class PaperChanges:
    """What becomes of the files of an application, by the number of the paper that each is for."""

    uploaded: Mapping[int, KeptFile]
    """Each takes the place of the one before."""
    on_file: Collection[int] = ()
    """For these the CV on file is handed in, as it is now: another tab may just have removed it."""
    removed: Collection[int] = ()
    """The file of these is removed, where no other takes its place."""


def save_draft(
    opportunity: Opportunity,
    *,
    by: User,
    now: datetime,
    statement: str,
    answers: dict[str, str],
    papers: PaperChanges | None = None,
) -> Application:
    """Keep what is written so far, and the files that are handed in or removed. Two tabs write the same draft."""
    lock_shared(opportunity)
    require(policy.may_apply(by, opportunity, now))
    application = find_or_add(
        lambda: queries.of_student(by.id, opportunity.id),
        lambda: Application(opportunity_id=opportunity.id, student_id=by.id, created_at=now, saved_at=now),
    )
    lock_row(application, "state")
    if application.state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        raise Conflict("You have sent this application. It can be withdrawn, not rewritten.")
    application.statement, application.answers, application.saved_at = statement, answers, now
    db.session.flush()
    if papers is not None:
        _attach(application, papers, now=now)
    return application


def _attach(application: Application, changes: PaperChanges, *, now: datetime) -> None:
    """Hand in files, and remove them: `save_draft` holds the application."""
    db.session.expire(application, ["attachments"])
    files = {number: (file.name, file.filename) for number, file in changes.uploaded.items()}
    if changes.on_file:
        files |= dict.fromkeys(changes.on_file, _cv_on_file(application.student))
    by_key = {attachment.paper_id: attachment for attachment in application.attachments}
    replaced = [
        attachment.name
        for number, attachment in by_key.items()
        if number in files and files[number][0] != attachment.name
    ]
    for number, (name, filename) in files.items():
        attachment = by_key.get(number) or Attachment(paper_id=number)
        attachment.name, attachment.filename, attachment.at = name, filename, now
        if number not in by_key:
            application.attachments.append(attachment)
    for number in set(changes.removed) & by_key.keys() - files.keys():
        application.attachments.remove(by_key[number])
        replaced.append(by_key[number].name)
    for name in replaced:
        storage.release(name)


def _cv_on_file(student: User) -> tuple[str, str]:
    """The name and file name of the CV, which nobody removes before this unit of work ends."""
    lock_without_reading(student)
    db.session.refresh(student, ["cv_name", "cv_filename"])
    if not student.cv_name:
        raise Conflict("Your CV is no longer on file. Choose a PDF instead.")
    return student.cv_name, student.cv_filename


def submit(application: Application, *, by: User, now: datetime, seen: int | None = None) -> None:
    """Send it. Raises `Invalid` where something required is missing.

    `seen` is the version that was read: raises `Conflict` when another was saved since.
    """
    lock_shared(application.opportunity)  # closed meanwhile, it takes nothing more
    lock_row(application, "state", "statement", "answers", "saved_at")
    require(policy.may_answer(by, application))
    if application.state is ApplicationState.SUBMITTED and seen == application.version:
        return  # by another window, in the same moment
    require(policy.may_apply(by, application.opportunity, now))
    if seen is not None and seen != application.version:
        raise Conflict("You wrote something else meanwhile, in another window. Read it again, then submit it.")
    db.session.expire(application, ["attachments"])
    for field, sentence in missing(application):
        raise Invalid(field, sentence)
    lifecycle.move(application, "submit", by=by.id, now=now, submitted_at=now, decided_at=None)
    notify_news(application, "received", f"Your application {application.reference} is sent.")


def sections(opportunity: Opportunity, application: Application | None, student: User) -> list[tuple[str, str, bool]]:
    """What the posting asks for: its name, its field, and whether the draft has it. A CV on file is ticked for it."""
    lacking = {field for field, _ in missing(application)} if application else set()
    on_file = {f"paper-{paper.id}" for paper in opportunity.papers if paper.is_cv and student.cv_name}
    asked = [("Statement", "statement")] if needs_statement(opportunity) else []
    asked += [(question.text, f"answer-{question.id}") for question in opportunity.questions if question.required]
    asked += [
        (paper.label, f"paper-{paper.id}") for paper in opportunity.papers if paper.required and paper.kind != STATEMENT
    ]
    return [
        (words, field, field in on_file or (application is not None and field not in lacking)) for words, field in asked
    ]


def needs_statement(opportunity: Opportunity) -> bool:
    """Is a statement asked for? It is, unless the posting says of its own that it is optional."""
    statements = [paper for paper in opportunity.papers if paper.kind == STATEMENT]
    return not statements or any(paper.required for paper in statements)


def most_words(opportunity: Opportunity) -> int | None:
    """Words that a statement may have here; None where no limit is set."""
    limits = [paper.limit_words for paper in opportunity.papers if paper.kind == STATEMENT and paper.limit_words]
    return min(limits, default=None)


def missing(application: Application) -> list[tuple[str, str]]:
    """What still has to be done before it can be sent: the field, and what to do in a sentence."""
    matches = []
    if needs_statement(application.opportunity) and not application.statement.strip():
        matches.append(("statement", "Say in a few sentences why you want this and what you bring."))
    most, words = most_words(application.opportunity), count_words(application.statement)
    if most is not None and words > most:
        matches.append(("statement", f"Your statement has {words:,} words; at most {most:,} are asked for."))
    for question in application.opportunity.questions:
        answer = application.answers.get(str(question.id), "")
        if question.required and not answer.strip():
            matches.append((f"answer-{question.id}", f"This question needs an answer. “{question.text}”"))
        most, words = question.limit_words, count_words(answer)
        if most is not None and words > most:
            text = f"This answer has {words:,} words; at most {most:,} are asked for. “{question.text}”"
            matches.append((f"answer-{question.id}", text))
    handed_in = {attachment.paper_id for attachment in application.attachments}
    for paper in application.opportunity.papers:
        if paper.required and paper.kind != STATEMENT and paper.id not in handed_in:
            matches.append((f"paper-{paper.id}", f"{paper.label}: this paper is needed. Choose a PDF."))
    return matches


def withdraw(application: Application, *, by: User, now: datetime, reason: str) -> None:
    """Step back. A place that was offered or taken becomes free again, and the waiting list moves."""
    require(policy.may_withdraw(by, application, now))
    left = application.state
    forget_draft(application)
    lifecycle.move(application, "withdraw", by=by.id, now=now, note=reason.strip(), rank=None)
    if left is ApplicationState.OFFERED:
        place_actions.release(application.opportunity)
    if left is ApplicationState.ACCEPTED:
        place_actions.give_back(application.opportunity, by=by, now=now)
        place_actions.announce_left(application)
    if left in (ApplicationState.OFFERED, ApplicationState.ACCEPTED):
        place_actions.announce_freed(application)
        notify_owners(application, f"{by.name} has withdrawn: “{application.opportunity.title}”.")
