"""Reading blind: what the people of a posting see of applicants while names are hidden, and after. Pure."""

import re
from dataclasses import dataclass

from board.accounts.models import User
from board.applications.models import (
    Application,
    ApplicationState,
    Attachment,
    ListedApplication,
    ListedStudent,
    Selection,
)
from board.kernel.errors import Invalid

HIDDEN = "[name hidden]"
JUDGED = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.SHORTLISTED,
    ApplicationState.WITHDRAWN,
)
"""States in which a name may stay hidden; from an interview on, people meet."""


@dataclass(frozen=True)
class Anonymizer:
    """Drawn while a posting is read blind. Everything that could name an applicant goes through here."""

    drawn: bool = False
    papers_hidden: bool = False

    @classmethod
    def of(cls, selection: Selection) -> "Anonymizer":
        """What the owners settled."""
        return cls(selection.blind, selection.blind and selection.papers_hidden)

    def hides(self, application: Application | ListedApplication) -> bool:
        """Is this one's name hidden now?"""
        return self.drawn and application.state in JUDGED

    def name(self, application: Application | ListedApplication) -> str:
        """Who it is, or the number that stands for them."""
        return f"Applicant {application.reference}" if self.hides(application) else application.student.name

    def text(self, application: Application | ListedApplication, words: str) -> str:
        """What somebody wrote, without the applicant's name and address in it."""
        return mask(application.student, words) if words and self.hides(application) else words

    def written(self, application: Application, before: str, shown: str) -> str:
        """What somebody made of a text that they were shown with the name hidden: the name in it is not lost.

        More may be written behind it. Raises `Invalid` where the hidden part was moved or written by hand.
        """
        masked = self.text(application, before)
        if shown.startswith(masked):
            return before + shown[len(masked) :]
        if self.hides(application) and HIDDEN in shown:
            raise Invalid("note", "Part of this text is hidden while names are: write below it, or take the part out.")
        return shown

    def filename(self, application: Application, attachment: Attachment) -> str:
        """What a file is called, on the page and when it is saved."""
        if not self.hides(application):
            return attachment.filename
        place = [attachment.id for attachment in application.attachments].index(attachment.id) + 1
        return f"{application.reference}-paper-{place}.pdf"

    def papers(self, application: Application) -> list[Attachment]:
        """The files that may be opened."""
        return [] if self.papers_hidden and self.hides(application) else list(application.attachments)


def mask(student: User | ListedStudent, words: str) -> str:
    """A text without this person's name and address."""
    return _pattern(student).sub(HIDDEN, words)


def _pattern(student: User | ListedStudent) -> re.Pattern[str]:
    """The whole name however it is written, each of its parts as a name is written, the address and its first half."""
    parts = [part for part in re.split(r"[\s,]+", student.name) if len(part) > 1]
    loose = [student.email, student.email.partition("@")[0], student.name, " ".join(reversed(parts))]
    alternatives = [f"(?i:{re.escape(text)})" for text in sorted(filter(None, loose), key=len, reverse=True)]
    alternatives += [re.escape(shape) for part in parts for shape in {part, part.capitalize(), part.upper()}]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")
