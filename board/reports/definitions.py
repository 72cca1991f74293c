"""Every figure of the reports, each defined once, in the words that stand beside it."""

from dataclasses import dataclass, field
from enum import StrEnum

from board.reports.queries import HOURS_OF_LOAD
from board.vocabulary.words import Competency


class ReportTopic(StrEnum):
    """The pages of the reports, by the words in their addresses."""

    APPLICATIONS = "applications"
    STUDENTS = "students"
    MENTORING = "mentoring"
    LEARNING = "learning"


class Population(StrEnum):
    """Where a figure's counts come from; each is one question to the database."""

    APPLICATIONS = "applications"
    STUDENTS = "students"
    MENTORS = "mentors"
    MEETINGS = "meetings"
    ACTIVITIES = "activities"


OF_YEARS = (Population.APPLICATIONS, Population.ACTIVITIES)
"""What happened in chosen years. The others are as they are at the end of the last month."""


@dataclass(frozen=True)
class Part:
    """One column of a figure: its name in the query, its heading, and how a sentence goes on after "about ten".

    `rest_of` makes it a remainder of what is shown: of the first of the two parts, what is not in the second.
    """

    name: str
    heading: str
    says: str
    rest_of: tuple[str, str] | None = None


@dataclass(frozen=True)
class Figure:
    """One figure. `chains` name parts, each within the one before; every chain begins with the whole."""

    key: str
    topic: ReportTopic
    source: Population
    title: str
    definition: str
    parts: tuple[Part, ...]
    chains: tuple[tuple[str, ...], ...]
    breakdowns: tuple[str, ...] = ()
    shows_postings: bool = False
    shows_offer: bool = False
    before: dict[str, str] = field(default_factory=dict)
    """Part → the part that says how it was a year before, where the year is not chosen."""

    @property
    def whole(self) -> Part:
        """What the others are a share of."""
        return self.parts[0]

    @property
    def is_of_years(self) -> bool:
        """Years can be chosen for it."""
        return self.source in OF_YEARS


BREAKDOWNS = {
    "kind": "By kind",
    "area": "By area",
    "class_year": "By class year",
    "programme": "By program",
    "campus": "By campus",
    "mentees": "By number of students",
    "activity": "By activity",
}

_SENT = Part("sent", "Applications", "applications")
_STUDENTS = Part("students", "Students", "active students")
_OF_POSTINGS = ("kind", "area", "class_year")
_OF_PEOPLE = ("class_year", "programme", "campus")

