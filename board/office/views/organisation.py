"""Organisations as the office sees them: what each lacks."""

from flask.typing import ResponseReturnValue

from board.office.views import bp
from board.opportunities import queries as opportunity_queries
from board.organisations import policy as organisation_policy
from board.organisations import queries as organisation_queries
from board.web.access import for_roles
from board.web.pages import render_page


@bp.get("/office/organisations")
@for_roles("coordinator")
def organisations() -> ResponseReturnValue:
    """Every organisation, with who acts for it and what it lacks."""
    return render_page(
        "office/organisations.html",
        organisations=organisation_queries.everything(),
        today=organisation_policy.today(),
        orphaned=opportunity_queries.without_officers(organisation_policy.today()),
    )
