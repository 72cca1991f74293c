"""Setting up a school: the list of what it begins with, and one page for what it is called and who belongs to it."""

from flask import current_app, flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.queries import report as report_queries
from board.office import actions, queries, set_up
from board.office.forms import set_up_form
from board.office.set_up import SetUpStep
from board.office.views import bp
from board.school import settings as school_settings
from board.web.access import for_roles
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page


@bp.get("/office/set-up")
@for_roles("coordinator")
def set_up_list() -> ResponseReturnValue:
    """Every step, also of a school that has done them all."""
    steps = set_up_steps()
    return render_page(
        "office/set_up.html", steps=steps, next_step=set_up.next_step(steps), is_shown=queries.shows_set_up()
    )


@bp.route("/office/set-up/school", methods=["GET", "POST"])
@for_roles("coordinator")
def set_up_school() -> ResponseReturnValue:
    """Name, logo, domains and class years in one go."""
    form_type = set_up_form()
    form = form_type.of()
    if form.validate_on_submit():
        try:
            logo = form.read_logo()
            with unit_of_work():
                form.require_unchanged(form_type.of)
                actions.describe_school(form.values(), logo, by=current_user, now=clock.now())
            flash("Saved. It counts from now on.", "good")
            return go_to(".set_up_list" if queries.set_up_facts().rosters else ".roster")
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page(
        "office/set_up_school.html",
        form=form,
        settings=[school_settings.declared(name) for name in form.names],
    )
    return page, 422 if form.errors else 200


@bp.post("/office/set-up/hide")
@for_roles("coordinator")
def hide_set_up() -> ResponseReturnValue:
    """Leave the list away on the office's first page."""
    with unit_of_work():
        actions.show_set_up(is_shown=False, by=current_user, now=clock.now())
    flash("The list is hidden. It stays under Settings.", "plain")
    return go_to(".home")


@bp.post("/office/set-up/show")
@for_roles("coordinator")
def show_set_up() -> ResponseReturnValue:
    """Show the list there again."""
    with unit_of_work():
        actions.show_set_up(is_shown=True, by=current_user, now=clock.now())
    return go_to(".home")


def set_up_steps() -> list[SetUpStep]:
    """Each step as it stands today."""
    return set_up.steps(
        queries.set_up_facts(),
        environment=current_app.extensions["settings"],
        sign_on=current_app.extensions["sign_on"],
        has_leads=bool(report_queries.able_leads()),
    )


def steps_to_show() -> list[SetUpStep]:
    """The steps where the office still wants to read of them: none once all are done, or the list is hidden."""
    if not queries.shows_set_up():
        return []
    steps = set_up_steps()
    return steps if set_up.next_step(steps) is not None else []


def next_to_show() -> SetUpStep | None:
    """The step that a page names which has done one."""
    return set_up.next_step(steps_to_show())
