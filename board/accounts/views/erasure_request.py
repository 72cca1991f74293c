"""Asking to be erased, and thinking again."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import erasure_obstacles, signed_links
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.forms import EraseForm
from board.accounts.policy.erasure_request import may_ask
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.signed_links import Purpose
from board.accounts.views import bp
from board.accounts.views.proof import proved_recently
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.personal_data import AREAS, Erasure
from board.school import settings as school_settings
from board.web.access import public, signed_in
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys


@bp.get("/account/erase")
@signed_in
@proved_recently
def erase() -> ResponseReturnValue:
    """What goes, what stays and why; or until when it can be stopped."""
    return _page(EraseForm(formdata=None))


@bp.post("/account/erase")
@signed_in
@proved_recently
def ask_to_erase() -> ResponseReturnValue:
    """Have everything of mine erased, after the days that leave time to think again."""
    require(may_ask(current_user, current_user, erasure_obstacles.of(current_user)))
    form = EraseForm()
    if not form.validate():
        return _page(form), 422
    try:
        form.require_own(current_user)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(form), 422
    with unit_of_work():
        erasure_request_actions.ask(
            current_user, by=current_user, now=clock.now(), days=school_settings.erasure_wait_days
        )
    flash("It is noted. You get an email with a link that stops it.", "good")
    return go_to(".erase")


@bp.post("/account/erase/cancel")
@signed_in
def cancel_erasure() -> ResponseReturnValue:
    """Keep my account after all."""
    request = found_or_404(erasure_request_queries.open_of(current_user.id))
    with unit_of_work():
        erasure_request_actions.cancel(request, by=current_user, now=clock.now())
    flash("Your account stays as it is.", "good")
    return go_to(".account")


@bp.get("/account/keep/<token>")
@public
def keep_account(token: str) -> ResponseReturnValue:
    """The link in the emails: a page with a button, for GET changes nothing."""
    opened = signed_links.read(token, Purpose.KEEP_ACCOUNT, keys=secret_keys())
    request = erasure_request_queries.open_of(opened[0].id) if opened is not None else None
    if request is None or not request.waits:
        return render_page("accounts/stale_link.html"), 410
    return render_page("accounts/keep_account.html", request_to_erase=request, token=token)


@bp.post("/account/keep/<token>")
@public
def keep_account_by_link(token: str) -> ResponseReturnValue:
    """Whoever reads the emails of the account may stop it, signed in or not."""
    with unit_of_work():
        opened = signed_links.read(token, Purpose.KEEP_ACCOUNT, keys=secret_keys())
        request = erasure_request_queries.open_of(opened[0].id) if opened is not None else None
        if opened is not None and request is not None:
            erasure_request_actions.cancel(request, by=opened[0], now=clock.now())
    if request is None:
        return render_page("accounts/stale_link.html"), 410
    flash("Your account stays as it is.", "good")
    return go_to(".account" if current_user.is_authenticated else ".sign_in")


def _page(form: EraseForm) -> str:
    request = erasure_request_queries.open_of(current_user.id)
    return render_page(
        "accounts/erase.html",
        form=form,
        request_to_erase=request,
        may=may_ask(current_user, current_user, ()),
        obstacles=erasure_obstacles.of(current_user),
        days=school_settings.erasure_wait_days,
        fates=_fates(),
    )


def _fates() -> list[tuple[str, list[tuple[str, str]]]]:
    """What becomes of each kind of row, in the words of the registry: heading → what it is, and why it stays."""
    headings = {
        Erasure.DELETED: "Erased as a whole",
        Erasure.BLANKED: "Counted on, with every word of yours erased",
        Erasure.KEPT: "Kept, without you",
    }
    tables = [table for _, tables in AREAS for table in tables]
    return [
        (
            heading,
            [
                (table.what, table.because if erasure is not Erasure.DELETED else "")
                for table in tables
                if table.erasure is erasure
            ],
        )
        for erasure, heading in headings.items()
    ]
