"""What is done with one application from its reader."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import policy
from board.applications.actions import applicant_list as applicant_list_actions
from board.applications.actions import decision as decision_actions
from board.applications.applicant_list_params import address, read
from board.applications.blind_review import Anonymizer
from board.applications.forms import DecisionForm, MoveForm, NoteForm, TagForm
from board.applications.labels import DECISIONS, VERBS
from board.applications.models import Application
from board.applications.queries import review as review_queries
from board.applications.views import bp
from board.applications.views.dependencies import offer_terms, received
from board.applications.views.reader import note_of, reader
from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.web.access import signed_in
from board.web.editing import AUTOSAVE, require_unchanged, saved_by_itself
from board.web.pages import go_to


@bp.post("/applications/<id:application_id>/move")
@signed_in
def move(application_id: int) -> ResponseReturnValue:
    """Move one."""
    application = received(application_id)
    require(policy.may_decide(current_user, application))
    try:
        form, now = MoveForm.posted(), clock.now()
        choice, terms, seen = form.choice(), offer_terms(form, now), form.seen.numbers()
        with unit_of_work():
            applicant_list_actions.choose([application], choice, by=current_user, now=now, terms=terms, seen=seen)
    except Invalid as invalid:
        return reader(application, invalid), 422
    flash(f"{VERBS[form.verb.data]}: {_name(application)}.", "good")
    return _back(form.onward.data if form.verb.data in DECISIONS and form.onward.data else application_id)


@bp.post("/applications/<id:application_id>/decide")
@signed_in
def decide(application_id: int) -> ResponseReturnValue:
    """Write down what shall become of this one; nobody is told yet."""
    application = received(application_id)
    require(policy.may_decide(current_user, application))
    try:
        form = DecisionForm.posted()
        choice, seen = form.choice(), form.seen.numbers()
        with unit_of_work():
            if choice.verb == "none":
                decision_actions.take_back([application], by=current_user, seen=seen)
            else:
                decision_actions.decide([application], choice, by=current_user, now=clock.now(), seen=seen)
    except Invalid as invalid:
        return reader(application, invalid), 422
    done = "Draft decision removed" if choice.verb == "none" else f"Draft saved, {DECISIONS[choice.verb][0].lower()}"
    flash(f"{done}: {_name(application)}. Nobody has been told.", "good")
    return _back(form.onward.data if choice.verb != "none" and form.onward.data else application_id)


@bp.post("/applications/<id:application_id>/tag")
@signed_in
def tag(application_id: int) -> ResponseReturnValue:
    """Put a tag on this one, or take it off."""
    application = received(application_id)
    try:
        form = TagForm.posted()
        with unit_of_work():
            applicant_list_actions.tag([application], by=current_user, name=form.tag.data, remove=form.removes)
    except Invalid as invalid:
        return reader(application, invalid), 422
    return _back(application_id)


@bp.post("/applications/<id:application_id>/note")
@signed_in
def note(application_id: int) -> ResponseReturnValue:
    """The posters' own note, saved while it is written or by its button."""
    application, form = received(application_id), NoteForm.posted()
    with unit_of_work():
        require_unchanged(lambda: [note_of(received(application_id))])
        applicant_list_actions.annotate(application, by=current_user, note=form.note.data)
    if AUTOSAVE in request.headers:
        return saved_by_itself([note_of(application)])
    flash("The note is saved.", "good")
    return _back(application_id)


def _back(application_id: int) -> ResponseReturnValue:
    """To the reader again, with the applicant list that it was opened from."""
    return go_to(".show", application_id=application_id, **address(read(request.args)))


def _name(application: Application) -> str:
    """Who it is, as the list names them."""
    return Anonymizer.of(review_queries.settled(application.opportunity_id)).name(application)
