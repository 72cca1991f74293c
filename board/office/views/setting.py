"""The pages on which the school decides what it decides itself."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, markdown
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.office import actions
from board.office.forms import LogoForm
from board.office.labels import SECTIONS
from board.opportunities.empty_search_log import MOST_CHARACTERS
from board.opportunities.queries import SynonymEffect, synonym_effects
from board.opportunities.queries.empty_search import FEWEST, empty_searches
from board.school import settings as school_settings
from board.school.kinds import Section, Setting, TextSetting
from board.web import school_files
from board.web.access import for_roles
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.school_fields import SettingsForm, settings_form

bp = Blueprint("settings", __name__, url_prefix="/office/settings")


@bp.get("")
@for_roles("coordinator")
def index() -> ResponseReturnValue:
    """Everything that the school decides, as it stands."""
    values = {setting.name: _shown(setting) for setting in school_settings.all()}
    own = {setting.name for setting in school_settings.all() if school_settings.is_own(setting)}
    sections = [(section, words, school_settings.of_section(section)) for section, words in SECTIONS.items()]
    return render_page("office/settings.html", sections=sections, values=values, own=own)


@bp.route("/school", defaults={"section": Section.SCHOOL}, methods=["GET", "POST"])
@bp.route("/look", defaults={"section": Section.LOOK}, methods=["GET", "POST"])
@bp.route("/people", defaults={"section": Section.PEOPLE}, methods=["GET", "POST"])
@bp.route("/texts", defaults={"section": Section.TEXTS}, methods=["GET", "POST"])
@bp.route("/words", defaults={"section": Section.WORDS}, methods=["GET", "POST"])
@bp.route("/limits", defaults={"section": Section.LIMITS}, methods=["GET", "POST"])
@bp.route("/retention", defaults={"section": Section.RETENTION}, methods=["GET", "POST"])
@bp.route("/security", defaults={"section": Section.SECURITY}, methods=["GET", "POST"])
@for_roles("coordinator")
def edit(section: Section) -> ResponseReturnValue:
    """One page of settings: save them, or see first what they would look like."""
    form_type = settings_form(section)
    form, preview = form_type.of(), False
    if section is Section.WORDS and not form.is_submitted():
        _begin_line(form)
    if form.validate_on_submit():
        try:
            if form.preview.data:
                preview = form.are_usable()
            else:
                with unit_of_work():
                    form.require_unchanged(form_type.of)
                    changed = actions.change_settings(form.values(), by=current_user, now=clock.now())
                flash("Saved. It counts from now on." if changed else "Nothing was changed.", "good")
                return go_to(".edit", section=section)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _page(section, form, LogoForm(formdata=None), preview=preview)


@bp.post("/look/logo")
@for_roles("coordinator")
def put_logo() -> ResponseReturnValue:
    """Show another logo."""
    form = LogoForm()
    try:
        form.require_valid()
        logo = form.chosen_logo()
        with unit_of_work():
            actions.change_logo(logo, by=current_user, now=clock.now())
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(Section.LOOK, settings_form(Section.LOOK).of(formdata=None), form)
    flash("The logo is on every page from now on.", "good")
    return go_to(".edit", section=Section.LOOK)


@bp.post("/look/logo/remove")
@for_roles("coordinator")
def remove_logo() -> ResponseReturnValue:
    """Show none."""
    with unit_of_work():
        actions.change_logo(None, by=current_user, now=clock.now())
    flash("The logo is removed.", "plain")
    return go_to(".edit", section=Section.LOOK)


@bp.get("/look/preview.css")
@for_roles("coordinator")
def preview_sheet() -> ResponseReturnValue:
    """The colors of the address on the samples of the page, and nowhere else."""
    form = settings_form(Section.LOOK).of(formdata=request.args)
    colours: dict[str, Any] = form.values() if form.are_usable() else {}
    sheet = school_files.tokens(".c-theme", colours.get("brand_light", ""), colours.get("brand_dark", ""))
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": "no-store"})


def _shown(setting: Setting[Any]) -> str:
    """What holds, in words; a text without its marks, since they are not drawn here."""
    words = setting.in_words(school_settings.value_of(setting))
    return markdown.plain(words) if isinstance(setting, TextSetting) else words


def _begin_line(form: SettingsForm) -> None:
    """A line for the words of the address, below those that hold: somebody searched for them and found nothing."""
    words = " ".join(request.args.get("add", "").split())
    if 0 < len(words) <= MOST_CHARACTERS:
        form["synonyms"].data = "\n".join([*school_settings.synonyms, f"{words} = "])


def _effects(form: SettingsForm) -> list[SynonymEffect]:
    engine, now = current_app.extensions["engine"], clock.now()
    return synonym_effects(engine, school_settings.synonyms, form.values()["synonyms"], now)


def _page(section: Section, form: SettingsForm, logo_form: LogoForm, *, preview: bool = False) -> ResponseReturnValue:
    is_of_words = preview and section is Section.WORDS
    page = render_page(
        "office/settings_section.html",
        section=section,
        sections=SECTIONS,
        settings=[setting for setting in school_settings.of_section(section) if setting.name in form],
        form=form,
        logo_form=logo_form,
        previewed=form.values() if preview else None,
        effects=_effects(form) if is_of_words else [],
        not_found=empty_searches(clock.now()) if section is Section.WORDS else [],
        fewest=FEWEST,
        markdown=markdown.render,
    )
    return page, 422 if form.errors or logo_form.errors else 200
