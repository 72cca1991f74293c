"""The people of the demo school."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from board.accounts import recovery_codes as account_recovery_codes
from board.accounts.models import Passkey, RecoveryCode, Role, RoleGrant, User
from board.demo.scene import School, read
from board.kernel.db import db
from board.vocabulary.words import Area, Competency

PASSWORD = "rounds-demo-school"  # noqa: S105 (shown to everybody on the demo's sign-in page)
YEARS = ("M1", "M2", "M3", "M4")
PROFILE = ("class_year", "programme", "campus", "title", "hours_free", "areas", "competencies", "tags")
PROGRAMMES = ("MD", "MD", "MD", "MD", "MD/MPH", "MD/PhD")
CAMPUSES = ("Alder Grove", "Alder Grove", "Harbor", "Three Rivers")
TAGS = (
    "patient safety",
    "rural health",
    "policy",
    "teaching",
    "data",
    "global health",
    "wellness",
    "surgery",
    "writing",
)


def fill(school: School) -> str:
    """Everybody who has an account, with their roles; one password is hashed for all of them."""
    joined, content = school.now - timedelta(days=200), read("people")
    for entry, roles, waiting in _everybody(school.dice("people")):
        user = User(
            name=entry["name"],
            email=entry.get("email") or address_of(entry["name"]),
            password_hash=school.password_hash,
            created_at=joined,
            confirmed_at=joined + timedelta(days=1),
            suspended_at=school.now - timedelta(days=6) if entry["name"] in content["others"]["suspended"] else None,
            **{name: entry[name] for name in PROFILE if name in entry},
        )
        for role in roles:
            granted = None if role in waiting else joined + timedelta(days=20)
            user.grants.append(RoleGrant(role=role, asked_at=joined, granted_at=granted))
        school.people[user.email] = user
    _enter_in_roster(school)
    db.session.add_all(school.people.values())
    db.session.flush()
    _set_up_passkeys(school)
    return f"{len(school.people)} people"


def _enter_in_roster(school: School) -> None:
    """What the registrar says of the students: an id for each, and their class by the summer in which it ends."""
    students = [user for user in school.people.values() if user.class_year in YEARS]
    ends = school.now.year + (school.now.month > 6)
    for number, user in enumerate(students, start=100_201):
        user.roster_id, user.roster_email, user.registered_name = str(number), user.email, user.name
        user.cohort = str(ends + len(YEARS) - 1 - YEARS.index(user.class_year))


def _set_up_passkeys(school: School) -> None:
    """Some of the staff sign in with a passkey, and have saved their recovery codes."""
    content, dice, since = read("people"), school.dice("passkeys"), school.now - timedelta(days=40)
    for entry in (*content["coordinator"], *content["faculty"]):
        if "passkey" not in entry:
            continue
        user = school.people[entry.get("email") or address_of(entry["name"])]
        made_up = {"credential_id": dice.randbytes(32).hex(), "public_key": dice.randbytes(77).hex(), "sign_count": 0}
        passkey = Passkey(user_id=user.id, name=entry["passkey"], transports=["internal"], added_at=since, **made_up)
        hashes = (dice.randbytes(32).hex() for _ in range(account_recovery_codes.NUMBER))
        codes = (RecoveryCode(user_id=user.id, code_hash=code_hash, made_at=since) for code_hash in hashes)
        db.session.add_all([passkey, *codes])


def address_of(name: str) -> str:
    """`Ivo Mbeki-Ross` → `ivo.mbeki-ross@example.edu`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.')}@example.edu"


def _everybody(dice: Random) -> Iterator[tuple[dict[str, Any], list[Role], list[Role]]]:
    """What is known of each, the roles they hold, and those of them that still wait."""
    content = read("people")
    others = content["others"]
    for entry in content["coordinator"]:
        yield entry, [Role.COORDINATOR], []
    for entry in content["faculty"]:
        roles = [Role.FACULTY, *([Role.MENTOR] if entry.get("mentors") else [])]
        yield _drawn(dice) | entry, roles, [Role.FACULTY] if entry.get("waits") else []
    for entry in content["mentor"]:
        yield entry, [Role.MENTOR], []
    for name, specialty in zip(others["residents"], others["residencies"], strict=True):
        yield _drawn(dice) | {"name": name, "title": f"Resident, {specialty}"}, [Role.MENTOR], []
    for entry in content["student"]:
        yield entry, [Role.STUDENT], []
    for year in YEARS:
        for name in others[year]:
            roles = [Role.STUDENT, *([Role.MENTOR] if name in others["student_mentors"] else [])]
            yield _student(dice, name, year), roles, []


def _student(dice: Random, name: str, year: str) -> dict[str, Any]:
    programme, campus, tags = dice.choice(PROGRAMMES), dice.choice(CAMPUSES), dice.sample(TAGS, dice.randint(0, 2))
    values = {"class_year": year, "programme": programme, "campus": campus, "hours_free": dice.randint(1, 8)}
    return _drawn(dice) | values | {"name": name, "tags": tags}


def _drawn(dice: Random) -> dict[str, Any]:
    """Two areas and two competencies that this person cares for."""
    areas = [area.value for area in dice.sample(list(Area), 2)]
    return {"areas": areas, "competencies": [competency.value for competency in dice.sample(list(Competency), 2)]}
