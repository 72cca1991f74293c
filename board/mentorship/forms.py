"""The shape of what mentors and mentees say."""

from typing import Any

from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import InputRequired

from board.kernel import clock
from board.mentorship.actions.feedback import CheckInAnswer
from board.mentorship.actions.meeting import OUTCOMES, MeetingAccount
from board.mentorship.actions.report import Concern
from board.mentorship.choices import (
    BACKGROUNDS,
    CHANNELS,
    FREQUENCIES,
    LANGUAGES,
    OFFERS,
    SPECIALTIES,
    STYLES,
    TIMES,
    TOPICS,
    Frequency,
    MentorKind,
    Style,
)
from board.mentorship.labels import RATINGS, REPORT_KINDS
from board.mentorship.models import Enrolment, Meeting, Wishes
from board.mentorship.rules import RULES
from board.vocabulary.words import Area, Competency
from board.web.addresses import number
from board.web.editing import EditForm
from board.web.forms import Amount, Day, Form, OneLine, OneOf, Text, options

LONGEST_KEY, LONGEST_REASON, LONGEST_WORDS, LONGEST_NOTE = 40, 400, 2000, 4000
NAMES = [(key, name) for key, (name, _) in SPECIALTIES.items()]


def several(label: str, choices: list[tuple[str, str]]) -> SelectMultipleField:
    """Any number of these."""
    return SelectMultipleField(label, choices=options(choices))


def one_of(label: str, words: dict[str, str]) -> OneOf:
    """One of these, or none."""
    return OneOf(label, choices=options(words.items()))


def rating(label: str) -> OneOf:
    """A number from 1 to 5."""
    numbers = [(str(number), words) for number, words in RATINGS.items()]
    return OneOf(label, choices=options(numbers), required="Choose a number from 1 to 5.")


class MentorProfileForm(EditForm):
    """A mentor's profile."""

    kind = OneOf("I am", required="Choose what you are here.")
    offers = several("I can help with", list(OFFERS.items()))
    areas = several("Areas I know", [(area.value, area.label) for area in Area])
    competencies = several(
        "Competencies I can help to build", [(competency.value, competency.label) for competency in Competency]
    )
    specialties = several("Specialties", NAMES)
    about = Text("About me, for those who look for a mentor", most=1500)
    languages = several("Languages I can mentor in", list(LANGUAGES.items()))
    channels = several("I meet", list(CHANNELS.items()))
    frequency = one_of("How often", FREQUENCIES)
    style = one_of("How I like to work", STYLES)
    times = several("When I am usually free", list(TIMES.items()))
    capacity = Amount(
        "Mentees I can take",
        most=RULES.most_places_by_coordinator,
        required="Write a whole number.",
        default=lambda: RULES.places,
    )
    until = Day("I take new mentees until")
    pair_by_background = BooleanField("Let what I tick here count for students who ask for the same")
    backgrounds = several("My background", list(BACKGROUNDS.items()))

    @classmethod
    def of(cls, enrolment: Enrolment | None, kinds: list[MentorKind], **more: Any) -> "MentorProfileForm":
        """The form with what was said before; what the request brings goes before it."""
        form = cls(obj=enrolment, **more)
        form.kind.choices = options([(kind.value, kind.label) for kind in kinds])
        if form.kind.data is None:
            form.kind.data = kinds[0].value
        return form

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        data["kind"] = MentorKind(data["kind"])
        return data | chosen(data)


class WishesForm(EditForm):
    """What a student looks for."""

    goals = Text("What I want to reach", most=1500)
    topics = several("What I want to talk about", list(TOPICS.items()))
    stages = several(
        "How far ahead my mentor should be", [(mentor_kind.value, mentor_kind.label) for mentor_kind in MentorKind]
    )
    specialties = several("Specialties I think of", NAMES)
    languages = several("Languages I can be mentored in", list(LANGUAGES.items()))
    channels = several("I can meet", list(CHANNELS.items()))
    frequency = one_of("How often", FREQUENCIES)
    style = one_of("How I like to work", STYLES)
    times = several("When I am usually free", list(TIMES.items()))
    looking = BooleanField("I look for a mentor now")
    pair_by_background = BooleanField("Let what I tick here count for mentors who ask for the same")
    backgrounds = several("My background", list(BACKGROUNDS.items()))

    @classmethod
    def of(cls, wishes: Wishes | None, **more: Any) -> "WishesForm":
        """The form with what was said before; who says it for the first time looks for a mentor."""
        form = cls(obj=wishes, **more)
        if not form.is_submitted():
            form.looking.data = wishes is None or wishes.looking_since is not None
        return form

    def fields(self) -> dict[str, Any]:
        """What the action takes, but for whether they look."""
        data = {name: value for name, value in self.data.items() if name not in ("csrf_token", "looking")}
        return data | chosen(data)


