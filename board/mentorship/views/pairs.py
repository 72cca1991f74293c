"""A pair: what it agreed and what it did."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.mentorship.labels import MENTORSHIPS
from board.mentorship.views import bp
from board.mentorship.views.loading import own_pair
from board.web.access import signed_in
from board.web.page import render_page


@bp.get("/mentorships/<id:mentorship_id>")
@signed_in
def pair(mentorship_id: int) -> ResponseReturnValue:
    """Everything of a pair, for the two of them."""
    found = own_pair(mentorship_id)
    return render_page(
        "mentorship/pair.html", pair=found, partner=found.partner_of(current_user.id), label=MENTORSHIPS[found.state]
    )
