"""Emails about postings."""

from board.accounts import queries as account_queries
from board.kernel.mail import EmailContent
from board.opportunities import queries
from board.opportunities.labels import JOINED
from board.opportunities.models import OUTCOME_LINK, PostingState
from board.web.emails import link, word
from board.web.signed_links import seal


def published(user_id: int, opportunity_id: int) -> EmailContent | None:
    """It is on the board."""
    return _about("posting-published", "{} is on the board", user_id, opportunity_id)


def changes_asked(user_id: int, opportunity_id: int) -> EmailContent | None:
    """A coordinator asks for a change; the comment goes along."""
    return _about("posting-changes-asked", "A change is asked for {}", user_id, opportunity_id)


def edit_approved(user_id: int, opportunity_id: int) -> EmailContent | None:
    """What this person changed in a public posting is public too."""
    return _about("posting-edit-approved", "Your edit of {} is public", user_id, opportunity_id)


def edit_returned(user_id: int, opportunity_id: int) -> EmailContent | None:
    """A coordinator asks for another wording of an edit; the comment goes along."""
    user, opportunity, revision = (
        account_queries.by_id(user_id),
        queries.by_id(opportunity_id),
        queries.revision(opportunity_id),
    )
    if user is None or opportunity is None or revision is None or not revision.comment:
        return None
    subject = f"A change is asked for in your edit of {opportunity.title}"
    href, note = link("opportunities.changes", opportunity_id=opportunity.id), revision.comment
    return word("posting-edit-returned", subject, user=user, opportunity=opportunity, note=note, href=href)


def joined(user_id: int, opportunity_id: int) -> EmailContent | None:
    """A colleague made this person an owner or a reviewer."""
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    part = None if opportunity is None else next((o.part for o in opportunity.people if o.user_id == user_id), None)
    if user is None or opportunity is None or part not in JOINED:
        return None
    words, href = JOINED[part].format(opportunity.title), link("opportunities.show", opportunity_id=opportunity_id)
    return word(
        "posting-joined", f"You are asked to help: {opportunity.title}", user=user, words=words, href=f"{href}/desk"
    )


def end_moved(user_id: int, opportunity_change_id: int) -> EmailContent | None:
    """To whoever waits for it: its end has moved, and why."""
    user, change = account_queries.by_id(user_id), queries.change(opportunity_change_id)
    opportunity = None if change is None else queries.by_id(change.opportunity_id)
    if user is None or change is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id)
    subject = f"{change.words.rstrip('.')}: {opportunity.title}"
    return word("posting-end-moved", subject, user=user, opportunity=opportunity, change=change, href=href)


def opened(user_id: int, opportunity_id: int) -> EmailContent | None:
    """To whoever saved it beforehand: one may apply now."""
    return _about("posting-opened", "It is open: {}", user_id, opportunity_id)


def outcome(user_id: int, opportunity_id: int) -> EmailContent | None:
    """To an owner: what became of it? The link needs no signing in."""
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None or opportunity.state is not PostingState.PUBLISHED:
        return None
    href = link(
        "opportunities.outcome_by_email", token=seal(OUTCOME_LINK, opportunity.id, f"{user.id}:{user.link_mark}")
    )
    subject = f"What became of {opportunity.title}?"
    return word("posting-outcome", subject, user=user, opportunity=opportunity, href=href)


def asked(user_id: int, enquiry_id: int) -> EmailContent | None:
    """To the owners: a question, without who asks."""
    return _question("posting-question", "A question about {}", user_id, enquiry_id)


def answered(user_id: int, enquiry_id: int) -> EmailContent | None:
    """To whoever asked: the answer."""
    return _question("posting-answer", "Your question about {}", user_id, enquiry_id)


def _question(email: str, subject: str, user_id: int, asked_id: int) -> EmailContent | None:
    user, asked = account_queries.by_id(user_id), queries.enquiry_by_id(asked_id)
    opportunity = None if asked is None else queries.by_id(asked.opportunity_id)
    if user is None or asked is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id) + "#questions"
    return word(email, subject.format(opportunity.title), user=user, opportunity=opportunity, asked=asked, href=href)


def _about(email: str, subject: str, user_id: int, opportunity_id: int) -> EmailContent | None:
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id)
    note = opportunity.moves[-1].note if opportunity.moves else ""
    return word(email, subject.format(opportunity.title), user=user, opportunity=opportunity, note=note, href=href)
