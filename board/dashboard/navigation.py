"""The ways that stand on every page: which of them, for whom."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from board.accounts.models import Role, User


class NavLink(NamedTuple):
    """One link of the frame."""

    words: str
    endpoint: str
    icon: str


@dataclass(frozen=True)
class Navigation:
    """What a person's pages offer: along the top, behind their name, and at the foot of a phone."""

    top: list[NavLink]
    mine: list[NavLink]
    phone: list[NavLink]


FIND = NavLink("Opportunities", "opportunities.index", "search")
LEARN = NavLink("Learning", "learning.index", "book-open")
WORK = NavLink("Applications", "applications.index", "inbox")
RECORD = NavLink("Record", "record.home", "award")
MENTORS = NavLink("Mentors", "mentorship.directory", "users")
MENTORING = NavLink("My mentoring", "mentorship.home", "handshake")
MATCH = NavLink("Match rounds", "match_rounds.index", "users-round")
REPORTS = NavLink("Reports of misconduct", "mentorship.reports", "shield-check")
PLACEMENTS = NavLink("My placements", "placements.index", "briefcase")
ORGANISATIONS = NavLink("Organizations", "organisations.index", "users-round")
COMMITTEES = NavLink("Committees", "committees.index", "landmark")
POSTINGS = NavLink("My postings", "applications.my_postings", "inbox")
OFFICE = NavLink("Administration", "office.home", "building")
POST = NavLink("New posting", "opportunities.new", "pencil")
SAVED = NavLink("Saved", "opportunities.saved", "bookmark")
NOTICES = NavLink("Notices", "notices.index", "bell")
DAY = NavLink("My day", "dashboard.home", "house")
ACCOUNT = NavLink("My account", "accounts.account", "settings")


VISITOR = Navigation(top=[FIND, COMMITTEES, LEARN], mine=[], phone=[FIND, LEARN])


def of(user: User | None, *, handles_reports: bool = False) -> Navigation:
    """The frame for a person; for a visitor, who is None, the public ways."""
    if user is None:
        return VISITOR
    held = user.roles_held
    return _of_roles(Role.STUDENT in held, Role.FACULTY in held, Role.COORDINATOR in held, handles_reports)


@cache
def _of_roles(is_student: bool, is_faculty: bool, is_coordinator: bool, handles_reports: bool) -> Navigation:
    posts = is_faculty or is_coordinator
    own = [WORK, RECORD] * is_student + [POSTINGS] * posts + [OFFICE] * is_coordinator
    top = [FIND, MENTORS, LEARN, *own]
    asked_in = [SAVED, MENTORING, MATCH, *([REPORTS] * handles_reports), COMMITTEES, ORGANISATIONS]
    mine = [*([PLACEMENTS] * is_student), *asked_in, *([POST] * posts), ACCOUNT]
    short = {FIND: "Find", OFFICE: "Admin"}
    phone = [way._replace(words=short.get(way, way.words)) for way in (FIND, MENTORS, *(own[:2] or [DAY]), NOTICES)]
    return Navigation(top, mine, phone)
