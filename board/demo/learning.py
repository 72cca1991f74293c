"""Learning at the demo school: a catalogue, people on their way through it, assignments, things learned elsewhere."""

from datetime import datetime, timedelta
from typing import Any

from board.accounts.models import Role, User
from board.demo.scene import School, read
from board.kernel import clock
from board.learning import starter_activity as learning_starter_activity
from board.learning.actions import activity as activity_actions
from board.learning.actions import assignment as assignment_actions
from board.learning.actions import attempt as attempt_actions
from board.learning.actions import outside_activity as outside_activity_actions
from board.learning.models import Activity, Format, Progress
from board.web.filters import plural

STUDENT = "student@example.edu"
EMPTY = "student2@example.edu"
"""Who sees every empty state."""
PER_TRY = 8
"""Of the twelve questions of the first module, so that a second try asks others."""
PLAIN = ("title", "provider", "summary", "description", "minutes", "competencies", "areas", "link")


def fill(school: School) -> str:
    """Write the catalogue with the verbs of the slice itself, then let some students walk through it."""
    coordinator = school.people["coordinator@example.edu"]
    activities = [_from_elsewhere(school, coordinator, entry) for entry in read("learning")["activity"]]
    first = learning_starter_activity.bring_in(by=coordinator, now=school.now)
    first.questions_per_try = PER_TRY
    activity_actions.publish(first, by=coordinator, now=school.now - timedelta(days=90))
    _walk_through(school, first)
    _learned_elsewhere(school)
    due = clock.day(school.now) + timedelta(days=12)
    assignment_actions.assign(first, by=coordinator, now=school.now, class_year="M3", due_on=due)
    return plural(len(activities) + 1, "activity", "activities")


def _from_elsewhere(school: School, by: User, entry: dict[str, Any]) -> Activity:
    fields = {name: entry[name] for name in PLAIN} | {"format": Format(entry["format"]), "expires_on": None}
    fields |= {"pass_mark": 75, "credit_quarters": None, "credit_statement": entry.get("statement", "")}
    if "credit" in entry:
        fields["credit_quarters"] = int(entry["credit"] * 4)
    activity = activity_actions.draft(by=by, now=school.now, fields=fields)
    if not entry.get("draft"):
        activity_actions.publish(activity, by=by, now=school.now - timedelta(days=60))
    return activity


def _walk_through(school: School, activity: Activity) -> None:
    """A third of the students begin, most of those pass; student@example.edu passed at the second try."""
    dice = school.dice("learning")
    everybody = [
        person
        for person in school.people.values()
        if person.is_a(Role.STUDENT) and person.email != "student2@example.edu"
    ]
    for student in everybody:
        is_ours = student.email == STUDENT
        if not is_ours and dice.random() > 0.3:
            continue
        began = school.now - timedelta(days=dice.randrange(3, 60))
        mine = attempt_actions.begin(activity, by=student, now=began)
        to_the_end = is_ours or dice.random() < 0.75
        mine.pages_read = len(activity.pages) if to_the_end else 4
        if to_the_end:
            if is_ours or dice.random() < 0.3:
                _try(mine, student, began, right=5)
            _try(mine, student, began + timedelta(hours=2), right=dice.randrange(6, PER_TRY + 1))


def _try(mine: Progress, student: User, at: datetime, *, right: int) -> None:
    """One try with this many right answers."""
    attempt = attempt_actions.begin_attempt(mine, by=student, now=at)
    answers = {
        str(question.id): question.right if place < right else [(question.right[0] + 1) % len(question.choices)]
        for place, question in enumerate(attempt.questions)
    }
    attempt_actions.submit(mine, attempt, answers, by=student, now=at)


def _learned_elsewhere(school: School) -> None:
    student, supervisor = school.people[STUDENT], school.people["faculty@example.edu"]
    for entry in read("learning")["outside"]:
        fields = {name: entry[name] for name in ("title", "provider", "minutes", "competencies")}
        fields |= {"format": Format(entry["format"])}
        fields |= {"completed_on": clock.day(school.now) - timedelta(days=entry["days_ago"])}
        logged = outside_activity_actions.log(by=student, now=school.now, fields=fields, supervisor=supervisor.email)
        if entry["state"] == "verified":
            outside_activity_actions.verify(logged, by=supervisor, now=school.now)
        elif entry["state"] == "returned":
            outside_activity_actions.send_back(logged, by=supervisor, now=school.now, note=entry["note"])
