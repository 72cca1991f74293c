"""What a person can show: transcript and certificates."""

from typing import Any

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.kernel import clock
from board.kernel.errors import NotFound
from board.kernel.unit_of_work import unit_of_work
from board.learning import labels, policy, queries
from board.learning.actions import attempt as attempt_actions
from board.learning.export import transcript_csv
from board.learning.models import Certificate
from board.learning.shown import shown_certificate
from board.learning.views import bp
from board.learning.views.dependencies import visitor
from board.school import settings as school_settings
from board.web import files
from board.web.access import for_roles, public, signed_in
from board.web.emails import link
from board.web.pages import go_to, render_page
from board.web.pdf_pages import pdf_answer
from board.web.pictures import qr


@bp.get("/transcript")
@signed_in
def transcript() -> ResponseReturnValue:
    """All that I learned."""
    return render_page("learning/transcript.html", on_paper=False, **_transcript())


@bp.get("/transcript.pdf")
@signed_in
def transcript_pdf() -> ResponseReturnValue:
    """The same on paper."""
    check = link("learning.certificate", token="CODE")  # noqa: S106 (a word to read, no secret)
    html = render_template("learning/transcript_paper.html", on_paper=True, check=check, **_transcript())
    return pdf_answer(html, "transcript.pdf")


@bp.get("/transcript.csv")
@signed_in
def transcript_table() -> ResponseReturnValue:
    """The same as a table."""
    return files.download("transcript.csv", transcript_csv(queries.transcript(current_user.id)), files.CSV)


@bp.get("/certificates/<token>")
@public
def certificate(token: str) -> ResponseReturnValue:
    """Anybody who holds the code checks a certificate here."""
    result = queries.certificate_by_code(token.upper())
    if result is None:
        return render_page("learning/no_certificate.html", code=token[:40]), 404
    user = visitor()
    if user is None or user.id != result.user_id:
        with unit_of_work():
            attempt_actions.note_check(result, reader=user, now=clock.now())
    return render_page(
        "learning/certificate.html",
        certificate=result,
        shown=shown_certificate(result),
        mine=user is not None and user.id == result.user_id,
        may_correct=user is not None and bool(policy.may_correct(user, result)),
    )


@bp.post("/certificates/<token>/correct")
@for_roles("coordinator")
def correct_certificate(token: str) -> ResponseReturnValue:
    """Give it anew with the name and the title as they stand."""
    result = queries.certificate_by_code(token)
    owner = account_queries.by_id(result.user_id) if result is not None else None
    if result is None or owner is None:
        raise NotFound
    with unit_of_work():
        code = attempt_actions.correct(result, owner, by=current_user, now=clock.now()).code
    flash("It is given anew. The old code says that it was replaced.", "good")
    return go_to(".certificate", token=code)


@bp.get("/certificates/<token>/certificate.pdf")
@signed_in
def certificate_pdf(token: str) -> ResponseReturnValue:
    """My certificate on paper, with its code; one that was replaced is printed no more."""
    result = queries.certificate_by_code(token)
    if result is None or result.user_id != current_user.id or result.superseded_at is not None:
        raise NotFound
    return pdf_answer(_paper(result), f"certificate-{result.code}.pdf")


def _paper(certificate: Certificate) -> str:
    address = link("learning.certificate", token=certificate.code)
    return render_template(
        "learning/certificate_paper.html",
        certificate=certificate,
        address=address,
        qr=qr(address, title=f"QR code of {address}"),
        labels=labels,
        signatory=school_settings.signatory,
    )


def _transcript() -> dict[str, Any]:
    return {
        "transcript": queries.transcript(current_user.id),
        "assigned": queries.assigned_to(current_user.id, current_user.class_year),
        "to_verify": queries.waiting_outside(current_user),
        "labels": labels,
        "today": clock.day(clock.now()),
    }
