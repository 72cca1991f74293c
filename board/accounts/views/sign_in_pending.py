"""Between the password and the second factor: whose password was right at this browser, for a few minutes.

It is no session and opens nothing: no page knows this person, but for the two that ask for what is missing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from board.accounts import queries
from board.accounts.models import SessionEventKind, User
from board.accounts.policy import factor as factor_policy
from board.accounts.queries import factor as factor_queries
from board.accounts.views import known_device as known_device_views
from board.accounts.views import session as session_views
from board.kernel import clock
from board.school import settings as school_settings
from board.web.pages import render_page, safe_next

PENDING = "pending_sign_in"
LASTS = timedelta(minutes=10)
LONGEST_NEXT = 500


@dataclass(frozen=True)
class PendingSignIn:
    """Whose password was right."""

    user: User
    keep: bool
    """Whether the browser is to stay signed in."""
    was: str
    """The hash that the password was checked against."""

    def begin(self, kind: SessionEventKind) -> str | None:
        """The session, in the current unit of work; None where it may not begin any more."""
        return session_views.begin(self.user, was=self.was, keep=self.keep, kind=kind)

    def arrive(self, token: str) -> None:
        """The browser is signed in from the answer on."""
        session_views.remember(token, self.user, keep=self.keep)
        known_device_views.remember(self.user)


def roles() -> tuple[str, ...]:
    """The roles of which this school asks a second factor."""
    return school_settings.second_factor_roles


def missing_step(user: User) -> str | None:
    """The view that asks for what a password alone does not prove; None where it does."""
    if factor_queries.has_factor(user.id):
        return "accounts.second_factor"
    return "accounts.set_up" if factor_policy.must_have_factor(user, roles()) else None


def wait(user: User, *, keep: bool) -> None:
    """From the answer on, this browser has proved the password."""
    session[PENDING] = [user.id, user.link_mark, int(clock.now().timestamp()), keep]


def pending() -> PendingSignIn | None:
    """Whose password was right; None when too long ago, or when the account has changed since."""

    match session.get(PENDING):
        case [int(user_id), str(mark), int(since), bool(keep)]:
            user = queries.by_id(user_id)
            age = clock.now() - datetime.fromtimestamp(since, clock.now().tzinfo)
            if user is not None and user.is_active and user.link_mark == mark and age < LASTS:
                return PendingSignIn(user, keep, user.password_hash)
    return None


def next_page() -> str | None:
    """Where somebody was on their way to: one of our own pages, of a length that fits a link."""
    page = safe_next(request.args.get("next"))
    return page if page is not None and len(page) <= LONGEST_NEXT else None


def to_step(step: str) -> ResponseReturnValue:
    """On to what is missing."""
    return redirect(url_for(step, next=next_page()), 303)


def over() -> ResponseReturnValue:
    """Nobody's password was right here, or too long ago: one begins again."""
    return render_page("accounts/sign_in_over.html", next=next_page()), 410


def onward() -> str:
    """The address at which signing in ends."""
    return next_page() or url_for("dashboard.home")
