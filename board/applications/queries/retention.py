"""Which applications are no longer kept."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func

from board.applications.models import Application, ApplicationMove, ApplicationState
from board.kernel.retention import RetentionRule
from board.school import settings as school_settings

WITHOUT_A_PLACE = (
    ApplicationState.DRAFT,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.NOT_SELECTED,
    ApplicationState.WITHDRAWN,
)


def _is_old(moment: datetime) -> ColumnElement[bool]:
    """Over for so long, and never accepted: what was has a placement, and is part of a record."""
    ended_at = func.coalesce(Application.decided_at, Application.saved_at)
    accepted = exists().where(
        ApplicationMove.application_id == Application.id, ApplicationMove.after == ApplicationState.ACCEPTED.value
    )
    return Application.state.in_(WITHOUT_A_PLACE) & (ended_at < moment) & ~accepted


APPLICATION_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_applications_days,
        "applications that led to no place",
        Application,
        _is_old,
    ),
)
"""Their papers on the disk go with the next sweep: no row names them any more."""
