"""Every table that says something of a person: whose it is, what it says, who sees it, what becomes of it.

A new table, a new column of text, or a new column that leads to an account is declared here; a house test asks for it.
docs/privacy.md is drawn from it: `python -m tests.data_map`.
"""

from board.personal_data.accounts import ACCOUNTS
from board.personal_data.impersonal import IMPERSONAL
from board.personal_data.mentoring import MATCH_ROUNDS, MENTORING
from board.personal_data.postings import APPLICATIONS, POSTINGS
from board.personal_data.record import ANNOUNCEMENTS, RECORD, RIGHTS, WEBHOOKS
from board.personal_data.table import Erasure, ImpersonalTable, Merging, PersonalTable

AREAS: tuple[tuple[str, tuple[PersonalTable, ...]], ...] = (
    ("Accounts, signing in, emails", ACCOUNTS),
    ("Postings and committees", POSTINGS),
    ("Applications and placements", APPLICATIONS),
    ("Mentoring", MENTORING),
    ("Match rounds", MATCH_ROUNDS),
    ("Learning and the leadership record", RECORD),
    ("Rights", RIGHTS),
    ("Announcements", ANNOUNCEMENTS),
    ("Other systems", WEBHOOKS),
)
PERSONAL: tuple[PersonalTable, ...] = tuple(table for _, tables in AREAS for table in tables)

__all__ = ["AREAS", "IMPERSONAL", "PERSONAL", "Erasure", "ImpersonalTable", "Merging", "PersonalTable"]
