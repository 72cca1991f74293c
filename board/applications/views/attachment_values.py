"""The file that is attached for each paper of an application, as a value of the form that writes it.

What is posted under `paper-<n>-file` is `cv` for the CV on file, `out` to take the file out, or the mark of the file
that was attached when the form was read, which stays. A file that is chosen is posted under `paper-<n>`, and goes
before all of them.
"""

from collections.abc import Container
from dataclasses import replace

from flask_login import current_user

from board.applications import queries
from board.applications.forms import CV, OUT, ApplyForm
from board.applications.models import Attachment
from board.opportunities.models import Opportunity, Paper
from board.web.editing import Value, plain

MARK_DIGITS = 8
"""Digits of the mark of a file."""
_UPLOADED = "uploaded"


def attachments_by_paper(opportunity: Opportunity) -> dict[int, Attachment]:
    """What is attached to the application of whoever asks, by the number of the paper."""
    application = queries.of_student(current_user.id, opportunity.id)
    return {attachment.paper_id: attachment for attachment in application.attachments} if application else {}


def kept_choice(attachment: Attachment | None) -> str:
    """What is posted to leave a paper as it is; empty where nothing is attached."""
    if attachment is None:
        return ""
    return CV if attachment.name == current_user.cv_name else attachment.name[:MARK_DIGITS]


def saved_files(opportunity: Opportunity) -> list[Value]:
    """What is attached now for each paper."""
    attachments = attachments_by_paper(opportunity)
    return [_saved_file(paper, attachments.get(paper.id)) for paper in opportunity.papers if paper.is_file]


def posted_files(opportunity: Opportunity, form: ApplyForm) -> list[Value]:
    """What the posted form makes of it. A file that is chosen in the form is another than every one before."""
    chosen = form.chosen_files(opportunity)
    return [_posted_file(saved, chosen.get(saved.name.removesuffix("-file"))) for saved in saved_files(opportunity)]


def _saved_file(paper: Paper, attachment: Attachment | None) -> Value:
    words = {CV: f"Your CV on file: {current_user.cv_filename}", OUT: "Take it out"}
    choice = kept_choice(attachment)
    if attachment is not None:
        words.setdefault(choice, attachment.filename)
    return Value.of(f"paper-{paper.id}-file", paper.label, choice, words=words)


def _posted_file(saved: Value, uploaded: str | None) -> Value:
    posted = saved.as_posted()
    texts = [text for _, text in posted.pairs]
    choice = _UPLOADED if uploaded else _first_of((OUT, CV), texts) or "".join(texts[:1])
    words = {choice: "The file that was attached", **saved.words, _UPLOADED: uploaded or ""}
    return replace(posted, pairs=plain([(saved.name, choice)]), words=words)


def _first_of(choices: tuple[str, ...], texts: Container[str]) -> str:
    return next((choice for choice in choices if choice in texts), "")
