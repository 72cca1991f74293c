"""Letters about postings."""

from board.accounts import queries as people
from board.kernel.post import Draft
from board.opportunities import queries
from board.opportunities.labels import JOINED
from board.web.letters import link, word


def published(user_id: int, opportunity_id: int) -> Draft | None:
    """It is on the board."""
    return _about("posting-published", "{} is on the board", user_id, opportunity_id)


def changes_asked(user_id: int, opportunity_id: int) -> Draft | None:
    """A coordinator asks for a change; the comment goes along."""
    return _about("posting-changes-asked", "A change is asked for {}", user_id, opportunity_id)


def joined(user_id: int, opportunity_id: int) -> Draft | None:
    """A colleague made this person an owner or a reviewer."""
    user, opportunity = people.by_id(user_id), queries.by_id(opportunity_id)
    part = None if opportunity is None else next((o.part for o in opportunity.people if o.user_id == user_id), None)
    if user is None or opportunity is None or part not in JOINED:
        return None
    words, href = JOINED[part].format(opportunity.title), link("opportunities.show", opportunity_id=opportunity_id)
    return word(
        "posting-joined", f"You are asked to help: {opportunity.title}", user=user, words=words, href=f"{href}/desk"
    )


def _about(letter: str, subject: str, user_id: int, opportunity_id: int) -> Draft | None:
    user, opportunity = people.by_id(user_id), queries.by_id(opportunity_id)
    if user is None or opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=opportunity.id)
    note = opportunity.moves[-1].note if opportunity.moves else ""
    return word(letter, subject.format(opportunity.title), user=user, opportunity=opportunity, note=note, href=href)
