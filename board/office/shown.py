"""What a coordinator reads of a person on their page in the office; that page is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from board.accounts.models import Identity, Role, RosterFact, RosterPeriod, User
from board.accounts.queries import factor as factor_queries
from board.accounts.queries import identity as identity_queries
from board.accounts.queries import roster as roster_queries
from board.accounts.queries.factor import Factors
from board.office.labels import FACTS, student_status
from board.rights.models import Amendment
from board.rights.queries import amendment as amendment_queries
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownPerson(ShownPart):
    """The facts of an account."""

    TEMPLATES = ("office/_shown_person.html", "office/_shown_sign_ons.html")
    FACTS: ClassVar[Mapping[RosterFact, str]] = FACTS

    person: User
    student_status: str
    factors: Factors
    periods: Sequence[RosterPeriod]
    identities: Sequence[Identity]
    """The school sign-ons that are linked."""
    statements: Sequence[Amendment]
    """What they say to what was not corrected."""


def shown_person(user: User) -> ShownPerson:
    """With what they keep from others, and with what the registrar says."""
    return ShownPerson(
        heading=user.name,
        facts=[],
        person=user,
        student_status=student_status(user) if user.is_a(Role.STUDENT) else "",
        factors=factor_queries.factors_of(user.id),
        periods=roster_queries.periods_of(user.id),
        identities=identity_queries.identities_of(user.id),
        statements=amendment_queries.statements_of(user.id),
    )
