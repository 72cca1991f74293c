"""Passwords: how they are hashed and which are refused (NIST SP 800-63B-4: length and a blocklist only).

All of this is slow on purpose, so none of it runs inside a unit of work, and only two hashes are computed at a time.
"""

import re
import threading
import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from board.kernel.errors import Invalid
from board.kernel.unit_of_work import refuse_inside_unit_of_work

SHORTEST = 15
LONGEST = 1000
"""Characters. Forms refuse longer ones before anything here sees them: normalising takes quadratic time."""
AT_ONCE = 2
"""Hashes computed at the same time in one process; others wait, and the rest of the site keeps its processors."""

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The only one: Argon2id, 19 MiB, two passes."""
_turns = threading.BoundedSemaphore(AT_ONCE)
_nobody = hasher.hash("a password that nobody has")

JUDGED = 72
"""Characters that the judgement looks at: its cost grows with the square, and 72 take a tenth of a second."""
HARD_TO_GUESS = 10**10
"""Guesses that a password must withstand, by zxcvbn's estimate; its highest grade begins here."""
OWN_LETTERS = 8
"""Letters and digits that must be left when the words that everybody can look up are taken out."""
FAMOUS = ["password", "correct", "horse", "battery", "staple"]
"""Words of the examples that everybody has read."""

WHY = {
    "dictionary": "It is made of passwords and words that are guessed first",
    "repeat": "It repeats the same few characters, which is guessed first",
    "sequence": "It is a sequence such as abcd or 1234, which is guessed first",
    "spatial": "It follows the keys of the keyboard, which is guessed first",
    "date": "It is mostly a date, which is guessed first",
}
OWN = "It is made of your name, your address or the name of the school, which are guessed first"
ADVICE = ": use four or five unrelated words."


def hash_password(password: str) -> str:
    """An Argon2id hash (19 MiB, two passes: the OWASP minimum)."""
    normal = _normal(password)
    with _turns:
        return hasher.hash(normal)


def is_right(password_hash: str, password: str) -> bool:
    """Does the password fit? Takes as long for nobody's hash, so that time tells nothing about who exists."""
    normal = _normal(password)
    try:
        with _turns:
            return hasher.verify(password_hash or _nobody, normal) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def verify(password_hash: str, password: str, *, field: str, message: str) -> None:
    """Raise `Invalid` on the field, with the message, when the password does not fit."""
    if not is_right(password_hash, password):
        raise Invalid(field, message)


def complaint(password: str, *, name: str = "", email: str = "", school: str = "") -> str:
    """Why the password will not do, in one sentence; empty when it will. Length and what is guessed, nothing else."""
    if len(password) > LONGEST:
        return f"Use at most {LONGEST:,} characters."
    plain = _normal(password).lower()
    if len(plain) < SHORTEST:
        return f"Use at least {SHORTEST} characters: four or five unrelated words are easy to remember."
    words = _words_of(name, email, school)
    if _left_of(plain, words) < OWN_LETTERS:
        return OWN + ADVICE
    if _left_of(plain, FAMOUS) < OWN_LETTERS:
        return WHY["dictionary"] + ADVICE
    with _turns:
        judgement = zxcvbn(plain[:JUDGED], user_inputs=words, max_length=JUDGED)
    if judgement["guesses"] >= HARD_TO_GUESS:
        return ""
    return WHY.get(_main_pattern(judgement["sequence"]), WHY["dictionary"]) + ADVICE


def _words_of(*texts: str) -> list[str]:
    """What anybody who knows the person would try, the longest first."""
    matches = {word for text in texts for word in re.findall(r"\w{3,}", text.lower())}
    return sorted({*matches, "rounds"}, key=len, reverse=True)


def _left_of(plain: str, words: list[str]) -> int:
    """How many letters and digits are left without those words."""
    for word in words:
        plain = plain.replace(word, " ")
    return sum(character.isalnum() for character in plain)


def _main_pattern(sequence: list[dict[str, Any]]) -> str:
    """What most of the password is: a word of a list, a repetition, a row of keys …"""
    known = [match for match in sequence if match["pattern"] in WHY]
    return str(max(known, key=lambda match: len(match["token"]))["pattern"]) if known else ""


def _normal(password: str) -> str:
    refuse_inside_unit_of_work("a password was normalized or hashed")
    if len(password) > LONGEST:
        raise ValueError(f"a password of {len(password)} characters came past its form")
    return unicodedata.normalize("NFKC", password)
