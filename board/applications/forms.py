"""The shape of what is sent to the pages of applying and choosing."""

import secrets

from wtforms import BooleanField, Field

from board.applications.actions.applicant_list import LONGEST_NAME, LONGEST_TAG
from board.applications.actions.draft_decision import Choice
from board.applications.actions.review import AssignmentPlan, GivenScores
from board.applications.models import Application
from board.applications.rubric import HIGHEST, MOST_CRITERIA, Criterion
from board.opportunities.models import Opportunity, PostingRole
from board.web.addresses import number
from board.web.forms import Day, Form, Id, OneLine, OnePerRow, Text, Ticked, Upload

LONGEST = 6000
"""Characters of a statement, an answer, a note, a message."""
LONGEST_REMARK, LONGEST_KEY = 500, 80
CV, OUT = "cv", "out"
"""What is chosen for a paper: the CV on file is handed in, or the file that is attached is taken out."""
MOST_EACH, LONGEST_CRITERION, LONGEST_ANCHOR, LONGEST_CRITERION_KEY = 9, 80, 200, 20


class FileChoice(Field):
    """What becomes of the file of a paper: `CV`, `OUT`, or the mark of the one that stays."""

    data: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Every choice that was sent, though the form asks for one."""
        self.data = list(valuelist)

    def process_data(self, value: object) -> None:
        """A form that is made anew has no choice."""
        self.data = []


class ApplyForm(Form):
    """A draft. The fields of a posting's questions and papers are put on by `apply_form`."""

    statement = Text("Personal statement", most=LONGEST)

    def answers(self, opportunity: Opportunity) -> dict[str, str]:
        """Number of the question → its answer."""
        return {str(question.id): self[f"answer-{question.id}"].data for question in opportunity.questions}

    def chosen_files(self, opportunity: Opportunity) -> dict[str, str]:
        """Field of a paper → the name of the file that was chosen in it."""
        files = {f"paper-{paper.id}": self[f"paper-{paper.id}"].data for paper in opportunity.papers if paper.is_file}
        return {field: file.filename for field, file in files.items() if file and file.filename}

    def papers_with(self, opportunity: Opportunity, choice: str) -> set[int]:
        """The papers for whose file `CV` or `OUT` is chosen."""
        files = [paper.id for paper in opportunity.papers if paper.is_file]
        return {number for number in files if choice in self[f"paper-{number}-file"].data}


def apply_form(opportunity: Opportunity) -> ApplyForm:
    """The form of a posting: a field for each of its questions, and two for each paper that is a file."""
    fields: dict[str, object] = {f"answer-{question.id}": Text(most=LONGEST) for question in opportunity.questions}
    for paper in opportunity.papers:
        if paper.is_file:
            fields |= {f"paper-{paper.id}": Upload(), f"paper-{paper.id}-file": FileChoice()}
    form: ApplyForm = type("ApplyFormOfPosting", (ApplyForm,), fields)()
    return form


class ReasonForm(Form):
    """Why a student steps back, or a reviewer steps aside."""

    reason = Text(most=LONGEST_REMARK)


class AcceptForm(Form):
    """What a student gives up for the place, and a word to its people."""

    leave = Ticked()
    note = Text(most=LONGEST_REMARK)


class AnswerByForm(Form):
    """The last day for the answer to an offer."""

    answer_by = Day()


class NewAnswerByForm(AnswerByForm):
    """Another last day for an offer that is out."""

    answer_by = Day(required="Choose the day.")


class ReleaseForm(AnswerByForm):
    """The last day for answers, and why there may be more offers than free openings."""

    over = BooleanField()
    over_reason = OneLine(most=LONGEST_REMARK, name="over-reason")

    def why_over(self) -> str:
        """Why there may be more offers than free openings, where that was said yes to."""
        return self.over_reason.data if self.over.data else ""


class TickedForm(Form):
    """The applications that are ticked on the applicant list."""

    application = Ticked()

    def among(self, applications: list[Application]) -> list[Application]:
        """Those of these applications that are ticked."""
        return [application for application in applications if application.id in self.application.data]


class SelectedForm(TickedForm):
    """What is to be done with those who are ticked, where it takes words."""

    act = OneLine(most=LONGEST_KEY)


class MoveForm(TickedForm, ReleaseForm):
    """What happens to one or many, and why; `onward` is the application that is read next."""

    verb = OneLine(most=LONGEST_KEY)
    reason = OneLine(most=LONGEST_KEY)
    line = Text(most=LONGEST_REMARK)
    seen = OnePerRow("seen-")
    onward = Id()

    def choice(self) -> Choice:
        """What was chosen, with the reason and the line beside it."""
        return Choice(self.verb.data, self.reason.data, self.line.data)


