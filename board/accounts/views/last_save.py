"""For the forms of every slice: who saved them last."""

from flask import request
from flask_login import current_user

from board.accounts.actions.last_save import note_save
from board.accounts.queries.last_save import last_save
from board.kernel import clock


def note(version: str) -> None:
    """Whoever is signed in saves this version of the form that was posted. In the unit of work that saves it."""
    if current_user.is_authenticated:
        note_save(request.path, by=current_user.id, version=version, now=clock.now())


def find() -> tuple[bool, str] | None:
    """Was it whoever is signed in who saved the posted form last, and which version; None where nobody knows."""
    saved = last_save(request.path)
    return (current_user.is_authenticated and saved.user_id == current_user.id, saved.version) if saved else None
