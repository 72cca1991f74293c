"""Moving applications, writing to applicants, taking notes."""

from datetime import datetime

from board.accounts.models import User
from board.applications import messages, policy
from board.applications.actions import offers, waiting
from board.applications.actions.quiet import NO_WORD, Why, forget_quiet
from board.applications.actions.telling import tell_news
from board.applications.blind import Curtain
from board.applications.labels import FOR_POSTERS, REASONS, VERBS
from board.applications.models import Application, Decision, Message, MessageTemplate
from board.applications.queries import conflicts, reviews
from board.kernel import lifecycle
from board.kernel.db import db, find_or_add
from board.kernel.errors import Invalid, WrongState
from board.kernel.verdict import require

MOST_TAGS, LONGEST_TAG, LONGEST_NAME = 8, 30, 60


def choose(
    applications: list[Application],
    verb: str,
    *,
    by: User,
    now: datetime,
    answer_by: datetime,
    why: Why = NO_WORD,
    over: str = "",
) -> None:
    """Move one or many: all or none. Raises `WrongState` naming everybody who refuses.

    `over` says why there may be more offers than free openings.
    """
    if verb not in VERBS:
        raise Invalid("verb", "Choose what should happen.")
    if why.reason and why.reason not in REASONS:
        raise Invalid("reason", "Choose a reason from the list.")
    _require_choice(applications, by)
    refuse_what_cannot(applications, verb)
    for application in applications:
        forget_quiet(application)
        if verb == "reject":
            told = Decision(application_id=application.id, verb=verb, by_id=by.id, at=now, released_at=now)
            told.reason, told.line, told.released_by_id = why.reason, why.line.strip(), by.id
            db.session.add(told)
        carry_out(application, verb, by=by, now=now, answer_by=answer_by, over=over)


def carry_out(
    application: Application, verb: str, *, by: User, now: datetime, answer_by: datetime, over: str = ""
) -> None:
    """Take one step that a poster chose, and tell the student what concerns them. What leads here asked who may."""
    if verb == "offer":
        offers.make(application, by=by, now=now, answer_by=answer_by, over=over)
    elif verb == "waitlist":
        waiting.put_on_list(application, by=by, now=now)
    else:
        decided = now if verb == "reject" else None
        lifecycle.move(application, verb, by=by.id, now=now, decided_at=decided, rank=None)
        if verb in ("reject", "interview"):
            words = f"There is news about “{application.opportunity.title}”."
            tell_news(application.student, application, verb, words, len(application.moves))


def refuse_what_cannot(applications: list[Application], verb: str) -> None:
    """All or none: raises `WrongState` that names each one standing where the verb does not lead from."""
    refusing = [one for one in applications if not lifecycle.may_move(one, verb)]
    if refusing:
        curtain = Curtain.of(reviews.settled(refusing[0].opportunity_id))
        named = "; ".join(f"{curtain.name(one)}: {FOR_POSTERS[one.state][0].lower()}" for one in refusing)
        raise WrongState(f"“{VERBS[verb]}” is not possible for everybody, so nobody was moved. {named}.")


def message(applications: list[Application], *, by: User, now: datetime, text: str) -> None:
    """Write to applicants: each finds it on the application, and gets a letter that leads there."""
    _require_choice(applications, by)
    messages.check(text)
    for application in applications:
        filled = messages.fill(text, application, application.student.name)
        written = Message(application_id=application.id, by_id=by.id, at=now, text=filled)
        db.session.add(written)
        db.session.flush()
        words = f"A message about “{application.opportunity.title}”."
        tell_news(application.student, application, "message", words, written.id)


def keep_template(*, by: User, name: str, text: str) -> None:
    """Keep a text to send again; one of the same name is replaced."""
    messages.check(text)
    if not name.strip():
        raise Invalid("template-name", "Give the text a name to find it by.")
    called = name.strip()
    kept = find_or_add(
        lambda: messages.own(by.id).get(called),
        lambda: MessageTemplate(owner_id=by.id, name=called, text=text.strip()),
    )
    kept.text = text.strip()


def annotate(application: Application, *, by: User, note: str) -> None:
    """The posters' own note."""
    require(policy.may_read(by, application, conflicts.tie(by.id, application)))
    require(policy.may_open_desk(by, application.opportunity))
    application.note = note.strip()


def tag(applications: list[Application], *, by: User, name: str, remove: bool = False) -> None:
    """Put a tag on applications, or take it off."""
    word = " ".join(name.split())
    if not word or len(word) > LONGEST_TAG:
        raise Invalid("tag", f"Write a tag: a word or two, at most {LONGEST_TAG} characters.")
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    for application in applications:
        require(policy.may_read(by, application, conflicts.tie(by.id, application)))
        require(policy.may_open_desk(by, application.opportunity))
        db.session.refresh(application, ["tags"], with_for_update=True)
        others = [one for one in application.tags if one.casefold() != word.casefold()]
        if not remove and len(others) == MOST_TAGS:
            raise Invalid("tag", f"{MOST_TAGS} tags on one application are the most. Take one off first.")
        application.tags = others if remove else [*others, word]


def _require_choice(applications: list[Application], by: User) -> None:
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    ties = conflicts.ties_of(by.id, applications[0].opportunity)
    require(policy.may_choose_among(by, applications, ties))