class DecisionForm(TickedForm):
    """What shall become of one or many; `none` takes a draft back. `onward` is the application that is read next."""

    decision = OneLine(most=LONGEST_KEY)
    seen = OnePerRow("seen-")
    reason = OneLine(most=LONGEST_KEY)
    line = Text(most=LONGEST_REMARK)
    onward = Id()

    def choice(self) -> Choice:
        """What was chosen, with the reason and the line beside it."""
        return Choice(self.decision.data, self.reason.data, self.line.data)

    def choice_for_many(self) -> Choice:
        """What was chosen for those who are selected: only declining asks for a line, which is for nothing else."""
        line = self.line.data if self.decision.data == "reject" else ""
        return Choice(self.decision.data, self.reason.data, line or None)


class TagForm(TickedForm):
    """A tag, to be put on or taken off."""

    tag = OneLine(most=LONGEST_TAG)
    tagging = OneLine(most=LONGEST_KEY)

    @property
    def removes(self) -> bool:
        """Is it to be taken off?"""
        return self.tagging.data == "remove"


class MessageForm(TickedForm):
    """A message to those who are ticked; the text may be stored as a template."""

    text = Text("Message", most=LONGEST)
    template = OneLine(most=LONGEST_NAME)
    template_name = OneLine(most=LONGEST_NAME, name="template-name")


class NoteForm(Form):
    """The note among the people of a posting."""

    note = Text(most=LONGEST)


class ReviewForm(Form):
    """Scores by the key of their criterion, or that a reviewer abstains; `next` leads on to the next application."""

    score = OnePerRow("score-")
    comment = Text("Comment", most=LONGEST)
    abstain = BooleanField()
    next = BooleanField()

    def scores(self) -> GivenScores:
        """What was chosen, where it is a digit; or that they abstain."""
        chosen = {key: number(text) for key, text in self.score.data.items() if len(text) == 1}
        digits = {key: digit for key, digit in chosen.items() if digit is not None}
        return GivenScores(digits, self.comment.data, abstains=self.abstain.data)


class JoinForm(Form):
    """Who joins the people of a posting, as what."""

    email = OneLine(most=254)
    part = OneLine(most=LONGEST_KEY)

    def role(self) -> PostingRole:
        """Owner too, where that was chosen; a reviewer otherwise."""
        return PostingRole.CO_OWNER if self.part.data == PostingRole.CO_OWNER else PostingRole.REVIEWER


class LeaveForm(Form):
    """Who is taken off."""

    person = Id()


class ReviewersForm(Form):
    """Who reads, how many read each application, by when. The same seed gives the same assignment."""

    reviewer = Ticked()
    each = OneLine(most=10)
    due_on = Day()
    seed = OneLine(most=10)

    def reviewers_each(self) -> int:
        """How many read each application."""
        return min(max(number(self.each.data) or 0, 1), MOST_EACH)

    def plan(self) -> AssignmentPlan:
        """What was chosen; a seed is made up where none was typed."""
        seed = number(self.seed.data) or secrets.randbelow(900_000) + 100_000
        return AssignmentPlan(self.reviewer.data, self.reviewers_each(), self.due_on.data, seed)


class BlindForm(Form):
    """Are names hidden, and papers too?"""

    blind = BooleanField()
    papers_hidden = BooleanField()


class CriteriaForm(Form):
    """The criteria, by their places on the page; one whose name was emptied is gone."""

    key = OnePerRow("key-", most=LONGEST_CRITERION_KEY)
    criterion_name = OnePerRow("name-", most=LONGEST_CRITERION)
    weight = OnePerRow("weight-")
    anchor = OnePerRow("anchor-", most=LONGEST_ANCHOR)

    def criteria(self) -> list[Criterion]:
        """The criteria that were typed."""
        return [self._criterion(place) for place in range(MOST_CRITERIA) if self.criterion_name.data.get(f"{place}")]

    def _criterion(self, place: int) -> Criterion:
        anchors = tuple(self.anchor.data.get(f"{place}-{score}", "") for score in range(1, HIGHEST + 1))
        key = self.key.data.get(f"{place}") or f"c{secrets.token_hex(4)}"
        weight = number(self.weight.data.get(f"{place}")) or 0
        return Criterion(key, self.criterion_name.data[f"{place}"], weight, anchors)