class AgreementForm(EditForm):
    """What both hold themselves to."""

    aims = Text("What we want to reach", most=2000, required="Say what you want to reach.")
    frequency = SelectField("We meet", choices=options(FREQUENCIES.items()))
    channel = SelectField("How", choices=options(CHANNELS.items()))
    confidentiality = Text("What stays between us", most=2000, required="Say what stays between you, and its limits.")
    ends_on = Day("It ends on", required="Choose the last day.")

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return data | {"frequency": Frequency(data["frequency"])}


class MeetingForm(EditForm):
    """When, how long, about what."""

    day = Day("Day", required="Choose a day.")
    time = TimeField("Time", [InputRequired("Choose a time.")])
    minutes = Amount("Minutes", least=1, most=24 * 60, required="Write a whole number.", default=30)
    channel = SelectField("How", choices=options(CHANNELS.items()))
    topics = several("About", list(TOPICS.items()))
    agenda = Text("Agenda", most=2000)

    def fields(self) -> dict[str, Any]:
        """What the action takes: the instant, in the school's time."""
        data = {name: self.data[name] for name in ("minutes", "channel", "topics", "agenda")}
        at = clock.moment(self.day.data, self.time.data)  # type: ignore[arg-type]  # both are required
        return data | {"at": at}

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        """The form with a planned meeting; what the request brings goes before it."""
        local = clock.shown(meeting.at)
        return cls(obj=meeting, data={"day": local.date(), "time": local.time()})


class LogForm(MeetingForm):
    """A meeting that was."""

    outcome = OneOf("How it was", choices=options(OUTCOMES.items()), default="hold", required="Choose how it was.")
    note = Text("What we said and agreed", most=4000)
    private = Text("A note for myself", most=4000)

    def fields(self) -> dict[str, Any]:
        """What the action takes, with the note that both read."""
        return super().fields() | {"note": self.data["note"]}


class CheckInForm(Form):
    """How it goes."""

    meeting = rating("We meet as we agreed")
    useful = rating("It is useful to me")
    fit = rating("We fit")
    words = Text("In my own words", most=2000)
    contact_me = BooleanField("Please contact me")

    def answer(self) -> CheckInAnswer:
        """As the action takes it."""
        meeting, useful, fit = (int(self.data[name]) for name in ("meeting", "useful", "fit"))
        return CheckInAnswer(meeting, useful, fit, (self.words.data or "").strip(), bool(self.contact_me.data))


class FeedbackForm(Form):
    """How it was."""

    rating = rating("How was it?")
    words = Text("In my own words", most=2000)
    look_again = BooleanField("I look for another mentor")


class SafetyReportForm(Form):
    """What is wrong."""

    kind = OneOf(
        "What it is about",
        choices=options([(report_kind.value, words) for report_kind, words in REPORT_KINDS.items()]),
        required="Choose what it is about.",
    )
    words = Text("What happened", most=6000, required="Say what happened, in your own words.")
    with_notes = BooleanField("Add my private notes of our meetings")

    def concern(self) -> Concern:
        """As the action takes it."""
        return Concern(self.kind.data, self.words.data or "", with_notes=bool(self.with_notes.data))


def chosen(data: dict[str, Any]) -> dict[str, Any]:
    """Frequency and style as what they are, or None where nothing was chosen."""
    return {
        "frequency": Frequency(data["frequency"]) if data["frequency"] else None,
        "style": Style(data["style"]) if data["style"] else None,
    }


