"""Which passwords are refused, and that each refusal says why in one sentence."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts import passwords as account_passwords
from board.accounts.models import Role, User
from tests.conftest import PASSWORD
from tests.counting import count_lines

ADA = {"name": "Ada Lin-Okafor", "email": "ada.lin@harbor.edu", "school": "Alder Grove School of Medicine"}


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("too short", "at least 15 characters"),
        ("passwordpassword", "passwords and words that are guessed first"),
        ("iloveyouforever1", "passwords and words that are guessed first"),
        ("dragonmasterfootball", "passwords and words that are guessed first"),
        ("medicalstudent123", "passwords and words that are guessed first"),
        ("letmein letmein letmein", "repeats the same few characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats the same few characters"),
        ("abcdefghijklmnopqrstuvwxyz", "a sequence such as abcd"),
        ("asdfghjkl;zxcvbnm,", "follows the keys of the keyboard"),
        ("ada.lin@harbor.edu", "your name, your address or the name of the school"),
        ("Okafor Lin Ada 2026!", "your name, your address or the name of the school"),
        ("aldergroveschoolofmedicine", "your name, your address or the name of the school"),
        ("correct horse battery staple", "passwords and words that are guessed first"),
        ("Ｐａｓｓｗｏｒｄ１２３４５６７８９０", "guessed first"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused_with_the_reason(app: Flask, password: str, reason: str) -> None:
    sentence = account_passwords.complaint(password, **ADA)
    assert reason in sentence
    assert sentence.count(". ") == 0, "one sentence"
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "another four plain words",
        "mein hund frisst seife",
        "my dog eats green soap",
        "k7#mVq2!xTz9pLw",
        "学生領導力委員会の会議室で会いましょう",
        "the medicine school cat sat on a marmalade tin",
        "a" + "xq7 pillow tram orchid " * 40,
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(app: Flask, password: str) -> None:
    assert account_passwords.complaint(password, **ADA) == ""


def test_a_short_password_is_told_beside_every_other_mistake(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    answer = browser.post("/account/password", data={"old_password": "", "password": "short", "again": "shorter"})
    assert answer.status_code == 422
    for words in ("Write the password that you have now", "Use at least 15 characters", "The two are not the same."):
        assert words in answer.text


def test_the_reason_stands_beside_the_field(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    for chosen in ("iloveyouforever1", "alder grove medicine"):
        typed = {"old_password": PASSWORD, "password": chosen, "again": chosen}
        answer = browser.post("/account/password", data=typed)
        assert answer.status_code == 422
        assert "guessed first: use four or five unrelated words." in answer.text


@pytest.mark.parametrize("unit", ["1a", "p4ssw0rd@1$", "01021999", "qwertyuiop1234567890", "@4ahc{<("])
def test_judging_a_long_password_takes_no_longer_than_a_short_one(app: Flask, unit: str) -> None:
    longest, short = ((unit * length)[:length] for length in (account_passwords.LONGEST, 64))
    judging = [count_lines(partial(account_passwords.complaint, password, **ADA)) for password in (longest, short)]
    assert judging[0] < 3 * judging[1]
