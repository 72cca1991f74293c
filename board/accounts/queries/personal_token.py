"""Finding personal tokens."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from board.accounts.models import PersonalToken, User
from board.accounts.queries.session import hashed
from board.kernel.db import db

_BY_TOKEN = (
    select(PersonalToken)
    .join(PersonalToken.user)
    .outerjoin(User.grants)
    .where(PersonalToken.token_hash == bindparam("token_hash"))
    .options(contains_eager(PersonalToken.user).contains_eager(User.grants))
)


def by_token(token: str) -> PersonalToken | None:
    """What a program shows, with its person and their roles."""
    return db.session.execute(_BY_TOKEN, {"token_hash": hashed(token)}).unique().scalar_one_or_none()


def tokens_of(user_id: int) -> list[PersonalToken]:
    """Every token of a person, the newest first; some may be over."""
    theirs = select(PersonalToken).where(PersonalToken.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(PersonalToken.id.desc())))


def own(token_id: int, *, user_id: int) -> PersonalToken | None:
    """This token, if it is theirs."""
    theirs = PersonalToken.id == token_id, PersonalToken.user_id == user_id
    return db.session.scalar(select(PersonalToken).where(*theirs))


def called(name: str, *, user_id: int) -> PersonalToken | None:
    """The token of a person that has this name."""
    theirs = PersonalToken.name == name, PersonalToken.user_id == user_id
    return db.session.scalar(select(PersonalToken).where(*theirs))


def by_id(token_id: int) -> PersonalToken | None:
    """This token, whosever it is."""
    return db.session.get(PersonalToken, token_id)
