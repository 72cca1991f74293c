"""Moving applications, writing to applicants, taking notes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from board.accounts.models import User
from board.applications import message_template, policy
from board.applications.actions import offer as offer_actions
from board.applications.actions import waitlist as waitlist_actions
from board.applications.actions.draft_decision import Choice, forget_draft, refuse_unseen
from board.applications.actions.notification import notify_all_news, notify_news
from board.applications.blind_review import Anonymizer
from board.applications.labels import DECISIONS, FOR_POSTERS, REASONS, VERBS
from board.applications.models import Application, Decision, Message, MessageTemplate
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.disclosures import actions as disclosure_actions
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Invalid, WrongState
from board.kernel.locks import lock_rows
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.opportunities.models import Opportunity

MOST_TAGS, LONGEST_TAG, LONGEST_NAME = 8, 30, 60


def choose(
    applications: list[Application],
    choice: Choice,
    *,
    by: User,
    now: datetime,
    terms: offer_actions.OfferTerms,
    seen: Mapping[int, str],
) -> None:
    """Move one or many: all or none. Raises `WrongState` naming everybody who refuses.

    `seen` is what the page showed as decided before, see `refuse_unseen`.
    """
    if choice.verb not in VERBS:
        raise Invalid("verb", "Choose what should happen.")
    if choice.reason and choice.reason not in REASONS:
        raise Invalid("reason", "Choose a reason from the list.")
    _require_choice(applications, by)
    refuse_what_cannot(applications, choice.verb)
    refuse_unseen(applications, seen)
    for application in applications:
        if choice.verb in DECISIONS:
            forget_draft(application)  # a step before the decision leaves it, with the line somebody wrote
            decision = Decision(application_id=application.id, verb=choice.verb, by_id=by.id, at=now, released_at=now)
            decision.line, decision.released_by_id = (choice.line or "").strip(), by.id
            if choice.verb == "reject":
                decision.reason = choice.reason
            db.session.add(decision)
    carry_out(applications, choice.verb, by=by, now=now, terms=terms)


def carry_out(
    applications: Sequence[Application], verb: str, *, by: User, now: datetime, terms: offer_actions.OfferTerms
) -> None:
    """Take one step that a poster chose, and tell each student what concerns them.

    What leads here asked who may, and that each of them stands where this leads from.
    """
    if not applications:
        return
    if verb == "reject":
        _decline(applications, by=by, now=now)
        return
    if verb == "offer":
        offer_actions.make_all(applications, by=by, now=now, terms=terms)
        return
    for application in applications:
        if verb == "waitlist":
            waitlist_actions.put_on_list(application, by=by, now=now)
        else:
            lifecycle.move(application, verb, by=by.id, now=now, decided_at=None, rank=None)
            if verb == "interview":
                notify_news(application, verb, _news(application))


def _decline(applications: Sequence[Application], *, by: User, now: datetime) -> None:
    """All who are not selected, together: what is told to each is all that two hundred ask more than two."""
    for state in sorted({application.state for application in applications}):
        standing = [application for application in applications if application.state is state]
        lifecycle.move_all(standing, "reject", by=by.id, now=now, decided_at=now, rank=None)
    notify_all_news(applications, "reject", _news(applications[0]))


def _news(application: Application) -> str:
    return f"There is news about “{application.opportunity.title}”."


def refuse_what_cannot(applications: list[Application], verb: str) -> None:
    """All or none: raises `WrongState` that names each one that stands where the verb does not lead from."""
    refusing = [application for application in applications if not lifecycle.may_move(application, verb)]
    if refusing:
        anonymizer = Anonymizer.of(review_queries.settled(refusing[0].opportunity_id))
        named = "; ".join(
            f"{anonymizer.name(application)}: {FOR_POSTERS[application.state][0].lower()}" for application in refusing
        )
        raise WrongState(f"“{VERBS[verb]}” is not possible for everybody, so nobody was moved. {named}.")


def message(applications: list[Application], *, by: User, now: datetime, text: str, keep_as: str = "") -> None:
    """Write to applicants: each finds it on the application, and gets an email that leads there.

    `keep_as`: the name under which the text is kept to be sent again.
    """
    _require_choice(applications, by)
    message_template.check(text)
    for application in applications:
        filled = message_template.fill(text, application, application.student.name)
        db.session.add(Message(application_id=application.id, by_id=by.id, at=now, text=filled))
        words = f"A message about “{application.opportunity.title}”."
        notify_news(application, "message", words)
    if keep_as:
        _keep_template(by, name=keep_as, text=text)


def _keep_template(by: User, *, name: str, text: str) -> None:
    """Keep a text to send again; one of the same name is replaced."""
    if not name.strip():
        raise Invalid("template-name", "Give the text a name to find it by.")
    called = name.strip()
    stored_message_template = find_or_add(
        lambda: applicant_list_queries.message_templates(by.id).get(called),
        lambda: MessageTemplate(owner_id=by.id, name=called, text=text.strip()),
    )
    stored_message_template.text = text.strip()


def annotate(application: Application, *, by: User, note: str) -> None:
    """The posters' own note."""
    require(policy.may_read(by, application, conflict_of_interest_queries.between(by.id, application)))
    require(policy.may_read_applicants(by, application.opportunity))
    anonymizer = Anonymizer.of(review_queries.settled(application.opportunity_id))
    application.note = anonymizer.written(application, application.note, note.strip())


def tag(applications: list[Application], *, by: User, name: str, remove: bool = False) -> None:
    """Put a tag on applications, or take it off."""
    word = " ".join(name.split())
    if not word or len(word) > LONGEST_TAG:
        raise Invalid("tag", f"Write a tag: a word or two, at most {LONGEST_TAG} characters.")
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    lock_rows(applications)
    for application in applications:
        require(policy.may_read(by, application, conflict_of_interest_queries.between(by.id, application)))
        require(policy.may_read_applicants(by, application.opportunity))
        others = [text for text in application.tags if text.casefold() != word.casefold()]
        if not remove and len(others) == MOST_TAGS:
            raise Invalid("tag", f"{MOST_TAGS} tags on one application are the most. Take one off first.")
        application.tags = others if remove else [*others, word]


def _require_choice(applications: list[Application], by: User) -> None:
    if not applications:
        raise Invalid("application", "Tick at least one applicant.")
    conflicts = conflict_of_interest_queries.of_person(by.id, applications[0].opportunity)
    require(policy.may_choose_among(by, applications, conflicts))


def note_export(
    opportunity: Opportunity, act: str, students: Collection[int], *, count: int, what: str, by: User
) -> None:
    """Somebody takes what students handed in away as a file: in the audit log, and in the record of each of them."""
    require(policy.may_choose(by, opportunity))
    audit.record(act, by=by.id, thing=f"opportunity:{opportunity.id}", applications=(None, count))
    what = f"{what}, for “{opportunity.title}”"
    disclosure_actions.note_file(students, f"{act}:{opportunity.id}", what, by=by, now=clock.now())
