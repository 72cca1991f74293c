"""The residency form: what goes on it, how it is worded, and the bullets for the dean's letter."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.record import overview, queries, residency_fields
from board.record.actions import residency_form as residency_form_actions
from board.record.forms.residency_form import bullets_form, season_form
from board.record.labels import marks
from board.record.models import Entry
from board.record.views import bp
from board.record.views.dependencies import mine, today
from board.vocabulary import residency as vocabulary_residency
from board.vocabulary.residency import Season
from board.web import files
from board.web.access import for_roles
from board.web.editing import AUTOSAVE, saved_by_itself
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.get("/record/residency")
@for_roles("student")
def form() -> ResponseReturnValue:
    """The form as it stands, each field ready to copy."""
    season = _season()
    entries, texts = queries.of_student(current_user.id), queries.season_texts(current_user.id, season.name)
    chosen = residency_fields.sheets(season, entries, texts)
    on_form = {item.entry.id for item in chosen}
    return render_page(
        "record/residency.html",
        season=season,
        seasons=vocabulary_residency.names(),
        sheets=chosen,
        marks=marks,
        starred=sum(item.starred for item in chosen),
        others=[entry for entry in entries if entry.id not in on_form],
        most_unfolded=overview.MOST_UNFOLDED,
    )


@bp.post("/record/residency/fill")
@for_roles("student")
def fill() -> ResponseReturnValue:
    """Put the newest entries on the form, as many as it takes."""
    season = _season()
    newest = queries.of_student(current_user.id)[: season.most_entries]
    with unit_of_work():
        residency_form_actions.choose(newest, season, by=current_user)
    return _back(season)


@bp.route("/record/residency/<id:entry_id>", methods=["GET", "POST"])
@for_roles("student")
def word(entry_id: int) -> ResponseReturnValue:
    """Word one entry for the form."""
    season, entry = _season(), mine(entry_id)
    sheet = _sheet(season, entry)
    form = season_form(season, sheet)
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: season_form(season, _sheet(season, entry)))
            residency_form_actions.word(entry, season, form.typed(), by=current_user)
        if AUTOSAVE in request.headers:
            return saved_by_itself(lambda: season_form(season, _sheet(season, entry)))
        return _back(season, entry)
    page = render_page("record/residency_entry.html", season=season, sheet=sheet, form=form, entry=entry)
    return page, 422 if form.errors else 200


@bp.post("/record/residency/<id:entry_id>/choose")
@for_roles("student")
def choose(entry_id: int) -> ResponseReturnValue:
    """Put it on the form."""
    season, entry = _season(), mine(entry_id)
    with unit_of_work():
        residency_form_actions.choose([entry], season, by=current_user)
    return _back(season, entry)


@bp.post("/record/residency/<id:entry_id>/drop")
@for_roles("student")
def drop(entry_id: int) -> ResponseReturnValue:
    """Take it off the form."""
    season, entry = _season(), mine(entry_id)
    with unit_of_work():
        residency_form_actions.drop(entry, season, by=current_user)
    return _back(season)


@bp.post("/record/residency/<id:entry_id>/star")
@for_roles("student")
def star(entry_id: int) -> ResponseReturnValue:
    """Count it among the most meaningful."""
    return _star(entry_id, True)


@bp.post("/record/residency/<id:entry_id>/unstar")
@for_roles("student")
def unstar(entry_id: int) -> ResponseReturnValue:
    """Count it among them no longer."""
    return _star(entry_id, False)


@bp.get("/record/residency.csv")
@for_roles("student")
def residency_csv() -> ResponseReturnValue:
    """The form as a table, a row for each entry."""
    season = _season()
    texts = queries.season_texts(current_user.id, season.name)
    sheets = residency_fields.sheets(season, queries.of_student(current_user.id), texts)
    rows = [{line.field.key: line.value for line in sheet.lines} for sheet in sheets]
    heading = [field.label for field in season.fields]
    cells = [[row.get(field.key, "") for field in season.fields] for row in rows]
    return files.csv_answer(f"residency-{season.name}.csv", heading, cells)


@bp.route("/record/noteworthy", methods=["GET", "POST"])
@for_roles("student")
def noteworthy() -> ResponseReturnValue:
    """The bullets for the dean's letter."""
    season = _season()
    form = _bullets(season)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: _bullets(season))
                residency_form_actions.note(form.texts(), season, by=current_user)
            flash("Your points are saved.", "good")
            return go_to(".noteworthy")
        except Invalid as invalid:
            put_on_field(form, invalid)
    texts = queries.season_texts(current_user.id, season.name)
    starred = [item for item in queries.of_student(current_user.id) if item.id in texts and texts[item.id].starred]
    page = render_page(
        "record/noteworthy.html", form=form, season=season, starred=starred, sentences=residency_fields.sentences
    )
    return page, 422 if form.errors else 200


def _sheet(season: Season, entry: Entry) -> residency_fields.ResidencySheet:
    """The entry as this season's form has it now."""
    return residency_fields.sheet(season, entry, queries.season_texts(current_user.id, season.name).get(entry.id))


def _bullets(season: Season) -> Any:
    return bullets_form(season, [bullet.text for bullet in queries.bullets(current_user.id)])


def _season() -> Season:
    """The season asked for, or the one that holds today."""
    asked = request.args.get("season", "")
    return found_or_404(vocabulary_residency.named(asked) if asked else vocabulary_residency.on(today()))


def _back(season: Season, entry: Entry | None = None) -> ResponseReturnValue:
    asked = request.args.get("season")
    return go_to(".form", season=season.name if asked else None, _anchor=f"entry-{entry.id}" if entry else None)


def _star(entry_id: int, starred: bool) -> ResponseReturnValue:
    season, entry = _season(), mine(entry_id)
    with unit_of_work():
        residency_form_actions.star(entry, season, by=current_user, starred=starred)
    return _back(season, entry)
