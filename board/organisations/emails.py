"""Emails about organisations."""

from board.accounts import queries as account_queries
from board.notices.models import Topic
from board.organisations import policy, queries
from board.web.emails import Context, declare_email, link


@declare_email(
    "officer-named",
    name="Named as an officer of an organization",
    audience="The officer",
    topic=Topic.OPPORTUNITY,
    subject="You are {officer.post} of {officer.organisation.name}",
)
def officer_named(user_id: int, officer_id: int) -> Context | None:
    """Somebody was named for a term, which has not ended meanwhile."""
    user, officer = account_queries.by_id(user_id), queries.officer(officer_id)
    if user is None or officer is None or officer.last_day < policy.today():
        return None
    href = link("organisations.show", organisation_id=officer.organisation_id)
    return {"user": user, "officer": officer, "href": href}
