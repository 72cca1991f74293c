"""Reading one posting."""

from flask.typing import ResponseReturnValue

from board.opportunities.views import bp
from board.opportunities.views.dependencies import visible
from board.opportunities.views.posting_page import posting_page, posting_preview
from board.web.access import public


@bp.get("/opportunities/<id:opportunity_id>")
@public
def show(opportunity_id: int) -> ResponseReturnValue:
    """One posting."""
    return posting_page(visible(opportunity_id))


@bp.get("/opportunities/<id:opportunity_id>/preview")
@public
def preview_posting(opportunity_id: int) -> ResponseReturnValue:
    """The same in short, beside the list."""
    return posting_preview(visible(opportunity_id))
