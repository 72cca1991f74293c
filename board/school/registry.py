"""Every setting that the school decides itself, declared once; and the one object that reads them.

What a setting is declared as stands until the school decides otherwise. Each process keeps what it read last, and asks
in each transaction once whether the number of saves has grown since: so a change counts everywhere at once. The page
of a person asks it along with the session, the page of a stranger in a small statement of its own.
"""

import logging
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

from board.kernel.db import db
from board.school import queries
from board.school.kinds import (
    ChoicesSetting,
    DomainsSetting,
    LineSetting,
    NamesSetting,
    NumberSetting,
    Section,
    Setting,
)
from board.settings import Settings

log = logging.getLogger(__name__)

Value = TypeVar("Value")

ROLES = (("student", "Students"), ("faculty", "Faculty"), ("mentor", "Mentors"), ("coordinator", "Coordinators"))
"""The roles of accounts, which lie above."""


@dataclass
class StoredSettings:
    """What is stored, as one process read it. While nothing was ever saved, version 0 is right unread."""

    version: int
    stored: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    """What was asked for so far, as values."""


class SchoolSettings:
    """By section. `settings.school_name` is today's value, `SchoolSettings.school_name` its declaration."""

    school_name = LineSetting(
        "Name of the school",
        lambda environment: environment.school_name,
        section=Section.SCHOOL,
        hint="On the front page, in the footer, on certificates and in emails.",
        most=120,
        required="Write the name of the school.",
    )
    class_years = NamesSetting(
        "Class years",
        ("M1", "M2", "M3", "M4"),
        section=Section.SCHOOL,
        hint="One on each line, the first year first. Postings, profiles, assignments and the roster offer these.",
        longest=20,
        most=12,
        required="Write at least one class year.",
    )
    programmes = NamesSetting(
        "Programs",
        (),
        section=Section.SCHOOL,
        hint="One on each line, such as MD and MD/PhD. Without any, people write their own.",
        longest=60,
        most=40,
    )
    campuses = NamesSetting(
        "Campuses",
        (),
        section=Section.SCHOOL,
        hint="One on each line. Without any, people write their own.",
        longest=60,
        most=40,
    )
    email_domains = DomainsSetting(
        "Email domains",
        lambda environment: environment.email_domains,
        section=Section.PEOPLE,
        hint="One on each line, such as school.edu. Only addresses there may sign up; without any, every address may.",
        longest=200,
        most=50,
    )
    leave_may = ChoicesSetting(
        "What students on leave may do",
        ("learning", "record", "mentoring"),
        section=Section.PEOPLE,
        hint="Everything can be read during a leave. What was begun before it stays.",
        choices=(
            ("apply", "Apply and accept offers"),
            ("mentoring", "Request mentors and meet them"),
            ("learning", "Learn and collect certificates"),
            ("record", "Write the leadership record"),
        ),
    )
    offer_days = NumberSetting(
        "Days an offer holds",
        lambda environment: environment.offer_days,
        section=Section.LIMITS,
        hint="When its poster names no day.",
        least=1,
        most=365,
        unit="day",
    )
    promotion_hours = NumberSetting(
        "Hours an opening from the waiting list is held",
        lambda environment: environment.promotion_hours,
        section=Section.LIMITS,
        least=1,
        most=365,
        unit="hour",
    )
    retention_emails_days = NumberSetting(
        "Emails",
        lambda environment: environment.keep_emails_days,
        section=Section.RETENTION,
        hint="Emails that were sent or left unsent, with the names and addresses in them. Notices inside Rounds stay.",
        least=7,
        most=3650,
        unit="day",
    )
    second_factor_roles = ChoicesSetting(
        "Who must sign in with a second factor",
        (),
        section=Section.SECURITY,
        hint="An authenticator app or a passkey, besides the password. Whoever has none yet sets it up at the next "
        "sign-in.",
        choices=ROLES,
    )

    def declared(self, name: str) -> Setting[Any]:
        """The declaration of this name. Raises LookupError where there is none."""
        setting = getattr(SchoolSettings, name, None)
        if not isinstance(setting, Setting):
            raise LookupError(f"no setting is declared as {name!r}")
        return setting

    def all(self) -> list[Setting[Any]]:
        """Every declaration, in its order."""
        return [each for each in vars(SchoolSettings).values() if isinstance(each, Setting)]

    def of_section(self, section: Section) -> list[Setting[Any]]:
        """The declarations of a page of the office's settings."""
        return [setting for setting in self.all() if setting.section is section]

    def value_of(self, setting: Setting[Value]) -> Value:
        """Today's value."""
        snapshot = _current()
        if setting.name not in snapshot.values:
            snapshot.values[setting.name] = self._loaded(setting, snapshot)
        return cast(Value, snapshot.values[setting.name])

    def default_of(self, setting: Setting[Value]) -> Value:
        """What holds while the school decides nothing."""
        return setting.default_in(_environments[db.engine])

    def stored(self, name: str) -> Any:
        """What is stored under a name that no declaration reads, as JSON holds it; None where nothing is."""
        return _current().stored.get(name)

    def live_in(self, engine: Engine, environment: Settings) -> None:
        """Say whose database it is and what its environment says."""
        _environments[engine], _snapshots[engine] = environment, StoredSettings(0, {})

    def note_version(self, version: int) -> None:
        """What the database said in this transaction: if that is what this process knows, nothing is asked again."""
        if _snapshots[db.engine].version == version:
            db.session().info[_ASKED] = _snapshots[db.engine]

    def forget(self) -> None:
        """Have the current transaction, which has just written some, read them anew. Nobody else sees them yet."""
        info = db.session().info
        info.pop(_ASKED, None)
        info[_WRITTEN] = True

    def _loaded(self, setting: Setting[Value], snapshot: StoredSettings) -> Value:
        if setting.name in snapshot.stored:
            try:
                return setting.load(snapshot.stored[setting.name])
            except (ValueError, TypeError, AttributeError):
                log.warning("the stored setting %s cannot be used; the default holds", setting.name)
        return self.default_of(setting)


settings = SchoolSettings()

_environments: WeakKeyDictionary[Engine, Settings] = WeakKeyDictionary()
_snapshots: WeakKeyDictionary[Engine, StoredSettings] = WeakKeyDictionary()
_ASKED, _WRITTEN = "school settings of this transaction", "school settings were written in this transaction"


def _current() -> StoredSettings:
    """What holds in this transaction. A database that does not answer must not keep the page from saying so."""
    session = db.session()
    asked = session.info.get(_ASKED)
    if asked is None:
        begun = session.in_transaction()
        try:
            asked = StoredSettings(*queries.stored()) if _WRITTEN in session.info else _read_if_changed(db.engine)
            session.info[_ASKED] = asked
        except SQLAlchemyError:
            log.exception("the settings of the school cannot be read; what was read last holds")
            asked = _snapshots[db.engine]
            if not begun:
                session.rollback()
    return cast(StoredSettings, asked)


def _read_if_changed(engine: Engine) -> StoredSettings:
    known = _snapshots[engine]
    if queries.version() != known.version:
        known = _snapshots[engine] = StoredSettings(*queries.stored())
    return known


@event.listens_for(Session, "after_transaction_end")
def _ask_again(session: Session, transaction: SessionTransaction) -> None:
    """What held in one transaction need not hold in the next."""
    if transaction.parent is None:
        session.info.pop(_ASKED, None)
        session.info.pop(_WRITTEN, None)
