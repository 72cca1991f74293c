"""Rows that a form holds any number of: the papers and the questions of a posting."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from board.opportunities.labels import PAPERS, QUESTIONS
from board.opportunities.models import STATEMENT
from board.web.addresses import number
from board.web.forms import Amount, Id, OneLine, Text, options

WRITTEN = ("short", "long")
"""The kinds of answer that are typed."""
MOST_PAPERS, MOST_QUESTIONS, MOST_CHOICES, LONGEST_CHOICE = 6, 10, 12, 100


class PaperRow(PlainForm):
    """One paper that applicants hand in."""

    id = Id()
    label = OneLine("What they hand in", most=120, required="Say what they hand in, or take this row away.")
    kind = SelectField("Form", choices=options(PAPERS.items()))
    limit_words = Amount("At most this many words", least=20, most=5000)
    required = BooleanField("Needed", default=True)

    def validate_limit_words(self, field: Amount) -> None:
        """A limit that nobody counts is none."""
        if field.data is not None and self.kind.data != STATEMENT:
            raise ValidationError("Words are counted where they are written in the form. Say of a PDF how many pages.")


class QuestionRow(PlainForm):
    """One question that applicants answer."""

    id = Id()
    text = OneLine("Question", most=300, required="Write the question, or take this row away.")
    kind = SelectField("Answer", choices=options(QUESTIONS.items()))
    limit_words = Amount("At most this many words", least=5, most=1000)
    choices = Text("What they choose from, a line each", most=1500)
    required = BooleanField("Needed", default=True)

    def lines(self) -> list[str]:
        """What is chosen from, if this is a choice."""
        lines = [line.strip() for line in (self.choices.data or "").splitlines()]
        return [line for line in lines if line] if self.kind.data == "choice" else []

    def validate_limit_words(self, field: Amount) -> None:
        """Only what is written has words to count."""
        if field.data is not None and self.kind.data not in WRITTEN:
            raise ValidationError("Only a line or a few paragraphs have words to count. Leave it empty here.")

    def validate_choices(self, field: Text) -> None:
        """A choice has something to choose from."""
        if any(len(line) > LONGEST_CHOICE for line in self.lines()):
            raise ValidationError(f"Use at most {LONGEST_CHOICE} characters in a line.")
        if self.kind.data == "choice" and not 2 <= len(self.lines()) <= MOST_CHOICES:
            raise ValidationError(f"Give from 2 to {MOST_CHOICES} lines to choose from.")


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs only, not when it runs
    """A list of rows that is changed by the values of its buttons: `papers-add`, `papers-up-2`, `papers-remove-0`."""

    fresh: int | None = None
    """The row that was just added: it takes the cursor."""

    def press(self, button: str) -> bool:
        """Change the rows as the button says; False when it is not one of theirs."""
        name, _, rest = button.partition("-")
        verb, _, place = rest.partition("-")
        rows, at = [entry.data for entry in self.entries], number(place)
        if name != self.name or verb not in ("add", "remove", "up", "down"):
            return False
        if verb == "add" and len(rows) < (self.max_entries or 0):
            rows.append({"required": True})
            self.fresh = len(rows) - 1
        elif at is not None and at < len(rows):
            row = rows.pop(at)
            if verb != "remove":
                rows.insert(max(0, at - 1) if verb == "up" else at + 1, row)
        self.process(None, rows)
        return True

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """The numbers of the rows in what was sent; a row whose number is none of ours is passed over."""
        for key in formdata:
            name, _, rest = key.partition("-")
            at = number(rest.partition("-")[0]) if name == prefix else None
            if at is not None:
                yield at


def paper_rows() -> Rows:
    """The papers of a posting."""
    return Rows(FormField(PaperRow), "Documents", max_entries=MOST_PAPERS)


def question_rows() -> Rows:
    """The questions of a posting."""
    return Rows(FormField(QuestionRow), "Questions", max_entries=MOST_QUESTIONS)