FIGURES = (
    Figure(
        "funnel",
        ReportTopic.APPLICATIONS,
        Population.APPLICATIONS,
        "From posting to placement",
        "Applications sent in these years, withdrawn ones among them; those of them that had an offer; and those that "
        "became a placement. Postings are those that came on the board in these years. An area is the first that the "
        "posting names.",
        (_SENT, Part("offered", "Offers", "had an offer"), Part("placed", "Placements", "became a placement")),
        (("sent", "answered", "offered", "placed"),),
        _OF_POSTINGS,
        shows_postings=True,
    ),
    Figure(
        "answers",
        ReportTopic.APPLICATIONS,
        Population.APPLICATIONS,
        "Time to answer",
        "Of the applications sent in these years, those that had a first answer (an offer, a place on the waiting list "
        "or a no), and how many days after they were sent.",
        (
            _SENT,
            Part("answered", "Answered", "had an answer"),
            Part("within_14", "Within 14 days", "had it within 14 days"),
            Part("within_7", "Within 7 days", "had it within 7 days"),
        ),
        (("sent", "answered", "within_14", "within_7"),),
        _OF_POSTINGS,
    ),
    Figure(
        "promises",
        ReportTopic.APPLICATIONS,
        Population.APPLICATIONS,
        "Promises to answer by a day",
        "Of the applications sent in these years, those to postings whose promised day is over, without withdrawn "
        "ones; and those of them that had their answer by the end of that day.",
        (
            _SENT,
            Part("owed", "Promised", "were promised an answer by a day that is over"),
            Part("in_time", "In time", "had it in time"),
        ),
        (("sent", "owed", "in_time"),),
        _OF_POSTINGS,
    ),
    Figure(
        "nothing-yet",
        ReportTopic.STUDENTS,
        Population.STUDENTS,
        "Students with nothing yet",
        "Active students who have had no placement and no committee seat, and have no leadership in their record "
        "(learning and mentoring aside). A year before: those of the same students who had none of it then.",
        (
            _STUDENTS,
            Part("without", "Nothing yet", "had nothing yet", rest_of=("students", "something")),
            Part(
                "without_before",
                "Nothing a year before",
                "had nothing a year before",
                rest_of=("students", "something_before"),
            ),
        ),
        (("students", "something", "something_before"),),
        _OF_PEOPLE,
        before={"without": "without_before"},
    ),
    Figure(
        "hours",
        ReportTopic.STUDENTS,
        Population.STUDENTS,
        "Hours of work",
        "Active students with approved hours in placements on days of the last twelve months, by how many hours.",
        (
            _STUDENTS,
            *(
                Part(f"hours_{least}", f"With {least} h or more", f"had worked {least} h or more")
                for least in HOURS_OF_LOAD
            ),
        ),
        (("students", "something", *(f"hours_{least}" for least in HOURS_OF_LOAD)),),
        _OF_PEOPLE,
    ),
    Figure(
        "mentored",
        ReportTopic.MENTORING,
        Population.STUDENTS,
        "Students with a mentor",
        "Active students in a mentorship that runs, rests or is proposed; and those without one who have looked for a "
        "mentor for more than thirty days. A year before: those of the same students who had one then.",
        (
            _STUDENTS,
            Part("mentored", "With a mentor", "had a mentor"),
            Part(
                "unmatched",
                "Looking over 30 days",
                "had looked for one for more than thirty days",
                rest_of=("seeking", "mentored"),
            ),
            Part("mentored_before", "With one a year before", "had one a year before"),
        ),
        (("students", "seeking", "mentored"), ("students", "mentored_before")),
        _OF_PEOPLE,
        before={"mentored": "mentored_before"},
    ),
    Figure(
        "meetings",
        ReportTopic.MENTORING,
        Population.MEETINGS,
        "Meetings: how many of the agreed ones took place",
        "In active pairs with a signed agreement, the meetings that it calls for since the second signature, in whole "
        "rhythms; and those of them that took place. In each pair at most as many count as were agreed.",
        (Part("agreed", "Agreed meetings", "agreed meetings"), Part("met", "Took place", "had taken place")),
        (("agreed", "met"),),
    ),
    Figure(
        "mentors",
        ReportTopic.MENTORING,
        Population.MENTORS,
        "Students per mentor",
        "Approved mentors, by how many students they had on that day, proposed pairs among them.",
        (Part("mentors", "Mentors", "approved mentors"),),
        (("mentors",),),
        ("mentees",),
    ),
    Figure(
        "activities",
        ReportTopic.LEARNING,
        Population.ACTIVITIES,
        "Learning",
        "Activities that people with a class year began in these years, each person and activity counted once; and "
        "those of them that were passed.",
        (Part("begun", "Begun activities", "activities that were begun"), Part("passed", "Passed", "were passed")),
        (("begun", "passed"),),
        ("activity", "class_year"),
    ),
    Figure(
        "competencies",
        ReportTopic.LEARNING,
        Population.STUDENTS,
        "Competencies: what postings offer and what records lack",
        "Active students in whose record no entry builds the competency; beside it, the postings of these years that "
        "say they build it.",
        (_STUDENTS, *(Part(f"lacks_{name.value}", name.label, f"lacked {name.label.lower()}") for name in Competency)),
        tuple(("students", f"lacks_{name.value}") for name in Competency),
        shows_offer=True,
    ),
)
