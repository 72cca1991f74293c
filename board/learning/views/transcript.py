"""What a person can show: transcript, certificates, and what was learned elsewhere."""

from typing import Any

from flask import Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.learning import labels, policy, queries
from board.learning.actions import outside as outsides
from board.learning.export import transcript_csv
from board.learning.forms import OutsideForm
from board.learning.models import Certificate, OutsideActivity
from board.learning.pictures import qr
from board.learning.views import bp
from board.learning.views.loading import outside_of
from board.web import files
from board.web.access import public, signed_in
from board.web.forms import put_on_field, said
from board.web.letters import link
from board.web.page import go_to, render_page
from board.web.printing import pdf_answer


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
    answer = Response(transcript_csv(queries.transcript(current_user.id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=transcript.csv"
    return answer


@bp.get("/certificates/<token>")
@public
def certificate(token: str) -> ResponseReturnValue:
    """Anybody who holds the code checks a certificate here."""
    found = queries.certificate_by_code(token.upper())
    if found is None:
        return render_page("learning/no_certificate.html", code=token[:40]), 404
    mine = current_user.is_authenticated and current_user.id == found.user_id
    return render_page("learning/certificate.html", certificate=found, mine=mine, labels=labels)


@bp.get("/certificates/<token>/certificate.pdf")
@signed_in
def certificate_pdf(token: str) -> ResponseReturnValue:
    """My certificate on paper, with its code."""
    found = queries.certificate_by_code(token)
    if found is None or found.user_id != current_user.id:
        raise Hidden
    return pdf_answer(_paper(found), f"certificate-{found.code}.pdf")


@bp.route("/learning/outside/new", methods=["GET", "POST"])
@signed_in
def log_outside() -> ResponseReturnValue:
    """Log something I learned elsewhere."""
    return _outside_form(OutsideForm(), None)


@bp.get("/learning/outside/<id:outside_id>")
@signed_in
def show_outside(outside_id: int) -> ResponseReturnValue:
    """What was logged, and where it stands."""
    outside = outside_of(outside_id)
    return render_page(
        "learning/outside.html",
        outside=outside,
        label=labels.OUTSIDE[outside.state],
        may_verify=bool(policy.may_verify(current_user, outside)),
        may_change=bool(policy.may_change_outside(current_user, outside)),
        labels=labels,
    )


@bp.route("/learning/outside/<id:outside_id>/edit", methods=["GET", "POST"])
@signed_in
def edit_outside(outside_id: int) -> ResponseReturnValue:
    """Change what I logged; it waits to be verified again."""
    outside = outside_of(outside_id)
    if not policy.may_change_outside(current_user, outside):
        raise Hidden
    return _outside_form(OutsideForm.of(outside), outside)


@bp.get("/learning/outside/<id:outside_id>/proof")
@signed_in
def proof(outside_id: int) -> ResponseReturnValue:
    """The proof, as a download."""
    outside = outside_of(outside_id)
    if not outside.proof_name:
        raise Hidden
    return files.hand_out(outside.proof_name, outside.proof_filename)


@bp.post("/learning/outside/<id:outside_id>/verify")
@signed_in
def verify_outside(outside_id: int) -> ResponseReturnValue:
    """It was done."""
    outside = outside_of(outside_id)
    with unit_of_work():
        outsides.verify(outside, by=current_user, now=clock.now())
    return go_to(".show_outside", outside_id=outside_id)


@bp.post("/learning/outside/<id:outside_id>/send-back")
@signed_in
def send_outside_back(outside_id: int) -> ResponseReturnValue:
    """Something is missing."""
    outside = outside_of(outside_id)
    try:
        with unit_of_work():
            note = request.form.get("note", "")[:1000].replace("\x00", "")
            outsides.send_back(outside, by=current_user, now=clock.now(), note=note)
    except Invalid as invalid:
        flash(invalid.message, "loss")
    return go_to(".show_outside", outside_id=outside_id)


def _outside_form(form: OutsideForm, outside: OutsideActivity | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            return go_to(".show_outside", outside_id=_keep_outside(form, outside))
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("learning/outside_form.html", form=form, outside=outside), 422 if form.errors else 200


def _keep_outside(form: OutsideForm, outside: OutsideActivity | None) -> int:
    """Write what was typed; answers the number to go to. Raises `Invalid`."""
    kept, fields = files.keep_pdf(request.files.get("proof"), "proof"), form.fields()
    if kept is not None:
        fields |= {"proof_name": kept.name, "proof_filename": kept.filename}
    now, supervisor = clock.now(), said(form.supervisor)
    with unit_of_work():
        if outside is None:
            return outsides.log(by=current_user, now=now, fields=fields, supervisor=supervisor).id
        outsides.change(outside, by=current_user, now=now, fields=fields, supervisor=supervisor)
        return outside.id


def _paper(certificate: Certificate) -> str:
    address = link("learning.certificate", token=certificate.code)
    return render_template(
        "learning/certificate_paper.html", certificate=certificate, address=address, qr=qr(address), labels=labels
    )


def _transcript() -> dict[str, Any]:
    return {
        "transcript": queries.transcript(current_user.id),
        "assigned": queries.assigned_to(current_user.id, current_user.class_year),
        "to_verify": queries.waiting_outside(current_user),
        "is_student": current_user.is_a(Role.STUDENT),
        "labels": labels,
        "now": clock.now(),
    }
