"""Erasing a person for them, what is under way, and letting somebody come back."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import erasure_obstacles as account_erasure_obstacles
from board.accounts import queries as account_queries
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import User
from board.accounts.policy.erasure_request import may_ask
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries.erasure_request import PER_PAGE
from board.accounts.views.proof import proved_recently
from board.kernel import clock
from board.kernel.errors import found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.office.forms import ErasePersonForm
from board.office.views import bp
from board.school import settings as school_settings
from board.web.access import for_roles
from board.web.addresses import number
from board.web.confirmation import Confirmation, ask_first
from board.web.pages import go_to, render_page


@bp.get("/office/erasures")
@for_roles("coordinator")
def erasures() -> ResponseReturnValue:
    """Who is to be erased and when, what stands in the way, and what is done."""
    page, done_page = (number(request.args.get(name, "")) or 1 for name in ("page", "done"))
    under_way, waiting = erasure_request_queries.under_way(page)
    done, ended = erasure_request_queries.done(done_page)
    return render_page(
        "office/erasures.html",
        under_way=under_way,
        obstacles=account_erasure_obstacles.of_each([it.user for it in under_way if it.obstructed_at]),
        done=done,
        page=page,
        pages=-(-waiting // PER_PAGE),
        done_page=done_page,
        done_pages=-(-ended // PER_PAGE),
    )


@bp.route("/office/people/<id:user_id>/erase", methods=["GET", "POST"])
@for_roles("coordinator")
@proved_recently
def erase_person(user_id: int) -> ResponseReturnValue:
    """Have everything of somebody erased who asked the office for it, after the days in which they can stop it."""
    user, form, days = (
        found_or_404(account_queries.by_id(user_id)),
        ErasePersonForm(),
        school_settings.erasure_wait_days,
    )
    obstacles = account_erasure_obstacles.of(user)
    if form.validate_on_submit():
        require(may_ask(current_user, user, obstacles))
        if (page := ask_first(_about(user, days))) is not None:
            return page
        with unit_of_work():
            erasure_request_actions.ask(user, by=current_user, now=clock.now(), days=days, reason=form.why.data)
        flash(f"It is noted, and {user.name} has an email that says so.", "good")
        return go_to(".erasures")
    page = render_page(
        "office/erase.html",
        person=user,
        form=form,
        may=may_ask(current_user, user, ()),
        obstacles=obstacles,
        request_to_erase=erasure_request_queries.open_of(user.id),
        days=days,
    )
    return page, 422 if form.errors else 200


def _about(user: User, days: int) -> Confirmation:
    return Confirmation(
        f"Erase {user.name}?",
        [
            f"In {plural(days, 'day')} name, addresses, files and every word of {user.name} ({user.email}) are erased. "
            "Nobody can bring them back.",
            f"{user.name} gets an email now with your reason and a link that stops it, and another before it begins.",
            "Counts, and what was verified for the school, stay without the person.",
        ],
        f"Erase in {plural(days, 'day')}",
        url_for(".erase_person", user_id=user.id),
    )


@bp.post("/office/erasures/<id:request_id>/cancel")
@for_roles("coordinator")
def cancel_erasure(request_id: int) -> ResponseReturnValue:
    """Keep the account after all."""
    erasure = found_or_404(erasure_request_queries.by_id(request_id))
    with unit_of_work():
        erasure_request_actions.cancel(erasure, by=current_user, now=clock.now())
    flash("The account stays, and its person has an email that says so.", "good")
    return go_to(".erasures")


@bp.post("/office/erasures/<id:request_id>/let-back")
@for_roles("coordinator")
def let_back(request_id: int) -> ResponseReturnValue:
    """The next time roster or school sign-on name whoever this was, they get a new account."""
    erasure = found_or_404(erasure_request_queries.by_id(request_id))
    question = Confirmation(
        f"Let {erasure.reference} come back?",
        [
            "Roster and school sign-on no longer know that this person was erased: the next time they name them, a new "
            "account is opened. Nothing of the old one comes back.",
            "Be sure that it is the person who asks for it.",
        ],
        "Let them come back",
        url_for(".erasures"),
    )
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        erasure_request_actions.let_back(erasure, by=current_user)
    flash("They can come back.", "good")
    return go_to(".erasures")
