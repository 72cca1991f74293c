"""Who may apply: each condition of a posting, and what it means for one person.

It is said and never refused: a profile may be a year behind, and the people of the posting decide about exceptions.
"""

from dataclasses import dataclass
from typing import Protocol

from board.accounts.models import User
from board.kernel.wording import listed
from board.opportunities.models import Opportunity


class Addressed(Protocol):
    """What is compared with a profile: a row of the database, or the few columns that a long list needs."""

    class_years: list[str]
    programmes: list[str]


@dataclass(frozen=True)
class Doubt:
    """Why a condition may shut somebody out, in a sentence without its period."""

    words: str
    is_certain: bool
    """False where the profile does not say it."""


def conditions(opportunity: Opportunity) -> list[str]:
    """Who may apply: first the class years, then a line for each other condition."""
    years, programmes = opportunity.class_years, opportunity.programmes
    lines = [f"Open to {listed(years)}" if years else "Open to all years"]
    if programmes:
        lines.append(f"In the program {listed(programmes, 'or')}")
    return lines + to_check(opportunity)


def to_check(opportunity: Opportunity) -> list[str]:
    """The conditions that no profile answers: the student knows them, or asks."""
    lines = {
        "In good academic standing": opportunity.good_standing,
        "With the approval of the dean’s office": opportunity.approval_needed,
        f"Members of: {opportunity.membership}": opportunity.membership,
        opportunity.eligibility_note: opportunity.eligibility_note,
    }
    return [line for line, asked in lines.items() if asked]


def doubts(user: User, posting: Addressed) -> list[Doubt]:
    """What of this person's profile does not meet the conditions, or says nothing about them."""
    year, programme = user.class_year, user.programme
    result: list[Doubt] = []
    if posting.class_years and year not in posting.class_years:
        mine = f"you are in {year}" if year else "your profile names no class year"
        result.append(Doubt(f"Asks for {listed(posting.class_years, 'or')}, and {mine}", bool(year)))
    if posting.programmes and programme.casefold() not in [asked.casefold() for asked in posting.programmes]:
        mine = f"yours is {programme}" if programme else "your profile names none"
        result.append(Doubt(f"Asks for the program {listed(posting.programmes, 'or')}, and {mine}", bool(programme)))
    return result
