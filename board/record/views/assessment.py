"""The page behind the link in an email: somebody who was there tells what they saw, without an account."""

from flask.typing import ResponseReturnValue

from board.kernel import clock
from board.kernel.errors import Invalid, WrongState
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.record import policy, signed_links
from board.record.actions import assessment as assessment_actions
from board.record.forms.assessment import WitnessForm, rubric_form
from board.record.labels import WEIGHT, WHO_SEES
from board.record.models import Ask
from board.record.shown import shown_experience
from board.record.views import bp
from board.record.views.dependencies import today, visitor
from board.vocabulary import rubric as vocabulary_rubric
from board.web.access import public
from board.web.forms import ReadVersionForm, as_typed, put_on_field
from board.web.pages import render_page
from board.web.secret_keys import secret_keys


@bp.route("/record/seen/<token>", methods=["GET", "POST"])
@public
def seen(token: str) -> ResponseReturnValue:
    """Tick what I saw; once."""
    ask = signed_links.read_ask(token, secret_keys())
    if ask is None or not ask.is_open(clock.now()):
        return _ended(ask)
    require(policy.may_answer(visitor(), ask))
    rubric = vocabulary_rubric.on(today())
    form = rubric_form(WitnessForm, rubric, data={"name": ask.name, "relation": ask.relation.value})
    if form.validate_on_submit():
        try:
            weight = WEIGHT[assessment_actions.grade_of(ask, visitor())]
            _answer(ask, form)
            return render_page("record/seen_done.html", ask=ask, form=form, weight=weight)
        except Invalid as invalid:
            put_on_field(form, invalid)
        except WrongState:  # pressed twice, or withdrawn meanwhile
            return _ended(ask)
    return _form(ask, form), 422 if form.errors else 200


def _answer(ask: Ask, form: WitnessForm) -> None:
    with unit_of_work():
        assessment_actions.answer(
            ask,
            form.ticks(),
            form.witness(),
            user=visitor(),
            now=clock.now(),
            version=ReadVersionForm.posted().version_read() or 0,
        )


def _form(ask: Ask, form: WitnessForm) -> str:
    return render_page(
        "record/seen.html",
        ask=ask,
        entry=ask.entry,
        form=form,
        version=as_typed().get("version", ask.entry.version),
        rubric=form.RUBRIC,
        shown=shown_experience(ask),
        who_sees=WHO_SEES,
        weight=WEIGHT[assessment_actions.grade_of(ask, visitor())],
    )


def _ended(ask: Ask | None) -> ResponseReturnValue:
    """Used, withdrawn, too old, or never ours: said as exactly as the holder may know."""
    return render_page("record/seen_ended.html", ask=ask, now=clock.now()), 410 if ask else 404
