"""What `/dev/look` shows the macros with: invented things that are in no database."""

from datetime import date, datetime, timedelta
from typing import Any

from board.accounts.forms import SignInForm
from board.accounts.models import User
from board.committees.labels import STATUSES as SEAT_STATUSES
from board.committees.models import Committee, Seat, SeatTerm
from board.discovery.search import Tab
from board.kernel import clock
from board.mentorship.choices import Frequency, Style
from board.mentorship.fit import FitPart, MentorFit
from board.mentorship.forms.wish import WishesForm
from board.mentorship.labels import RATINGS
from board.mentorship.mentor_card import MentorCard
from board.mentorship.models import CheckIn, Enrolment, Wishes
from board.opportunities.apply_step import ApplyStep
from board.opportunities.comparison import PostingDifference
from board.opportunities.forms.posting import OpportunityForm
from board.organisations.models import Officer
from board.record import levels as record_levels
from board.record import overview as record_overview
from board.record.forms.assessment import RubricForm, rubric_form
from board.record.labels import MarkLabel, period
from board.record.models import Better, Entry, EntryKind, Grade, Point
from board.vocabulary import rubric
from board.vocabulary.words import Competency

SOMEBODY = "Ada Quill"


def samples(now: datetime) -> dict[str, Any]:
    """One of each, by the names that the page calls them."""
    return _of_forms() | _of_mentoring() | _of_records(clock.day(now)) | _of_seats(clock.day(now))


def _of_forms() -> dict[str, Any]:
    refused = SignInForm(formdata=None, prefix="refused-")
    refused.email.errors = ["Write an email, such as ada@school.edu."]
    return {
        "form": SignInForm(formdata=None),
        "refused": refused,
        "asked": OpportunityForm(formdata=None, data={"papers": [{"label": "CV"}, {"label": "Letter"}]}),
        "step": ApplyStep("Draft, not sent", "warm", "Continue draft", "/", is_primary=True),
        "tabs": [Tab("opportunity", "Opportunities", 41, "/"), Tab("mentor", "Mentors", 36, "/")],
        "differences": [
            PostingDifference("Summary", [("Read ", False), ("ten", True)], [("Read ", False), ("twelve", True)])
        ],
    }


def _of_mentoring() -> dict[str, Any]:
    person = User(name=SOMEBODY, title="Professor of Medicine", hides=[])
    mentor = Enrolment(id=1, user=person)
    parts = (
        FitPart("topics", 40, 1.0, "You both name quality improvement."),
        FitPart("time", 20, 0.5, "Evenings suit you both."),
        FitPart("manner", 20, 0.25, "You both like a plan."),
    )
    fit = MentorFit(78, parts, ("specialty", "stage"))
    wishes = Wishes(
        goals="To lead a project to its end.", topics=["research"], specialties=[], languages=["Spanish"],
        channels=["video"], times=[], stages=["resident"], frequency=Frequency.MONTHLY, style=Style.OPEN,
    )  # fmt: skip
    return {
        "fit": fit,
        "mentor_card": MentorCard(
            mentor, "Faculty mentor", ["Research"], [], ("2 open spots", "good"), "I lead a clinic of nine.", fit
        ),
        "wishes": wishes,
        "wishes_form": WishesForm(formdata=None, data={"times": ["mon-morning", "weekend"]}),
        "check_ins": [CheckIn(point="middle", author=person, meeting=5, useful=4, fit=4, words="", contact_me=True)],
        "ratings": RATINGS,
    }


def _of_records(today: date) -> dict[str, Any]:
    points = [Point(day=today - timedelta(weeks=12 - week), value=9 - week / 2, note="") for week in range(12)]
    points[5].note = "A new checklist"
    entry = Entry(
        id=1, kind=EntryKind.QI_PROJECT, title="Fewer falls at night", starts=points[0].day, ends=None, hours=40,
        aim="Half as many falls", measure="Falls a month", before="9", after="4", better=Better.LOWER, baseline=None,
        competencies=[Competency.TEAM_MANAGEMENT.value], verified_by="Ruth Bell", points=points, assessments=[],
    )  # fmt: skip
    in_force = rubric.on(today)
    return {
        "entry": entry,
        "chart": record_overview.chart(entry),
        "period": period,
        "axes": record_levels.axes(in_force, [entry]),
        "marks": [
            MarkLabel(Grade.APPROVED, "Confirmed by an approved supervisor: Ruth Bell, Chair, Mar 2, 2026"),
            MarkLabel(Grade.OUTSIDE, "Said by somebody outside: Pat Lee, Volunteer lead (clinic.example), Mar 2, 2026"),
        ],
        "rubric": in_force,
        "rubric_form": rubric_form(RubricForm, in_force, formdata=None),
    }


def _of_seats(today: date) -> dict[str, Any]:
    term = SeatTerm(id=1, name=SOMEBODY, is_alternate=False, starts=today - timedelta(300), ends=today + timedelta(30))
    seat = Seat(id=1, name="Student seat", committee=Committee(name="A committee", carries_over=True), terms=[term])
    officer = Officer(post="President", starts=term.starts, ends=term.ends, user=User(name=SOMEBODY))
    return {"seat": seat, "seat_label": SEAT_STATUSES[seat.status(today)], "today": today, "officer": officer}
