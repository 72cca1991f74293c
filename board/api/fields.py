"""Fields of the answers that are worked out of more than one column."""

from enum import StrEnum
from typing import Any

from marshmallow import fields

from board.kernel import clock
from board.opportunities.models import Opportunity, PostingStatus
from board.web.emails import link


class Deadline(StrEnum):
    """What is known of until when one may apply."""

    DATED = "dated"
    ROLLING = "rolling"
    NOT_STATED = "not-stated"


class PostingPage(fields.String):
    """The address of a posting's page, from its number."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        return link("opportunities.show", opportunity_id=value)


class StatusNow(fields.Enum[PostingStatus]):
    """How a posting stands at this instant."""

    def __init__(self, **more: Any) -> None:
        super().__init__(PostingStatus, by_value=True, attribute="id", dump_only=True, **more)

    def _serialize(self, value: Any, attr: str | None, obj: Opportunity, **kwargs: Any) -> Any:
        return super()._serialize(obj.status(clock.now()), attr, obj, **kwargs)


class DeadlineKind(fields.Enum[Deadline]):
    """Whether `closes_at` says anything."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Deadline, by_value=True, attribute="closes_at", dump_only=True, **more)

    def _serialize(self, value: Any, attr: str | None, obj: Opportunity, **kwargs: Any) -> Any:
        undated = Deadline.NOT_STATED if obj.is_deadline_unstated else Deadline.ROLLING
        return super()._serialize(Deadline.DATED if value is not None else undated, attr, obj, **kwargs)
