"""The applications of the demo school, in every state, with their timelines and papers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

from flask import current_app

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationMove, ApplicationState, Attachment
from board.demo import papers
from board.demo.people import address_of
from board.demo.scene import School, read, way_to
from board.kernel.db import db
from board.kernel.storage import FileStore
from board.opportunities.models import STATEMENT, Opportunity, Paper, SavedPosting

DECIDED = (
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.NOT_SELECTED,
)
BY_STUDENT = ("submit", "accept", "decline", "withdraw")


@dataclass(frozen=True)
class DemoApplication:
    """One application to make: whose, for which posting, how far it came and how long ago it was sent."""

    slug: str
    student: User
    state: ApplicationState
    sent_ago: int
    statement: str
    answers: list[str]
    note: str = ""


def fill(school: School) -> str:
    """Every application; then the seats that they take, and what people saved."""
    dice, files = school.dice("applications"), current_app.extensions["files"]
    made = [_application(entry, school, dice) for entry in [*_written(school), *_drawn(school, dice)]]
    db.session.add_all(made)
    db.session.flush()
    _hand_in(made, files, school)
    counted = Counter((application.opportunity_id, application.state) for application in made)
    for opportunity in school.postings.values():
        opportunity.seats_taken = counted[opportunity.id, ApplicationState.ACCEPTED]
        opportunity.seats_offered = counted[opportunity.id, ApplicationState.OFFERED]
    _save(school)
    db.session.flush()
    return f"{len(made)} applications"


def _written(school: School) -> Iterator[DemoApplication]:
    by_name = {user.name: user for user in school.people.values()}
    for item in read("applications")["written"]:
        state, student = ApplicationState(item["state"]), by_name[item["student"]]
        statement, note = item["statement"].strip(), item.get("note", "")
        yield DemoApplication(item["posting"], student, state, item["sent_ago"], statement, item["answers"], note)


def _drawn(school: School, dice: Random) -> Iterator[DemoApplication]:
    content = read("applications")
    lines = {(item["posting"], address_of(item["student"])) for item in content["written"]}
    drafts = {slug: ["draft"] * number for slug, number in content["drafts"].items()}
    statements = _statements(content["words"], dice)
    for slug in dict.fromkeys([*content["plan"], *drafts]):
        opportunity = school.postings[slug]
        states = content["plan"].get(slug, []) + drafts.get(slug, [])
        answers = [cycle(given) for given in content["answers"].get(slug, [])]
        willing = [user for user in _students(school, opportunity) if (slug, user.email) not in lines]
        for student, state in zip(dice.sample(willing, len(states)), states, strict=True):
            given = [next(turn) for turn in answers]
            yield DemoApplication(slug, student, ApplicationState(state), dice.randint(1, 12), next(statements), given)


def _statements(words: dict[str, list[str]], dice: Random) -> Iterator[str]:
    while True:
        opening, closing = dice.choice(words["openings"]), dice.choice(words["closings"])
        yield f"{opening} {' '.join(dice.sample(words['experiences'], 2))}\n\n{closing}"


def _students(school: School, opportunity: Opportunity) -> list[User]:
    """Who could apply: students of its years who may sign in; the two whom visitors play are told by name."""
    years = opportunity.class_years or ["M1", "M2", "M3", "M4"]
    played = ("student@example.edu", "student2@example.edu")
    everybody = (user for user in school.people.values() if user.is_a(Role.STUDENT) and user.is_active)
    return [user for user in everybody if user.class_year in years and user.email not in played]


def _application(entry: DemoApplication, school: School, dice: Random) -> Application:
    opportunity = school.postings[entry.slug]
    last = min(school.now, opportunity.closes_at or school.now)
    sent = max(last - timedelta(days=entry.sent_ago, hours=dice.randint(0, 12)), opportunity.created_at)
    answered = min(school.now - timedelta(hours=2), sent + timedelta(days=4))
    application = Application(
        opportunity_id=opportunity.id,
        student_id=entry.student.id,
        state=entry.state,
        statement=entry.statement,
        answers={str(question.id): text for question, text in zip(opportunity.questions, entry.answers, strict=False)},
        created_at=sent - timedelta(days=2),
        saved_at=sent,
        submitted_at=None if entry.state is ApplicationState.DRAFT else sent,
        decided_at=answered if entry.state in DECIDED else None,
    )
    application.moves = [
        ApplicationMove(
            verb=verb,
            before=before,
            after=after,
            at=sent if verb == "submit" else max(sent, answered),
            by_id=_by(verb, entry, opportunity),
            note=entry.note if after is entry.state else "",
        )
        for verb, before, after in way_to(Application.MOVES, ApplicationState.DRAFT, entry.state)
    ]
    return application


def _by(verb: str, entry: DemoApplication, opportunity: Opportunity) -> int | None:
    """Who took a step: the student, an owner, or nobody where it followed from a suspension."""
    if verb == "hold":
        return None
    return entry.student.id if verb in BY_STUDENT else opportunity.people[0].user_id


def _hand_in(made: list[Application], files: FileStore, school: School) -> None:
    """A CV on file for everybody who applied, and a file for each paper asked for."""
    people = {user.id: user for user in school.people.values()}
    asked = {posting.id: posting.papers for posting in school.postings.values()}
    for application in made:
        student = people[application.student_id]
        if not student.cv_name:
            student.cv_name, student.cv_filename = files.keep(_cv(student)), f"{student.name} CV.pdf"
            student.cv_at = application.created_at
        for paper in asked[application.opportunity_id]:
            if paper.kind != STATEMENT and application.state is not ApplicationState.DRAFT:
                application.attachments.append(_attachment(paper, student, files, application))


def _attachment(paper: Paper, student: User, files: FileStore, application: Application) -> Attachment:
    name, filename = student.cv_name, student.cv_filename
    if paper.kind != "cv":
        name, filename = files.keep(papers.page(paper.label, [student.name])), f"{student.name} {paper.kind}.pdf"
    return Attachment(paper_id=paper.id, name=name, filename=filename, at=application.saved_at)


def _cv(student: User) -> bytes:
    year, programme = student.class_year, student.programme
    lines: list[Any] = [f"{year}, {programme}", student.email, "", "This page stands for a CV in the demo school."]
    return papers.page(student.name, lines)


def _save(school: School) -> None:
    for address, slugs in read("applications")["saved"].items():
        for age, slug in enumerate(slugs, start=1):
            at, number = school.now - timedelta(days=age), school.postings[slug].id
            db.session.add(SavedPosting(user_id=school.people[address].id, opportunity_id=number, at=at))
