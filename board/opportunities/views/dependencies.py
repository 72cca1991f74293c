"""What the views of postings load, as the reader who asks may see it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_login import current_user

from board.accounts.models import Role, User
from board.accounts.views.see_as import shows
from board.kernel.errors import found_or_404
from board.kernel.verdict import Verdict, require
from board.opportunities import policy, queries
from board.opportunities.apply_step import ApplyStep
from board.opportunities.models import ListedPosting, Opportunity
from board.school import settings as school_settings
from board.vocabulary.words import Competency


def visible(opportunity_id: int) -> Opportunity:
    """The posting, if this reader may see it."""
    opportunity = found_or_404(queries.by_id(opportunity_id))
    require(policy.may_see(user_here(), opportunity))
    return opportunity


def allowed(opportunity_id: int, may: Callable[[User, Opportunity], Verdict]) -> Opportunity:
    """The posting, if this person may do this to it: asked before what they sent is looked at."""
    opportunity = visible(opportunity_id)
    require(may(current_user, opportunity))
    return opportunity


def user_here() -> User | None:
    """Who reads; None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None  # the person, not the proxy


def school_zone() -> ZoneInfo:
    """The zone in which a day begins and ends here."""
    zone: ZoneInfo = current_app.extensions["settings"].time_zone
    return zone


def student_here() -> User | None:
    """The student who reads; None for everybody else: only for students is there a fit."""
    user = user_here()
    return user if user is not None and user.is_a(Role.STUDENT) else None


def fitted_here() -> User | None:
    """The student for whom postings are fitted to what their profile says; whoever looks as them does not see it."""
    return student_here() if shows("accounts.profile") else None


def class_year_here() -> str:
    """The class year of the student who reads, as their profile has it; none where the school knows it no more."""
    student = fitted_here()
    return student.class_year if student and student.class_year in school_settings.class_years else ""


def apply_steps(opportunities: Sequence[Opportunity | ListedPosting], now: datetime) -> dict[int, ApplyStep]:
    """Posting → where the student who reads stands with it, of those that they have begun to apply for.

    Applications are kept in a later slice, which leaves its finders here.
    """
    student = student_here()
    steps: dict[int, ApplyStep] = current_app.extensions["apply_steps"](student, opportunities, now) if student else {}
    return steps


def apply_steps_of_page(
    opportunity: Opportunity, beside: Sequence[ListedPosting], now: datetime
) -> tuple[ApplyStep | None, dict[int, ApplyStep]]:
    """The same for the posting whose page they read, begun or not, and for those beside it; for a student alone."""
    student = student_here()
    if student is None:
        return None, {}
    steps: tuple[ApplyStep, dict[int, ApplyStep]] = current_app.extensions["apply_steps_of_page"](
        student, opportunity, beside, now
    )
    return steps


def lacking(user: User | None) -> frozenset[str]:
    """The competencies that this person's record has nothing of yet; a record without any entry lacks none of them
    more than another. Records are kept in a later slice, which leaves its finder here."""
    if user is None:
        return frozenset()
    lacks = frozenset(current_app.extensions["competencies_lacking"](user.id))
    return lacks if len(lacks) < len(Competency) else frozenset()
