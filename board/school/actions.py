"""Saving what the school decides. Who may is for the office to say: it knows people."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import update

from board.kernel import audit, events
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.statements import put_once
from board.school import email_wording, queries
from board.school.email_wording import EmailWording
from board.school.events import ClassYearsChanged
from board.school.kinds import Setting
from board.school.logo import Logo
from board.school.models import SchoolLogo, SchoolSetting
from board.school.registry import settings


def save(values: Mapping[str, Any], *, by: int | None, now: datetime) -> list[str]:
    """Store these values in the current unit of work and log each that differs from before; answers their names.

    A value that is the declared one is stored as "as declared": it follows the declaration and the environment.
    Raises `Invalid` with all that their declarations refuse.
    """
    checked: dict[str, Any] = {}
    refused: list[Invalid] = []
    for name, value in values.items():
        try:
            checked[name] = settings.checked(name, value)
        except Invalid as invalid:
            refused.append(invalid)
    if refused:
        raise Invalid(refused[0].field, str(refused[0]), {invalid.field: str(invalid) for invalid in refused})
    changed = []
    for name, value in checked.items():
        setting: Setting[Any] = settings.declared(name)
        before = settings.value_of(setting)
        if value != before:
            put(name, None if value == settings.default_of(setting) else setting.dump(value), now=now)
            old_and_new = setting.in_words(before), setting.in_words(value)
            audit.record("setting.change", by=by, thing=f"setting:{name}", value=old_and_new)
            changed.append(name)
    if "class_years" in changed:
        events.publish(ClassYearsChanged(queries.version()))
    return changed


def put_logo(logo: Logo, *, by: int | None, now: datetime) -> None:
    """Store a picture and show it from now on."""
    put_once(SchoolLogo, mark=logo.mark, content=logo.content, width=logo.width, height=logo.height)
    save({"logo": f"{logo.mark}-{logo.width}x{logo.height}"}, by=by, now=now)


def save_wording(kind: str, wording: EmailWording, *, by: int | None, now: datetime) -> bool:
    """Store the school's own words for a kind of email, or that it has none. False where nothing changed."""
    before = email_wording.of_kind(kind)
    if wording == before:
        return False
    name = email_wording.stored_as(kind)
    put(name, asdict(wording) if wording else None, now=now)
    audit.record("setting.change", by=by, thing=f"setting:{name}", value=(before.in_words(), wording.in_words()))
    return True


def reset(name: str, *, by: int | None, now: datetime) -> bool:
    """Let a setting be as declared again; False where it is already."""
    return bool(save({name: settings.default_of(settings.declared(name))}, by=by, now=now))


def put(name: str, stored: Any, *, now: datetime) -> None:
    """Write the row of a value, and forget what this process knew."""
    if not put_once(SchoolSetting, name=name, value=stored, version=1, changed_at=now):
        mine = update(SchoolSetting).where(SchoolSetting.name == name)
        db.session.execute(mine.values(value=stored, version=SchoolSetting.version + 1, changed_at=now))
    settings.forget()
