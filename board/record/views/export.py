"""The ways a record leaves the house."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, keyring
from board.kernel.errors import NotFound
from board.record import overview, queries
from board.record.exports import badge as badge_exports
from board.record.exports import resume as resume_exports
from board.record.exports import table as table_exports
from board.record.labels import KINDS, marks, period
from board.record.views import bp
from board.record.views.dependencies import mine, today
from board.school import settings as school_settings
from board.settings import Settings
from board.web import files
from board.web.access import for_roles, public
from board.web.emails import link
from board.web.pages import render_page
from board.web.pdf_pages import pdf_answer


@bp.get("/record/cv")
@for_roles("student")
def cv() -> ResponseReturnValue:
    """The record as a CV, to read and to print."""
    shown = overview.of(queries.of_student(current_user.id), today())
    return render_page("record/cv.html", record=shown, student=current_user, kinds=KINDS, marks=marks, period=period)


@bp.get("/record/cv.pdf")
@for_roles("student")
def cv_pdf() -> ResponseReturnValue:
    """The same as a PDF."""
    shown = overview.of(queries.of_student(current_user.id), today())
    html = render_template(
        "record/cv_paper.html", record=shown, student=current_user, kinds=KINDS, marks=marks, period=period
    )
    return pdf_answer(html, "cv.pdf")


@bp.get("/record/entries.csv")
@for_roles("student")
def entries_csv() -> ResponseReturnValue:
    """Every entry as a table."""
    return files.download("record.csv", table_exports.table(queries.of_student(current_user.id)), files.CSV)


@bp.get("/record/resume.json")
@for_roles("student")
def resume_json() -> ResponseReturnValue:
    """Every entry as JSON Resume."""
    answer = resume_exports.resume(
        current_user, queries.of_student(current_user.id), school_settings.school_name, clock.now()
    )
    return files.download("resume.json", current_app.json.dumps(answer, indent=2), "application/json")


@bp.get("/record/entries/<id:entry_id>/badge")
@for_roles("student")
def badge_file(entry_id: int) -> ResponseReturnValue:
    """A verified entry as a signed Open Badge."""
    entry = mine(entry_id)
    if not entry.is_verified:
        raise NotFound
    signed = badge_exports.sign(entry, _issuer(), keyring.signing_key(_settings().badge_key))
    return files.download(f"badge-{entry_id}.jwt", signed, "application/vc+jwt")


@bp.get("/badges/issuer")
@public
def badge_issuer() -> ResponseReturnValue:
    """Who signs: the school's profile."""
    return _issuer().document() | {"publicKey": _issuer().keys}


@bp.get("/badges/keys")
@public
def badge_keys() -> ResponseReturnValue:
    """What the signatures are checked with."""
    return badge_exports.published(_issuer(), keyring.signing_key(_settings().badge_key))


def _issuer() -> badge_exports.Issuer:
    return badge_exports.Issuer(
        profile=link("record.badge_issuer"),
        keys=link("record.badge_keys"),
        name=school_settings.school_name,
        home=_settings().base_url,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
