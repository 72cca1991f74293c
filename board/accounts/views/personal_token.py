"""Personal tokens: one's own list of them, and the guard of what programs read with one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, after_this_request, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import personal_token as personal_token_actions
from board.accounts.actions.session import SEEN_EVERY
from board.accounts.forms import TokenForm
from board.accounts.labels import SCOPES
from board.accounts.models import PersonalToken, TokenScope, User
from board.accounts.policy import personal_token as personal_token_policy
from board.accounts.queries import personal_token as personal_token_queries
from board.accounts.views import bp
from board.accounts.views import proof as proof_views
from board.accounts.views.proof import proved_recently
from board.kernel import clock
from board.kernel.errors import Forbidden, Invalid, Unauthorized, found_or_404
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.web import throttle
from board.web.access import signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page

View = TypeVar("View", bound=Callable[..., Any])

REQUESTS = Limit.of("requests of programs", "120 per minute", "This token asks faster than it may.")
"""Of one token, counted in this process."""
_ACCESS = "token "


@bp.get("/account/tokens")
@signed_in
def tokens() -> ResponseReturnValue:
    """The programs that read for me."""
    return _page(_form(is_sent=False))


@bp.post("/account/tokens")
@signed_in
@proved_recently
def make_token() -> ResponseReturnValue:
    """One more; the answer is the only page that ever shows it."""
    form = _form()
    try:
        form.require_valid()
        with unit_of_work():
            token = personal_token_actions.make(
                current_user,
                name=form.name.data,
                scopes=form.chosen_scopes(),
                days=form.chosen_days(),
                now=clock.now(),
            )
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(form), 422
    return render_page("accounts/token_made.html", token=token, name=form.name.data, after=url_for(".tokens")), 201


@bp.post("/account/tokens/<id:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    """It opens nothing any more."""
    token = found_or_404(personal_token_queries.own(token_id, user_id=current_user.id))
    consequences = ["The program that has it reads nothing more, from this moment on."]
    question = Confirmation(f"Revoke the token “{token.name}”?", consequences, "Revoke", url_for(".tokens"))
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        personal_token_actions.revoke(token, by=current_user)
    flash("The token is revoked.", "good")
    return go_to(".tokens")


def _form(*, is_sent: bool = True) -> TokenForm:
    form = TokenForm() if is_sent else TokenForm(formdata=None)
    form.offer(personal_token_policy.scopes_of(current_user))
    return form


def _page(form: TokenForm) -> str:
    mine = personal_token_queries.tokens_of(current_user.id)
    return render_page(
        "accounts/tokens.html",
        form=form,
        tokens=mine,
        scopes=SCOPES,
        now=clock.now(),
        has_room=personal_token_policy.has_room(len(mine)),
        is_proved=proof_views.is_recent(),
    )


def for_token(scope: TokenScope) -> Callable[[View], View]:
    """Only programs that show a token that was made for this. No cookie counts, whoever's browser asks."""

    def guarded(view: View) -> View:
        @wraps(view)
        def guard(*args: Any, **kwargs: Any) -> Any:
            token = _shown()
            throttle.count_in_process(REQUESTS, str(token.id))
            if not token.opens(scope):
                raise Forbidden(f"This token was not made for {scope.value}. Make one that is, under My account.")
            g.token_holder = token.user
            _note_use(token)
            return view(*args, **kwargs)

        guard.__access__ = f"{_ACCESS}{scope.value}"  # type: ignore[attr-defined]  # a mark on a function
        return cast(View, guard)

    return guarded


def scope_of(view: Callable[..., Any]) -> str:
    """What a token must have been made for to open this view; empty where none is asked for."""
    access: str = getattr(view, "__access__", "")
    return access.removeprefix(_ACCESS) if access.startswith(_ACCESS) else ""


def holder() -> User:
    """Whose token this request showed."""
    user: User = g.token_holder
    return user


def _shown() -> PersonalToken:
    """The token in the head of the request. Raises `Unauthorized`, also for one that is over; an origin of too many
    wrong ones waits."""
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise Unauthorized("Send a personal token in the header Authorization: Bearer. You make one under My account.")
    token = personal_token_queries.by_token(sent.token)
    if token is None or token.is_over(clock.now()):
        throttle.count_for_reader(throttle.WRONG_KEYS)
        raise Unauthorized("This token opens nothing: it was revoked, has expired, or never was one.")
    return token


def _note_use(token: PersonalToken) -> None:
    """Write that the token is in use: at most once a minute, and after the answer has left."""
    now, token_id = clock.now(), token.id
    if request.method == "HEAD" or (token.used_at is not None and now - token.used_at < SEEN_EVERY):
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the application behind the proxy

    @after_this_request
    def touch_later(answer: Response) -> Response:
        answer.call_on_close(lambda: _touch(app, token_id))
        return answer


def _touch(app: Flask, token_id: int) -> None:
    with app.app_context(), unit_of_work():
        personal_token_actions.touch(token_id, now=clock.now())
