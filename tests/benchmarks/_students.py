"""Students of a school, signed in, each with the draft of an application: those who write while something is tried."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from board.accounts.actions import session as session_actions
from board.accounts.models import Role, RoleGrant, User
from board.accounts.views.session import PERSON, TOKEN, limits
from board.applications.actions import application as application_actions
from board.applications.actions.application import PaperChanges
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState

OWNER = "faculty@example.edu"
AT_ONCE = 100
"""Students that are written together."""


@dataclass
class Student:
    """Somebody in a browser, signed in."""

    cookie: str
    token: str
    """What each form carries against forgery."""
    application: int = 0
    version: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """A person does one thing after another."""
    written: str = ""
    """The last draft that was acknowledged."""
    saves: bool | None = None
    """Whether the posting is saved, by the last answer."""

    def headers(self, method: str) -> dict[str, str]:
        """What their browser sends with each request."""
        told = {"Cookie": self.cookie, "X-Forwarded-For": f"10.1.{hash(self.cookie) % 250}.1"}
        return told | ({"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {})


def in_school(app: Flask, count: int, posting_seconds: float) -> dict[str, Any]:
    """A posting that closes after so many seconds, and so many students with a draft for it: what JSON can hold."""
    now = clock.now()
    people: list[dict[str, Any]] = []
    with app.app_context():
        with unit_of_work():
            owner = db.session.scalars(select(User).where(User.email == OWNER)).one_or_none()
            owner = owner or _person("Grace Faculty", OWNER, Role.FACULTY)
            posting = Opportunity(kind="committee-seat", title="The seat that closes tonight", seats=8)
            posting.state, posting.created_at, posting.published_at = PostingState.PUBLISHED, now, now
            posting.closes_at = now + timedelta(seconds=posting_seconds)
            posting.people = [Involvement(user=owner, part=PostingRole.OWNER)]
            db.session.add(posting)
        for first in range(0, count, AT_ONCE):
            with unit_of_work():
                students = [
                    _person(f"Student Number {number}", f"student-{number}@example.edu", Role.STUDENT)
                    for number in range(first, min(first + AT_ONCE, count))
                ]
                db.session.add_all(students)
                db.session.flush()
                for student in students:
                    draft = application_actions.save_draft(
                        posting, by=student, now=now, statement="A first draft.", answers={}, papers=PaperChanges({})
                    )
                    db.session.flush()
                    people.append(_signed_in(app, student) | {"application": draft.id})
        with unit_of_work():
            coordinator = _person("Cora Office", "office@school.example.edu", Role.COORDINATOR)
            db.session.add(coordinator)
            db.session.flush()
            office = _signed_in(app, coordinator)
        return {"posting": posting.id, "students": people, "office": office}


def _signed_in(app: Flask, person: User) -> dict[str, Any]:
    """What the browser of this person holds."""
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    with app.test_request_context():
        sign_in = session_actions.SignIn("", "Firefox on Linux", keep=False)
        token = session_actions.begin(person, sign_in, limits=limits(), now=clock.now())
        session[TOKEN], session[PERSON] = token, person.id
        g.pop("csrf_token", None)
        forgery = generate_csrf()
        return {"cookie": f"rounds={serializer.dumps(dict(session))}", "token": forgery}


def _person(name: str, email: str, role: Role) -> User:
    now = clock.now()
    return User(
        name=name,
        email=email,
        password_hash="",
        created_at=now,
        confirmed_at=now,
        grants=[RoleGrant(role=role, asked_at=now, granted_at=now)],
    )