class PlannedMeetingLogForm(Form):
    """What became of a planned meeting."""

    outcome = OneLine(most=LONGEST_KEY)
    minutes = OneLine(most=10)
    topics = several("About", list(TOPICS.items()))
    note = Text(most=LONGEST_NOTE)

    def account(self) -> MeetingAccount:
        """As the action takes it; no minutes are 0, which it refuses."""
        minutes = number(self.minutes.data) or 0
        return MeetingAccount(self.outcome.data, minutes, list(self.topics.data or ()), self.note.data)


class MeetingNoteForm(Form):
    """The note that both read."""

    note = Text(most=LONGEST_NOTE)


class PrivateNoteForm(Form):
    """The note that one of the two reads."""

    private = Text(most=LONGEST_NOTE)


class DisputeForm(Form):
    """How the meeting was instead."""

    words = Text(most=1000)


class GoalForm(Form):
    """One more goal."""

    goal = Text(most=300)


class GoalEndForm(Form):
    """Was the goal reached, or dropped?"""

    done = OneLine(most=LONGEST_KEY)

    @property
    def is_reached(self) -> bool:
        """Was it reached?"""
        return self.done.data == "1"


class TaskForm(Form):
    """One more task, whose it is, and by when."""

    owner = OneLine(most=LONGEST_KEY)
    task = Text(most=300)
    due_on = Day()

    @property
    def is_for_mentee(self) -> bool:
        """Is it the mentee's?"""
        return self.owner.data == "mentee"


class SignForm(Form):
    """The version of the agreement that was read."""

    version = OneLine(most=20)

    def version_read(self) -> int:
        """Its number; 0 where the button carries none."""
        return number(self.version.data) or 0


class RefusePairForm(Form):
    """Why somebody does not take up a mentorship."""

    words = Text(most=LONGEST_WORDS)


class DeclineForm(Form):
    """Why a mentor says no, or why a mentorship ends."""

    reason = OneLine(most=LONGEST_KEY)
    words = Text(most=LONGEST_WORDS)


class EndPairForm(DeclineForm):
    """Why it ends, and whether the mentee looks for another mentor."""

    look_again = BooleanField()


class OwnConflictForm(Form):
    """The kind of conflict of interest between the two."""

    kind = OneLine(most=LONGEST_KEY)


class ConflictForm(OwnConflictForm):
    """A conflict of interest between a mentor and a student, or a whole class year."""

    mentor = OneLine(most=254)
    mentee = OneLine(most=254)
    class_year = OneLine(most=LONGEST_KEY)


class OverrideForm(Form):
    """Why a conflict of interest is let pass."""

    reason = Text(most=LONGEST_REASON)


class SuspendMentorForm(Form):
    """Why a mentor is taken off the list."""

    reason = Text(most=LONGEST_REASON)


class CapacityForm(Form):
    """How many students a mentor may take."""

    capacity = OneLine(most=10)

    def amount(self) -> int:
        """The number that was typed; -1 for none, which the action refuses."""
        capacity = number(self.capacity.data)
        return -1 if capacity is None else capacity


class MeetingDecisionForm(Form):
    """How a disputed meeting stands in the log."""

    outcome = OneLine(most=LONGEST_KEY)


class LeadForm(Form):
    """Who handles reports, by their address."""

    email = OneLine(most=254)


class ReportStepForm(Form):
    """The next step with a report."""

    verb = OneLine(most=LONGEST_KEY)


class ReportDecisionForm(Form):
    """What becomes of a report."""

    outcome = OneLine(most=LONGEST_KEY)
    decision = Text(most=LONGEST_NOTE)


class ExcludeForm(Form):
    """The name of somebody never to be matched with."""

    person = OneLine(most=254)


class AskMentorForm(Form):
    """What a mentor is asked for."""

    goal = Text(most=LONGEST_WORDS)
    note = Text(most=LONGEST_WORDS)


class MentorQuestionForm(Form):
    """What a mentor asks before answering."""

    question = Text(most=LONGEST_WORDS)


class MenteeAnswerForm(Form):
    """What the student answers."""

    answer = Text(most=LONGEST_WORDS)
