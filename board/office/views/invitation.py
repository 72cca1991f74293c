"""How far the invitations are that were sent together."""

from flask.typing import ResponseReturnValue

from board.accounts.queries import invitation as invitation_queries
from board.kernel import clock, heartbeat
from board.kernel.errors import found_or_404
from board.office.views import bp
from board.web.access import for_roles
from board.web.pages import render_page


@bp.get("/office/invitations/<id:run_id>")
@for_roles("coordinator")
def invitation_run(run_id: int) -> ResponseReturnValue:
    """How many of them are sent. The worker sends them: nobody has to stay on the page."""
    run = found_or_404(invitation_queries.run_by_id(run_id))
    total, done, sent = invitation_queries.counts_of(run.id)
    return render_page(
        "office/invitation_run.html",
        fragments={"invitations": "office/_invitation_run.html"},
        run=run,
        total=total,
        done=done,
        sent=sent,
        has_worker=heartbeat.is_about(heartbeat.WORKER, now=clock.now()),
    )
