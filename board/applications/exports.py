"""What leaves the applicant list as files: a table, and the papers."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from board.applications import policy
from board.applications.applicant_list import ApplicantRow
from board.applications.blind_review import Anonymizer
from board.applications.labels import DECISIONS, FOR_POSTERS
from board.applications.models import Application
from board.kernel import clock, csv
from board.kernel.storage import FileGone, FileStore
from board.opportunities.models import Opportunity

IN_MEMORY = 8 * 1024 * 1024


def table(opportunity: Opportunity, rows: Sequence[ApplicantRow], anonymizer: Anonymizer) -> str:
    """One line for each applicant that is open to the viewer, as the applicant list shows them."""
    asked = [(str(question.id), question.text) for question in opportunity.questions]
    heading = ["reference", "name", "address", "class year", "sent", "state", "decision"]
    heading += ["tags", "scores", "mean", "median", "spread", "note", "statement", *(text for _, text in asked)]
    return csv.to_csv(heading, [_line(row, anonymizer, [key for key, _ in asked]) for row in rows if not row.is_closed])


def _line(row: ApplicantRow, anonymizer: Anonymizer, questions: list[str]) -> list[object]:
    application, scores = row.whole, row.scores
    words = [application.statement, *(str(application.answers.get(key, "")) for key in questions)]
    lines = [application.note, *(words if policy.may_open_file(application) else [""] * len(words))]
    figures = [f"{value:.2f}" for value in (scores.mean, scores.median, scores.spread)] if scores else [""] * 3
    return [
        application.reference,
        row.name,
        "" if anonymizer.hides(application) else application.student.email,
        application.student.class_year,
        _day(application.submitted_at),
        FOR_POSTERS[application.state][0],
        DECISIONS[row.decision.verb][0] if row.decision else "",
        ", ".join(application.tags),
        scores.count if scores else 0,
        *figures,
        *(anonymizer.text(application, text) for text in lines),
    ]


def _day(at: datetime | None) -> str:
    return clock.day(at).isoformat() if at else ""


def papers(rows: Sequence[ApplicantRow], anonymizer: Anonymizer, store: FileStore) -> IO[bytes]:
    """A ZIP of the files of those who are open to the viewer, a folder each; large ones pass through the disk."""
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (whoever sends it closes it)
    made_at = clock.shown(clock.now()).timetuple()[:6]  # that of handing in may tell whose a paper is
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            is_open = not row.is_closed and policy.may_open_file(row.whole)
            for attachment in anonymizer.papers(row.whole) if is_open else ():
                inside = f"{_folder(row.whole, anonymizer)}/{anonymizer.filename(row.whole, attachment)}"
                try:
                    with store.open(attachment.name) as paper:
                        content = paper.read()  # before anything of it stands in the ZIP: it may go meanwhile
                except FileGone as gone:
                    inside, content = f"{inside}.txt", gone.message.encode()
                archive.writestr(zipfile.ZipInfo(_unused(archive, inside), made_at), content)
    out.seek(0)
    return out


def _folder(application: Application, anonymizer: Anonymizer) -> str:
    name = (
        ""
        if anonymizer.hides(application)
        else "".join(text if text.isalnum() else "-" for text in application.student.name)
    )
    return f"{application.reference} {name}".strip()


def _unused(archive: zipfile.ZipFile, inside: str) -> str:
    """Two files of one name in one folder are told apart."""
    inside = inside.replace("..", ".")
    taken = set(archive.namelist())
    stem, number = inside.removesuffix(".pdf"), 1
    while inside in taken:
        number += 1
        inside = f"{stem} ({number}).pdf"
    return inside
