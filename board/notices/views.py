"""The addresses of notices."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import User
from board.kernel import clock, mail
from board.kernel.errors import found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.notices import actions, queries
from board.notices.emails import read_unsubscribe
from board.notices.forms import EmailPreferencesForm
from board.notices.labels import TOPICS
from board.notices.models import Pace, Topic
from board.web.access import public, signed_in
from board.web.pages import go_to, render_page

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@signed_in
def index() -> ResponseReturnValue:
    """What I was told."""
    return render_page("notices/index.html", notices=queries.newest(current_user.id))


@bp.post("/notices/read")
@signed_in
def read() -> ResponseReturnValue:
    """I have seen them all."""
    with unit_of_work():
        actions.mark_all_read(current_user, now=clock.now())
    return go_to(".index")


@bp.route("/account/emails", methods=["GET", "POST"])
@signed_in
def emails() -> ResponseReturnValue:
    """How I want emails, topic by topic."""
    form = EmailPreferencesForm.of(queries.paces(current_user.id))
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: EmailPreferencesForm.of(queries.paces(current_user.id)))
            actions.set_paces(current_user, form.paces())
        flash("Your emails follow this from now on.", "good")
        return go_to(".emails")
    page = render_page("notices/emails.html", form=form, topics=TOPICS, kinds=mail.kinds())
    return page, 422 if form.errors else 200


@bp.get("/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """The link from an email shows a button: scanners follow links, and GET changes nothing."""
    user, topic = _read(token)
    if queries.pace_of(user.id, topic) is Pace.OFF:
        return render_page("notices/unsubscribed.html", name=TOPICS[topic][0], email=user.email, is_known=True)
    return render_page("notices/unsubscribe.html", name=TOPICS[topic][0], email=user.email)


@bp.post("/unsubscribe/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """No more emails of the topic. Mail programs post here by themselves (RFC 8058), so no form's token is asked."""
    user, topic = _read(token)
    with unit_of_work():
        actions.set_paces(user, {topic: Pace.OFF})
    return render_page("notices/unsubscribed.html", name=TOPICS[topic][0], email=user.email)


def _read(token: str) -> tuple[User, Topic]:
    return found_or_404(read_unsubscribe(token))
