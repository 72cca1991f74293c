"""What is done with one application from its reader."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications.actions import applicant_list as applicant_list_actions
from board.applications.actions import decision as decision_actions
from board.applications.applicant_list_params import address, read
from board.applications.views import bp
from board.applications.views.dependencies import LONGEST, answer_by, over, readable, why
from board.applications.views.reader import note_of, reader
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.web.access import signed_in
from board.web.editing import require_unchanged
from board.web.forms import posted_line, posted_text
from board.web.pages import go_to


@bp.post("/applications/<id:application_id>/move")
@signed_in
def move(application_id: int) -> ResponseReturnValue:
    """Move one."""
    application, verb = readable(application_id), request.form.get("verb", "")
    try:
        with unit_of_work():
            until = answer_by(clock.now())
            applicant_list_actions.choose(
                [application],
                verb,
                by=current_user,
                now=clock.now(),
                answer_by=until,
                why=why(),
                over=over(),
            )
    except Invalid as invalid:
        return reader(application, invalid), 422
    return _back(application_id)


@bp.post("/applications/<id:application_id>/decide")
@signed_in
def decide(application_id: int) -> ResponseReturnValue:
    """Write down what shall become of this one; nobody is told yet."""
    application, verb = readable(application_id), request.form.get("decision", "")
    try:
        with unit_of_work():
            if verb == "none":
                decision_actions.take_back([application], by=current_user)
            else:
                decision_actions.decide([application], verb, by=current_user, now=clock.now(), why=why())
    except Invalid as invalid:
        return reader(application, invalid), 422
    flash("Nothing is decided here." if verb == "none" else "Decided quietly. Nobody has been told.", "good")
    return _back(application_id)


@bp.post("/applications/<id:application_id>/tag")
@signed_in
def tag(application_id: int) -> ResponseReturnValue:
    """Put a tag on this one, or take it off."""
    application = readable(application_id)
    try:
        with unit_of_work():
            remove = request.form.get("tagging") == "remove"
            applicant_list_actions.tag(
                [application],
                by=current_user,
                name=posted_line("tag", applicant_list_actions.LONGEST_TAG),
                remove=remove,
            )
    except Invalid as invalid:
        return reader(application, invalid), 422
    return _back(application_id)


@bp.post("/applications/<id:application_id>/note")
@signed_in
def note(application_id: int) -> ResponseReturnValue:
    """The posters' own note."""
    application = readable(application_id)
    with unit_of_work():
        require_unchanged(lambda: [note_of(readable(application_id))])
        applicant_list_actions.annotate(application, by=current_user, note=posted_text("note", LONGEST))
    flash("The note is kept.", "good")
    return _back(application_id)


def _back(application_id: int) -> ResponseReturnValue:
    """To the reader again, with the desk that it was opened from."""
    return go_to(".show", application_id=application_id, **address(read(request.args)))
