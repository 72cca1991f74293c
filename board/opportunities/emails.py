"""Emails about postings."""

from board.accounts import queries as account_queries
from board.notices.models import Topic
from board.opportunities import queries
from board.opportunities.labels import JOINED
from board.opportunities.models import OUTCOME_LINK, PostingState
from board.organisations import policy as organisation_policy
from board.web.emails import Context, declare_email, link
from board.web.signed_links import seal


@declare_email(
    "posting-published",
    name="The posting is on the board",
    audience="Owners of the posting",
    topic=Topic.OPPORTUNITY,
    subject="{opportunity.title} is on the board",
)
def posting_published(user_id: int, opportunity_id: int) -> Context | None:
    """It is on the board."""
    return _about(user_id, opportunity_id)


@declare_email(
    "posting-changes-asked",
    name="The posting needs changes",
    audience="Owners of the posting",
    topic=Topic.OPPORTUNITY,
    subject="A change is asked for {opportunity.title}",
)
def posting_changes_asked(user_id: int, opportunity_id: int) -> Context | None:
    """A coordinator asks for a change; the comment goes along."""
    return _about(user_id, opportunity_id)


@declare_email(
    "posting-edit-approved",
    name="An edit of a public posting was approved",
    audience="Whoever edited the posting",
    topic=Topic.OPPORTUNITY,
    subject="Your edit of {opportunity.title} is public",
)
def posting_edit_approved(user_id: int, opportunity_id: int) -> Context | None:
    """What this person changed in a public posting is public too."""
    return _about(user_id, opportunity_id)


@declare_email(
    "posting-edit-returned",
    name="An edit of a public posting needs changes",
    audience="Whoever edited the posting",
    topic=Topic.OPPORTUNITY,
    subject="A change is asked for in your edit of {opportunity.title}",
)
def posting_edit_returned(user_id: int, opportunity_id: int) -> Context | None:
    """A coordinator asks for another wording of an edit; the comment goes along."""
    user, opportunity, revision = (
        account_queries.by_id(user_id),
        queries.by_id(opportunity_id),
        queries.revision(opportunity_id),
    )
    if user is None or opportunity is None or revision is None or not revision.comment:
        return None
    href = link("opportunities.changes", opportunity_id=opportunity.id)
    return {"user": user, "opportunity": opportunity, "note": revision.comment, "href": href}


@declare_email(
    "posting-joined",
    name="Added to a posting as owner or reviewer",
    audience="Whoever was added",
    topic=Topic.OPPORTUNITY,
    subject="You are asked to help: {opportunity.title}",
)
def posting_joined(user_id: int, opportunity_id: int) -> Context | None:
    """A colleague made this person an owner or a reviewer."""
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    part = None if opportunity is None else next((o.part for o in opportunity.people if o.user_id == user_id), None)
    if user is None or opportunity is None or part not in JOINED:
        return None
    words, href = JOINED[part].format(opportunity.title), link("opportunities.show", opportunity_id=opportunity_id)
    return {"user": user, "opportunity": opportunity, "words": words, "href": f"{href}/applicants"}


@declare_email(
    "posting-end-moved",
    name="A deadline has moved",
    audience="Applicants, and whoever saved the posting or began to apply",
    topic=Topic.REMINDER,
    subject="{headline}: {opportunity.title}",
)
def posting_end_moved(user_id: int, opportunity_change_id: int) -> Context | None:
    """To whoever waits for it: its end has moved, and why."""
    user, change = account_queries.by_id(user_id), queries.change(opportunity_change_id)
    opportunity = None if change is None else queries.by_id(change.opportunity_id)
    if user is None or change is None or opportunity is None:
        return None
    href, headline = link("opportunities.show", opportunity_id=opportunity.id), change.words.rstrip(".")
    return {"headline": headline, "user": user, "opportunity": opportunity, "change": change, "href": href}


@declare_email(
    "posting-opened",
    name="A saved posting has opened",
    audience="Whoever saved the posting",
    topic=Topic.REMINDER,
    subject="It is open: {opportunity.title}",
)
def posting_opened(user_id: int, opportunity_id: int) -> Context | None:
    """To whoever saved it beforehand: one may apply now."""
    return _about(user_id, opportunity_id)


@declare_email(
    "posting-outcome",
    name="Was the posting filled?",
    audience="Owners of the posting",
    topic=Topic.OPPORTUNITY,
    subject="What became of {opportunity.title}?",
)
def posting_outcome(user_id: int, opportunity_id: int) -> Context | None:
    """To an owner: what became of it? The link needs no signing in."""
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None or opportunity.state is not PostingState.PUBLISHED:
        return None
    token = seal(OUTCOME_LINK, opportunity.id, f"{user.id}:{user.link_mark}")
    return {"user": user, "opportunity": opportunity, "href": link("opportunities.outcome_by_email", token=token)}


@declare_email(
    "posting-question",
    name="A question about a posting",
    audience="Owners of the posting",
    topic=Topic.OPPORTUNITY,
    subject="A question about {opportunity.title}",
)
def posting_question(user_id: int, enquiry_id: int) -> Context | None:
    """To the owners: a question, without who asks."""
    return _question(user_id, enquiry_id)


@declare_email(
    "posting-answer",
    name="A question was answered",
    audience="Whoever asked",
    topic=Topic.OPPORTUNITY,
    subject="Your question about {opportunity.title}",
)
def posting_answer(user_id: int, enquiry_id: int) -> Context | None:
    """To whoever asked: the answer."""
    return _question(user_id, enquiry_id)


def _question(user_id: int, asked_id: int) -> Context | None:
    user, asked = account_queries.by_id(user_id), queries.enquiry_by_id(asked_id)
    opportunity = None if asked is None else queries.by_id(asked.opportunity_id)
    if user is None or asked is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id) + "#questions"
    return {"user": user, "opportunity": opportunity, "asked": asked, "href": href}


def _about(user_id: int, opportunity_id: int) -> Context | None:
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id)
    note = opportunity.moves[-1].note if opportunity.moves else ""
    return {"user": user, "opportunity": opportunity, "note": note, "href": href}


@declare_email(
    "posting-waits",
    name="A posting of the organization waits for approval",
    audience="The adviser of the organization",
    topic=Topic.OPPORTUNITY,
    subject="{opportunity.title} waits for your approval",
)
def posting_waits(user_id: int, opportunity_id: int) -> Context | None:
    """Officers have sent a posting to their adviser; who advises them no more is told nothing."""
    user, opportunity = account_queries.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None or opportunity.state is not PostingState.IN_REVIEW:
        return None
    if not organisation_policy.advises(user, opportunity.organisation):
        return None
    href = link("opportunities.show", opportunity_id=opportunity_id)
    return {"user": user, "opportunity": opportunity, "href": href}
