"""Being signed in: which session a request belongs to, the list of one's sessions, and signing out."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from flask import Flask, Request, Response, current_app, flash, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from board.accounts import devices
from board.accounts.actions import session as session_actions
from board.accounts.doors import has_password, local
from board.accounts.labels import SECURITY_EVENTS
from board.accounts.models import Session, SessionEventKind, User
from board.accounts.policy import session as session_policy
from board.accounts.policy.see_as import may_see_as
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import session as session_queries
from board.accounts.school_sign_on import SchoolSignOn
from board.accounts.views import bp
from board.kernel import clock
from board.kernel.dates import say_full_date
from board.kernel.errors import found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from board.settings import Settings
from board.web import problems
from board.web.access import public, signed_in
from board.web.emails import link
from board.web.pages import go_to, render_page

PERSON = "person"
"""Whose session it is or was: what arrives after its end is kept for this person alone."""
TOKEN = "session_token"  # noqa: S105 (the name of what the browser's cookie holds)


def load_user(_request: Request) -> User | None:
    """The person whose session this request belongs to; None when there is none, or it is over, or a program asks."""
    token = session.get(TOKEN) if not problems.asked_by_program() else None
    current = session_queries.by_token(token) if token else None
    if current is None or session_policy.is_over(current, limits(), clock.now()):
        return None
    g.session_id, g.session_seen_at = current.id, current.seen_at
    g.session_began_at, g.session_proved_at = current.began_at, current.proved_at
    return _seen_as(current) or current.user


def _seen_as(current: Session) -> User | None:
    """As whom a coordinator looks in this session; None once the time is over, or they may not any more."""
    user = current.sees if current.sees_id is not None else None
    if user is None or current.sees_until is None or clock.now() >= current.sees_until:
        return None
    if not may_see_as(current.user, user):
        return None
    g.looking_by, g.looking_until = current.user, current.sees_until
    return user


@bp.after_app_request
def note_use(answer: Response) -> Response:
    """Write that the session is in use: at most once a minute, and after the answer has left."""
    if "session_id" not in g or request.method == "HEAD":
        return answer
    if clock.now() - g.session_seen_at >= session_actions.SEEN_EVERY:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the application behind the proxy
        session_id = g.session_id
        answer.call_on_close(lambda: _touch(app, session_id))
    return answer


def _touch(app: Flask, session_id: int) -> None:
    with app.app_context(), unit_of_work():
        session_actions.touch(session_id, now=clock.now())


def limits() -> session_policy.SessionLimits:
    """How long sessions last at this school."""
    settings: Settings = current_app.extensions["settings"]
    return _limits(
        settings.staff_idle_minutes,
        settings.student_idle_minutes,
        settings.staff_session_hours,
        settings.student_session_hours,
        settings.keep_signed_in_days,
    )


@cache
def _limits(
    staff_minutes: int, student_minutes: int, staff_hours: int, student_hours: int, kept_days: int
) -> session_policy.SessionLimits:
    return session_policy.SessionLimits(
        staff_idle=timedelta(minutes=staff_minutes),
        student_idle=timedelta(minutes=student_minutes),
        staff_most=timedelta(hours=staff_hours),
        student_most=timedelta(hours=student_hours),
        kept=timedelta(days=kept_days),
    )


def begin(
    user: User,
    *,
    was: str,
    keep: bool = False,
    kind: SessionEventKind = SessionEventKind.SIGNED_IN,
    identity_id: int | None = None,
    id_token: str = "",
    by_password_alone: bool = False,
) -> str | None:
    """A new session of this browser, in the current unit of work; whatever the browser was before, it is no more.

    None as well where the school lets people in by its sign-on alone, and this is none. A door that asks for a password
    and nothing else says so: nobody who has a second factor comes in by it.
    """
    door = local()
    if identity_id is None and not door.lets_in(user):
        return None
    if TOKEN in session:
        session_actions.end(session[TOKEN], now=clock.now())
    sign_in = session_actions.SignIn(was, device(), keep=keep, kind=kind, by_password_alone=by_password_alone)
    sign_in = replace(sign_in, identity_id=identity_id, id_token=id_token)
    token = session_actions.begin(user, sign_in, limits=limits(), now=clock.now())
    if token is not None and identity_id is None and door.is_break_glass(user):
        session_actions.note_break_glass(user)
    return token


def device() -> str:
    """What this browser is, in a few words."""
    return devices.named(request.user_agent.string)


def remember(token: str, user: User, *, keep: bool = False) -> None:
    """Give the browser the token, and nothing of what it brought along."""
    session.clear()
    session[TOKEN], session[PERSON] = token, user.id
    session.permanent = keep and session_policy.may_be_kept(user, limits())
    request = erasure_request_queries.open_of(user.id)
    if request is not None:
        day = say_full_date(clock.day(request.due_at))
        flash(f"Your account is going to be erased after {day}. To keep it, go to My account, Erase.", "warm")


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Leave, and leave nothing behind in the browser."""
    token = session.get(TOKEN)
    ended = session_queries.by_token(token) if token else None
    way_out = _way_out_of_school(ended) if ended is not None else ""
    if token:
        with unit_of_work():
            session_actions.end(token, now=clock.now())
    return _signed_out(way_out)


def _way_out_of_school(ended: Session) -> str:
    """Where somebody who came in by the school's sign-on signs out of that; empty for the others."""
    asked: SchoolSignOn | None = current_app.extensions["sign_on"]
    if ended.identity_id is None or asked is None:
        return ""
    return asked.provider.way_out(id_token=ended.id_token, back=link("dashboard.home"))


def _signed_out(way_out: str = "") -> ResponseReturnValue:
    """The front page; or a page with the way out of the school's sign-on, where others at this computer come in by it.

    That way is a link: a form's redirects are held to our own site.
    """
    logout_user()  # the page below is a stranger's
    session.clear()
    name = getattr(current_app.extensions["sign_on"], "name", "")
    answer = make_response(
        render_page("accounts/signed_out.html", way_out=way_out, name=name)
        if way_out
        else redirect(url_for("dashboard.home"), 303)
    )
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/account/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    """Where I am signed in, and what happened to my account."""
    theirs = session_queries.sessions_of(current_user.id)
    live = [each for each in theirs if not session_policy.is_over(each, limits(), clock.now())]
    events = session_queries.security_events(current_user.id)
    return render_page(
        "accounts/sessions.html",
        sessions=live,
        current_id=g.session_id,
        events=events,
        words=SECURITY_EVENTS,
        has_password=has_password(current_user),
        kept_for=school_settings.retention_security_events_days,
    )


@bp.post("/account/sessions/<id:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out at one of my browsers; at this one too, if it is this one."""
    if session_id == g.session_id:
        return sign_out()
    ended = found_or_404(session_queries.own(session_id, user_id=current_user.id))
    with unit_of_work():
        session_actions.end_one(ended, by=current_user)
    flash("That browser is signed out.", "good")
    return go_to(".sessions")


@bp.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    with unit_of_work():
        session_actions.sign_out_everywhere(current_user)
    return _signed_out()
