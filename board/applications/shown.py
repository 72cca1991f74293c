"""What the people of a posting read of an application: the reader is made of it, and so is the page for its student."""

from dataclasses import dataclass

from board.applications import policy
from board.applications.blind_review import Anonymizer
from board.applications.models import Application, Attachment
from board.applications.queries import review as review_queries
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownApplication(ShownPart):
    """What the student sent, without the name where names are hidden."""

    TEMPLATES = ("applications/_shown_words.html", "applications/_shown_papers.html")

    name: str
    application: Application
    anonymizer: Anonymizer
    may_open_file: bool
    papers: list[Attachment]
    """Those that may be opened."""

    @property
    def hides_name(self) -> bool:
        """Is it read without its name now?"""
        return self.anonymizer.hides(self.application)


def shown_application(application: Application) -> ShownApplication:
    """As everybody reads it who may open it."""
    anonymizer, opens = (
        Anonymizer.of(review_queries.settled(application.opportunity_id)),
        bool(policy.may_open_file(application)),
    )
    name, year = anonymizer.name(application), application.student.class_year
    return ShownApplication(
        heading=f"{name}: {application.opportunity.title}",
        facts=[f"Application {application.reference}", *([year] if year else [])],
        name=name,
        application=application,
        anonymizer=anonymizer,
        may_open_file=opens,
        papers=anonymizer.papers(application) if opens else [],
    )
