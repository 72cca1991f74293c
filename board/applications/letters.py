"""Letters about applications: they say that there is news, and lead to it."""

from board.accounts import queries as people
from board.applications import queries
from board.applications.labels import FOR_STUDENTS
from board.kernel.post import Draft
from board.web.letters import link, word


def news(user_id: int, application_id: int) -> Draft | None:
    """Where the application stands now."""
    user, application = people.by_id(user_id), queries.by_id(application_id)
    if user is None or application is None:
        return None
    return word(
        "application-news",
        f"News of your application: {application.opportunity.title}",
        user=user,
        application=application,
        standing=FOR_STUDENTS[application.state][0],
        href=link("applications.show", application_id=application.id),
    )
