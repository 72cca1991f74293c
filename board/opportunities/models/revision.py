"""What a poster wants changed in a posting that is public: it waits here, and the public version stays until then."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import Model, UTCDateTime
from board.opportunities.models.posting import Opportunity, Paper, Question

ASKED = "asked"
"""The name, beside those of the columns, of what a posting asks applicants for."""
_PAPER, _QUESTION = (
    ("id", "label", "kind", "limit_words", "required"),
    ("id", "text", "kind", "choices", "limit_words", "required"),
)


class Revision(Model):
    """The changes that wait for a coordinator; a posting has at most one. Approved or withdrawn, it is deleted."""

    __tablename__ = "opportunity_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    """Rises with each edit: a coordinator approves what was read, not what is there by then."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    proposed: Mapped[dict[str, Any]]
    """Column → value as JSON, only what differs; `asked` → the rows of papers and of questions."""
    returned_at: Mapped[datetime | None]
    """When a coordinator asked for changes; empty while it waits to be read."""
    comment: Mapped[str] = mapped_column(default="")

    def values(self) -> dict[str, Any]:
        """Column → value, as the posting itself would hold it."""
        return {name: _from_json(name, value) for name, value in self.proposed.items() if name != ASKED}

    def asked(self) -> dict[str, list[dict[str, Any]]] | None:
        """The rows of papers and questions as they are to be; None when they stay."""
        return self.proposed.get(ASKED)


def as_json(value: Any) -> Any:
    """A column's value as `Revision.proposed` keeps it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def as_proposed(opportunity: Opportunity, revision: Revision) -> Opportunity:
    """The posting as it would be. It belongs to no session: it is read and compared, never written."""
    columns = (column.key for column in Opportunity.__mapper__.column_attrs)
    values = {name: getattr(opportunity, name) for name in columns} | revision.values()
    proposed, asked = Opportunity(**values), revision.asked()
    papers = asked["papers"] if asked else [_row(paper, _PAPER) for paper in opportunity.papers]
    questions = asked["questions"] if asked else [_row(question, _QUESTION) for question in opportunity.questions]
    proposed.papers = [Paper(**row) for row in papers]
    proposed.questions = [Question(**row) for row in questions]
    return proposed


def poster_of(revision: Revision, opportunity: Opportunity) -> User | None:
    """Who proposed it, while they are still one of the posting's people, or hold office in its organisation."""
    people = [person.user for person in opportunity.people]
    if opportunity.organisation is not None:
        people += [officer.user for officer in opportunity.organisation.in_office(clock.day(clock.now()))]
    return next((user for user in people if user.id == revision.by_id), None)


def _row(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _from_json(name: str, value: Any) -> Any:
    kind = Opportunity.__table__.c[name].type
    if value is None:
        return None
    if isinstance(kind, Enum):
        return kind.enum_class(value)  # type: ignore[misc]  # every Enum column of a posting has its class
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
