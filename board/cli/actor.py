"""Who answers for what a command does: a coordinator who is named, or nobody but whoever has the command line."""

import click

from board.accounts import policy as account_policy
from board.accounts import queries as account_queries
from board.accounts.models import User

BY = "The coordinator in whose name it is done; without it, the audit log names the command line."


def coordinator(email: str | None) -> User | None:
    """The coordinator with this address, None where none is given. Ends the command for anybody else's."""
    if not email:
        return None
    user = account_queries.by_email(email)
    if user is None or not user.is_active or not account_policy.may_visit_office(user):
        raise click.BadParameter(f"{email} is no coordinator here.", param_hint="--by")
    return user
