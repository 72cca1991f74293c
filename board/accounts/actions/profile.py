"""What people say of themselves, and their CV on file."""

from datetime import datetime
from typing import Any

from board.accounts.events import PersonChanged
from board.accounts.models import User
from board.kernel import audit, events, storage
from board.kernel.storage import KeptFile

PROFILE = (
    "name",
    "time_zone",
    "hides",
    "class_year",
    "programme",
    "campus",
    "title",
    "hours_free",
    "areas",
    "competencies",
    "tags",
)


FROM_ROSTER = ("class_year", "programme")
"""What the registrar says of whoever is on the roster: what they may apply for follows it, so it is not theirs."""


def set_profile(user: User, *, fields: dict[str, Any], cv: KeptFile | None, now: datetime) -> None:
    """What this person says of themself: only the columns of the profile are taken, and what is left out stays.

    `cv` takes the place of theirs.
    """
    if fields["name"] != user.name:
        events.publish(PersonChanged(user.id))
        audit.record("account.rename", by=user.id, thing=f"user:{user.id}", name=(user.name, fields["name"]))
    for name in PROFILE:
        if name in fields and not (user.roster_id and name in FROM_ROSTER):
            setattr(user, name, fields[name])
    if cv is not None:
        keep_cv(user, name=cv.name, filename=cv.filename, now=now)


def keep_cv(user: User, *, name: str, filename: str, now: datetime) -> None:
    """Put a kept file on record as this person's CV. The one before stays for as long as an application has it."""
    storage.release(user.cv_name)
    user.cv_name, user.cv_filename, user.cv_at = name, filename, now


def remove_cv(user: User) -> None:
    """Take the CV off the profile. Applications that were sent with it keep theirs."""
    storage.release(user.cv_name)
    user.cv_name, user.cv_filename, user.cv_at = "", "", None
