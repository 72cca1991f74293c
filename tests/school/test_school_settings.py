"""What the school decides is declared once, read everywhere, and counts at once in every process."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import text

from board import create_app
from board.accounts.models import Role, User
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.school import actions, queries
from board.school import settings as school_settings
from board.school.kinds import ChoicesSetting
from board.school.registry import ROLES, SchoolSettings
from tests.conftest import NOW, Browser
from tests.counting import statements_of
from tests.databases import settings_for

ROOT = Path(__file__).resolve().parents[2]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def other_worker(app: Flask, tmp_path: Path, database: str) -> Iterator[Flask]:
    """A second process of the same school, as far as one process can be two."""
    other = create_app(settings_for(tmp_path, database), TESTING=True, WTF_CSRF_ENABLED=False)
    other.test_client_class = Browser
    yield other
    with other.app_context():
        db.engine.dispose()


def save(**values: object) -> list[str]:
    with unit_of_work():
        return actions.save(values, by=None, now=NOW)


def test_until_the_school_decides_a_setting_is_as_its_environment_says(app: Flask) -> None:
    assert school_settings.school_name == app.extensions["settings"].school_name
    assert school_settings.class_years == ("M1", "M2", "M3", "M4")


@BOTH
def test_a_change_counts_in_every_worker_without_a_restart(app: Flask, other_worker: Flask) -> None:
    there = other_worker.test_client()
    assert "Alder Grove School of Medicine" in there.get("/help").text
    assert save(school_name="Harbor Medical College") == ["school_name"]
    assert "Harbor Medical College" in app.test_client().get("/help").text
    assert "Harbor Medical College" in there.get("/help").text
    save(school_name="Harbor College")
    assert "Harbor College" in there.get("/help").text


@BOTH
def test_what_is_rolled_back_is_known_to_nobody_also_when_another_save_takes_its_number(
    app: Flask, other_worker: Flask
) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        actions.save({"school_name": "Never"}, by=None, now=NOW)
        assert school_settings.school_name == "Never", "the unit of work itself sees what it wrote"
        raise ZeroDivisionError
    with other_worker.app_context(), unit_of_work():
        actions.save({"offer_days": 9}, by=None, now=NOW)
    assert (school_settings.school_name, school_settings.offer_days) == ("Alder Grove School of Medicine", 9)


def test_a_page_asks_once_whether_settings_changed_and_reads_them_only_then(app: Flask) -> None:
    client = app.test_client()
    client.get("/help")
    statements = statements_of(app, lambda: client.get("/help"))
    assert [statement for statement in statements if "school_settings" in statement] == [
        "SELECT coalesce(sum(school_settings.version), ?) AS coalesce_1 \nFROM school_settings"
    ]


def test_the_page_of_a_person_asks_it_along_with_the_session(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada = enter(person("ada", Role.STUDENT))
    ada.get("/help")
    statements = statements_of(app, lambda: ada.get("/help"))
    assert ["sessions" in statement for statement in statements if "school_settings" in statement] == [True]
    save(school_name="Harbor College")
    assert "Harbor College" in ada.get("/help").text


def test_a_page_is_shown_where_the_settings_cannot_be_read(app: Flask) -> None:
    save(school_name="Harbor College")
    with unit_of_work():
        db.session.execute(text("ALTER TABLE school_settings RENAME TO elsewhere"))
    answer = app.test_client().get("/help")
    assert answer.status_code == 200
    assert "Alder Grove" in answer.text or "Harbor College" in answer.text


def test_a_stored_value_that_no_longer_fits_gives_way_to_the_default(app: Flask) -> None:
    with unit_of_work():
        actions.put("offer_days", "many", now=NOW)
        actions.put("class_years", 7, now=NOW)
    assert (school_settings.offer_days, school_settings.class_years) == (7, ("M1", "M2", "M3", "M4"))


@pytest.mark.parametrize(
    ("name", "stored", "shown"),
    [
        (
            "synonyms",
            ["heart = cardio", "gut = bowel = gut", "a > b > c"],
            "heart = cardio\ngut = bowel = gut\na > b > c",
        ),
        ("class_years", ["M1", "M2, M3", "M" * 999], f"M1\nM2, M3\n{'M' * 999}"),
        (
            "terms",
            ["Fall 2026: 2026-08-17 to 2026-12-18", "Someday"],
            "Fall 2026: Aug 17, 2026 to Dec 18, 2026\nSomeday",
        ),
        ("email_domains", ["school.edu", "school edu"], "school.edu\nschool edu"),
        ("offer_days", 1000, "1000"),
        ("brand_light", "#ffff00", "#ffff00"),
        ("school_name", "x" * 130, "x" * 130),
    ],
)
def test_what_was_stored_before_a_rule_became_stricter_stays_and_is_shown(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient], name: str, stored: Any, shown: str
) -> None:
    with unit_of_work():
        actions.put(name, stored, now=NOW)
    setting = school_settings.declared(name)
    held = school_settings.value_of(setting)
    assert setting.dump(held) == stored
    page = enter(person("cora", Role.COORDINATOR)).get(f"/office/settings/{setting.section}").text
    assert all(escape(line) in page for line in shown.split("\n"))
    with unit_of_work():
        assert actions.save({name: setting.to_write(held)}, by=None, now=NOW) == []
    assert queries.stored()[1] == {name: stored}


def test_a_choice_that_is_no_longer_offered_takes_no_other_with_it(app: Flask) -> None:
    with unit_of_work():
        actions.put("second_factor_roles", ["coordinator", "dean"], now=NOW)
    assert school_settings.second_factor_roles == ("coordinator",)


def test_each_change_is_in_the_audit_log_with_what_it_was_before(app: Flask) -> None:
    save(offer_days=10, promotion_hours=48)
    with unit_of_work():
        assert actions.reset("offer_days", by=None, now=NOW)
        assert not actions.reset("offer_days", by=None, now=NOW)
    entries = db.session.query(audit.AuditEntry).order_by(audit.AuditEntry.id).all()
    assert [(entry.thing, entry.changes["value"]) for entry in entries] == [
        ("setting:offer_days", ["7 days", "10 days"]),
        ("setting:offer_days", ["10 days", "7 days"]),
    ]
    assert queries.stored() == (2, {})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("school_name", " ", "Write the name of the school."),
        ("school_name", "x" * 121, "at most 120"),
        ("offer_days", 0, "Write a whole number from 1 to 365."),
        ("class_years", ["M1", "m1"], "m1 is there twice."),
        ("class_years", [], "Write at least one class year."),
        ("class_years", ["M1, M2"], "holds a comma"),
        ("email_domains", ["school edu"], "is no domain"),
        ("second_factor_roles", ["dean"], "choose from the list"),
    ],
)
def test_what_a_setting_cannot_be_is_refused_in_a_sentence(app: Flask, name: str, value: object, sentence: str) -> None:
    with pytest.raises(Invalid, match=re.escape(sentence)) as refused:
        save(**{name: value})
    assert refused.value.field == name
    assert queries.version() == 0


def test_a_domain_is_stored_as_addresses_carry_it(app: Flask) -> None:
    save(email_domains=["@Exämple.edu", "school.edu"])
    assert school_settings.email_domains == ("xn--exmple-cua.edu", "school.edu")


def test_the_roles_of_settings_are_those_of_accounts() -> None:
    assert [value for value, _ in ROLES] == list(Role)


def test_every_stored_setting_does_something() -> None:
    """Read where the school lives, and not only on the office's page of settings."""
    readers = [path for path in (ROOT / "board").rglob("*.py") if "school" not in path.parts]
    read = "\n".join(path.read_text("utf-8") for path in readers)
    read += "\n".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.*"))
    unread = [setting.name for setting in school_settings.all() if f"school_settings.{setting.name}" not in read]
    assert unread == []


def test_a_choice_is_said_in_words() -> None:
    declared = SchoolSettings.leave_may
    assert isinstance(declared, ChoicesSetting)
    assert declared.in_words(("apply",)) == "Apply and accept offers"
