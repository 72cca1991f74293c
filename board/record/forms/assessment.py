"""Asking what was seen, and ticking it."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from board.record.actions.assessment import Ticks, Witness
from board.record.labels import OBSERVED, RELATIONS
from board.record.models import Relation
from board.vocabulary.rubric import NEEDS_EVIDENCE, Rubric
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Form, OneLine, OneOf, Text, options


class AskForm(Form):
    """Whom to ask what they saw."""

    name = OneLine("Their name", most=120, required="Say whom the email greets.")
    email = EmailAddress("Their email", required="Say where the email goes.")
    relation = SelectField(
        "What they were to you",
        choices=options(
            [(relation.value, words) for relation, words in RELATIONS.items() if relation is not Relation.SELF]
        ),
    )
    note = Text("A line from you", most=500)


class ReplyForm(Form):
    """What the student says to an assessment."""

    reply = Text(most=1000)


class WithdrawForm(Form):
    """Why a mark is taken away."""

    reason = OneLine("Why", most=300, required="Say why in a line: the student reads it.")


class RubricForm(EditForm):
    """The rubric's rows; `rubric_form` fills in a field and a line of evidence for each."""

    RUBRIC: Rubric

    def validate(self, extra_validators: Any = None) -> bool:
        """A tick of the upper levels says what was seen, and when."""
        fine = super().validate(extra_validators)
        for behaviour in self.RUBRIC.behaviours:
            level, evidence = self[behaviour.key], self[f"{behaviour.key}_evidence"]
            is_high = level.data is not None and not level.errors and int(level.data) >= NEEDS_EVIDENCE
            if is_high and not evidence.data:
                evidence.errors = [*evidence.errors, "A tick above 2 asks for one line: what, and when."]
                fine = False
        return bool(fine)

    def ticks(self) -> Ticks:
        """What was ticked; what was not seen is left out."""
        keys = [behaviour.key for behaviour in self.RUBRIC.behaviours if self[behaviour.key].data not in (None, "0")]
        evidence = {key: self[f"{key}_evidence"].data for key in keys if self[f"{key}_evidence"].data}
        return Ticks(self.RUBRIC.version, {key: int(self[key].data or 0) for key in keys}, evidence)


class WitnessForm(RubricForm):
    """What somebody who was there says: of themself, of the facts, of what they saw."""

    name = OneLine("Your name", most=120, required="Say who you are: the student and their readers see it.")
    role = OneLine("Your role", most=120, required="Say what you are there, such as “Chair of the committee”.")
    relation = SelectField(
        "You were the student’s",
        choices=options([(k.value, v.lower()) for k, v in RELATIONS.items() if k is not Relation.SELF]),
    )
    observed = SelectField(
        "You saw them at work for", choices=options([("", "Not said"), *((text, text) for text in OBSERVED)])
    )
    attest = OneOf(
        "Grading and promotion",
        required="Choose one. A person who grades may answer, and says so.",
        choices=options(
            [
                ("none", "I hold no grading or promotion role over this student"),
                ("declared", "I hold one, and declare it below"),
            ]
        ),
    )
    declared = OneLine("The role you declare", most=200)
    facts = BooleanField("The facts above are right, as far as I saw them")
    comment = Text("A word to the student", most=1000)

    def validate_declared(self, field: OneLine) -> None:
        """Declared means said."""
        if self.attest.data == "declared" and not field.data:
            raise ValidationError("Say which role, such as “Clerkship grader this spring”.")

    def witness(self) -> Witness:
        """What the action takes."""
        return Witness(
            name=self.name.data,
            role=self.role.data,
            relation=Relation(self.relation.data),
            observed=self.observed.data,
            declared=self.declared.data if self.attest.data == "declared" else "",
            comment=self.comment.data,
            facts_are_right=bool(self.facts.data),
        )


def rubric_form(base: type[RubricForm], rubric: Rubric, **values: Any) -> Any:
    """A form of `base` with the rows of a rubric."""
    rows: dict[str, Any] = {"RUBRIC": rubric}
    choices = [("0", "Not seen"), *((str(place), str(place)) for place in range(1, len(rubric.levels) + 1))]
    for behaviour in rubric.behaviours:
        rows[behaviour.key] = OneOf(behaviour.label, choices=options(choices), default="0")
        rows[f"{behaviour.key}_evidence"] = OneLine(f"{behaviour.label}: what, and when", most=300)
    return type(base.__name__, (base,), rows)(**values)
