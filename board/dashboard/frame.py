"""The ways that stand on every page: which of them, for whom."""

from dataclasses import dataclass

from board.accounts.models import Role, User


@dataclass(frozen=True)
class Way:
    """One link of the frame."""

    words: str
    endpoint: str
    icon: str


@dataclass(frozen=True)
class Frame:
    """What a person's pages offer: along the top, behind their name, and at the foot of a phone."""

    top: list[Way]
    mine: list[Way]
    phone: list[Way]


FIND = Way("Opportunities", "opportunities.index", "search")
LEARN = Way("Learning", "learning.index", "book-open")
WORK = Way("My work", "applications.index", "inbox")
RECORD = Way("Record", "record.home", "award")
MENTORS = Way("Mentors", "mentorship.directory", "users")
MENTORING = Way("My mentoring", "mentorship.home", "handshake")
MATCH = Way("Match rounds", "rounds.index", "users-round")
REPORTS = Way("Reports", "mentorship.reports", "shield-check")
PLACEMENTS = Way("My placements", "placements.index", "briefcase")
COMMITTEES = Way("Committees", "committees.index", "landmark")
DESK = Way("Desk", "applications.desks", "inbox")
OFFICE = Way("Office", "office.home", "building")
POST = Way("Write a posting", "opportunities.new", "pencil")
SAVED = Way("Saved", "opportunities.saved", "bookmark")
NOTICES = Way("Notices", "notices.index", "bell")
DAY = Way("My day", "dashboard.home", "house")
ACCOUNT = Way("My account", "accounts.account", "settings")


def of(user: User | None, *, handles_reports: bool = False) -> Frame:
    """The frame for a person; for a visitor, who is None, the public ways."""
    if user is None:
        return Frame(top=[FIND, COMMITTEES, LEARN], mine=[], phone=[FIND, LEARN])
    is_student = user.is_a(Role.STUDENT)
    is_coordinator = user.is_a(Role.COORDINATOR)
    posts = user.is_a(Role.FACULTY) or is_coordinator
    own = [WORK, RECORD] * is_student + [DESK] * posts + [OFFICE] * is_coordinator
    top = [FIND, MENTORS, LEARN, *own]
    asked_in = [SAVED, MENTORING, MATCH, *([REPORTS] * handles_reports), COMMITTEES]
    mine = [*([PLACEMENTS] * is_student), *asked_in, *([POST] * posts), ACCOUNT]
    phone = [Way("Find", FIND.endpoint, FIND.icon), MENTORS, *(own[:2] or [DAY]), NOTICES]
    return Frame(top, mine, phone)
