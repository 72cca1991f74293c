"""The words of announcements."""

from collections.abc import Iterator

from board.accounts.models import Role
from board.announcements.models import Lacking
from board.announcements.queries import Audience
from board.kernel.wording import listed

LACKING: dict[Lacking, str] = {
    Lacking.APPLICATION: "have sent no application yet",
    Lacking.PLACEMENT: "have had no placement yet",
    Lacking.MENTOR: "have no mentor now",
}
ROLES: dict[Role, str] = {
    Role.STUDENT: "students",
    Role.FACULTY: "faculty",
    Role.MENTOR: "mentors",
    Role.COORDINATOR: "coordinators",
}


def in_words(audience: Audience) -> str:
    """Whom it is for, as a noun: `students in M3 or M4 who have no mentor now`."""
    return " ".join(_parts(audience))


def _parts(audience: Audience) -> Iterator[str]:
    roles = audience.roles or ((Role.STUDENT,) if audience.lacking else ())
    yield listed([ROLES[Role(role)] for role in roles]) or "everybody"
    if audience.class_years:
        yield f"in {listed(audience.class_years, 'or')}"
    if audience.programmes:
        yield f"of the program {listed(audience.programmes, 'or')}"
    if audience.lacking:
        yield f"who {listed([LACKING[Lacking(name)] for name in audience.lacking])}"
