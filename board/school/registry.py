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
from board.kernel.errors import Invalid
from board.school import queries
from board.school.contrast import DARK, LIGHT
from board.school.kinds import (
    ChoicesSetting,
    ColourSetting,
    DomainsSetting,
    LineSetting,
    LogoSetting,
    NamesSetting,
    NumberSetting,
    Section,
    Setting,
    SynonymsSetting,
    TermsSetting,
    TextSetting,
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
    terms = TermsSetting(
        "Terms",
        (),
        section=Section.SCHOOL,
        hint="One on each line, such as Fall 2026: Aug 17, 2026 to Dec 18, 2026. They stand beside a posting’s days.",
        longest=100,
        most=40,
    )
    logo = LogoSetting("Logo", "", section=Section.LOOK)
    brand_light = ColourSetting(
        "Color in the light theme",
        "",
        section=Section.LOOK,
        hint="For links, buttons and marks: # and six digits, such as #0b625c. Empty: the color of Rounds.",
        theme=LIGHT,
    )
    brand_dark = ColourSetting(
        "Color in the dark theme",
        "",
        section=Section.LOOK,
        hint="A light shade of the same, such as #72cec2. Empty: the color of Rounds.",
        theme=DARK,
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
    synonyms = SynonymsSetting(
        "Words that mean the same",
        (),
        section=Section.WORDS,
        hint="One on each line: sim lab = simulation center, so that each finds the other; pain > anesthesiology, so "
        "that the first finds the second too. Many common ones are known already.",
        longest=120,
        most=200,
    )
    front_text = TextSetting(
        "Front page",
        "",
        section=Section.TEXTS,
        hint="Below the heading of the front page, for whoever is not signed in. Empty: what Rounds says of itself.",
        most=2000,
    )
    help_text = TextSetting(
        "Whom to ask",
        "",
        section=Section.TEXTS,
        hint="On the help page, under When something is wrong: who answers, where, and when.",
        most=5000,
    )
    privacy_contact = LineSetting(
        "Whom to ask about privacy",
        "",
        section=Section.TEXTS,
        hint="On the privacy page: a name or an office, with an email or telephone number.",
        most=200,
    )
    signatory = LineSetting(
        "Who signs certificates and sheets of hours",
        "",
        section=Section.TEXTS,
        hint="Name and title, below the line for the signature. Empty: both are written by hand.",
        most=120,
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
    places_held = NumberSetting(
        "Openings a student may hold at once",
        0,
        section=Section.LIMITS,
        hint="Whoever holds so many accepts no further offer until one is over. 0: as many as one is offered.",
        least=0,
        most=50,
        zero="No limit",
    )
    mentor_places = NumberSetting(
        "Students that a mentor takes who has not said how many", 2, section=Section.LIMITS, least=1, most=5
    )
    mentor_most_places = NumberSetting(
        "Students that a mentor may take at most",
        5,
        section=Section.LIMITS,
        hint="A coordinator may enter up to eight.",
        least=1,
        most=8,
    )
    open_requests = NumberSetting(
        "Open mentorship requests that a student may have", 3, section=Section.LIMITS, least=1, most=20
    )
    mentor_inbox = NumberSetting(
        "Waiting requests at which a mentor’s inbox is full", 10, section=Section.LIMITS, least=1, most=100
    )
    request_days = NumberSetting(
        "Days that a mentor has to answer a request", 7, section=Section.LIMITS, least=4, most=60, unit="day"
    )
    request_again_days = NumberSetting(
        "Days after a no before the same mentor may be asked again",
        90,
        section=Section.LIMITS,
        least=0,
        most=730,
        unit="day",
    )
    open_questions = NumberSetting(
        "Unanswered questions that a student may have about one posting", 5, section=Section.LIMITS, least=1, most=50
    )
    verification_requests = NumberSetting(
        "Requests to verify one experience", 5, section=Section.LIMITS, least=1, most=20
    )
    retention_emails_days = NumberSetting(
        "Emails",
        lambda environment: environment.keep_emails_days,
        section=Section.RETENTION,
        hint="Emails that were sent or left unsent, with the names and addresses in them.",
        least=7,
        most=3650,
        unit="day",
    )
    retention_security_events_days = NumberSetting(
        "Sign-ins and other events of an account",
        365,
        section=Section.RETENTION,
        hint="What a person reads under My account as their own security log.",
        least=30,
        most=3650,
        unit="day",
    )
    retention_unsent_forms_days = NumberSetting(
        "What was written and never sent",
        14,
        section=Section.RETENTION,
        hint="Copies of forms that nobody came back for.",
        least=1,
        most=365,
        unit="day",
    )
    retention_notices_days = NumberSetting(
        "Notices inside Rounds",
        1095,
        section=Section.RETENTION,
        hint="The lines under Notices, read or not.",
        least=365,
        most=3650,
        unit="day",
    )
    retention_mentoring_notes_days = NumberSetting(
        "Private notes on meetings of mentor and student",
        365,
        section=Section.RETENTION,
        hint="Counted from the end of the mentorship. Only who wrote them ever reads them.",
        least=30,
        most=3650,
        unit="day",
    )
    retention_asks_days = NumberSetting(
        "Requests to verify that nobody answered",
        365,
        section=Section.RETENTION,
        hint="With name and address of who was asked, counted from the day on which the link ended.",
        least=30,
        most=3650,
        unit="day",
    )
    retention_applications_days = NumberSetting(
        "Applications that led to no place",
        1095,
        section=Section.RETENTION,
        hint="With statement, papers, reviews and messages, counted from the decision; of what was never sent, from "
        "the last time it was saved. Reports of those years no longer count them.",
        least=365,
        most=3650,
        unit="day",
    )
    retention_links_days = NumberSetting(
        "Links to records that have ended",
        90,
        section=Section.RETENTION,
        hint="With how often they were opened, counted from the day on which they ended or were revoked.",
        least=1,
        most=3650,
        unit="day",
    )
    retention_merges_days = NumberSetting(
        "What merges of accounts moved",
        30,
        section=Section.RETENTION,
        hint="It can be undone for a day. That there was a merge stays in the audit log.",
        least=2,
        most=365,
        unit="day",
    )
    retention_copies_days = NumberSetting(
        "Copies of people’s data",
        7,
        section=Section.RETENTION,
        hint="The ZIP files that people ask for under My account. So long can each be downloaded.",
        least=1,
        most=30,
        unit="day",
    )
    retention_imports_days = NumberSetting(
        "Files that were read in",
        14,
        section=Section.RETENTION,
        hint="Rosters and files of postings that waited for a yes and never got one; and what a roster that was "
        "imported changed, row by row.",
        least=1,
        most=365,
        unit="day",
    )
    erasure_wait_days = NumberSetting(
        "Days before an account is erased that asked for it",
        7,
        section=Section.RETENTION,
        hint="Until then its person, or the office, can stop it.",
        least=1,
        most=30,
        unit="day",
    )
    second_factor_roles = ChoicesSetting(
        "Who must sign in with a second step",
        lambda environment: environment.second_factor_roles,
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

    def checked(self, name: str, value: Any) -> Any:
        """The value as it is kept; what its page showed and nobody changed stays as it is stored. Raises `Invalid`."""
        setting = self.declared(name)
        current = self.value_of(setting)
        return current if self.is_own(setting) and value == setting.to_write(current) else setting.checked(value)

    def in_words(self, name: str) -> str:
        """Today's value of the setting of this name, as pages say it."""
        setting = self.declared(name)
        return setting.in_words(self.value_of(setting))

    def default_of(self, setting: Setting[Value]) -> Value:
        """What holds while the school decides nothing."""
        return setting.default_in(self.environment)

    @property
    def environment(self) -> Settings:
        """What whoever runs Rounds decided: the school reads it and changes none of it here."""
        return _environments[db.engine]

    def is_own(self, setting: Setting[Any]) -> bool:
        """Has the school decided it?"""
        return setting.name in _current().stored

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
            except (ValueError, TypeError, AttributeError, Invalid):
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
