"""One entry: written, changed, measured, set aside; rated by oneself, and others asked about it."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.record import levels, overview, policy, queries
from board.record.actions import assessment as assessment_actions
from board.record.actions import entry as entry_actions
from board.record.actions.assessment import Observer
from board.record.forms.assessment import AskForm, ReplyForm, RubricForm, rubric_form
from board.record.forms.entry import ChartForm, EntryForm
from board.record.labels import KINDS, RELATIONS, SOURCES, mark_step, marks, period, told_by
from board.record.models import Entry, Relation
from board.record.views import bp
from board.record.views.dependencies import mine, today
from board.vocabulary import rubric as vocabulary_rubric
from board.vocabulary.rubric import Rubric
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.route("/record/entries/new", methods=["GET", "POST"])
@for_roles("student")
def new() -> ResponseReturnValue:
    """Add an experience by hand."""
    form = EntryForm()
    if form.validate_on_submit():
        with unit_of_work_once():
            entry = entry_actions.write(by=current_user, now=clock.now(), fields=form.fields())
        return go_to(".entry", entry_id=entry.id)
    return render_page("record/entry_form.html", form=form, entry=None), 422 if form.errors else 200


@bp.get("/record/entries/<id:entry_id>")
@for_roles("student")
def entry(entry_id: int) -> ResponseReturnValue:
    """One experience, with everything that is known of it."""
    return _entry(mine(entry_id), AskForm(formdata=None))


@bp.route("/record/entries/<id:entry_id>/edit", methods=["GET", "POST"])
@for_roles("student")
def edit(entry_id: int) -> ResponseReturnValue:
    """Change what it says."""
    entry = mine(entry_id)
    form = EntryForm.of(entry)
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: EntryForm.of(entry))
            entry_actions.edit(entry, by=current_user, fields=form.fields())
        return go_to(".entry", entry_id=entry_id)
    return render_page("record/entry_form.html", form=form, entry=entry), 422 if form.errors else 200


@bp.route("/record/entries/<id:entry_id>/chart", methods=["GET", "POST"])
@for_roles("student")
def chart(entry_id: int) -> ResponseReturnValue:
    """The measurements of a run chart."""
    entry = mine(entry_id)
    form = ChartForm() if request.method == "POST" else ChartForm.of(entry)
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: ChartForm.of(entry))
            entry_actions.draw_chart(
                entry, by=current_user, points=form.read, better=form.direction(), baseline=form.baseline.data
            )
        return go_to(".entry", entry_id=entry_id, _anchor="chart")
    return render_page("record/chart_form.html", form=form, entry=entry), 422 if form.errors else 200


@bp.post("/record/entries/<id:entry_id>/delete")
@for_roles("student")
def delete(entry_id: int) -> ResponseReturnValue:
    """Remove what I wrote by hand."""
    entry = mine(entry_id)
    require(policy.may_delete(current_user, entry))
    if (page := ask_first(_about_deleting(entry))) is not None:
        return page
    with unit_of_work():
        entry_actions.delete(entry, by=current_user)
    flash("It is gone from your record.", "plain")
    return go_to(".home")


def _about_deleting(entry: Entry) -> Confirmation:
    others = sum(assessment.relation is not Relation.SELF for assessment in entry.assessments)
    waiting = sum(ask.is_open(clock.now()) for ask in entry.asks)
    consequences = ["It goes for good, from your record, from every export and from every link that shows it."]
    if entry.points:
        consequences.append(f"{plural(len(entry.points), 'measurement goes', 'measurements go')} with it.")
    if others:
        consequences.append(f"What {plural(others, 'person', 'people')} said of it goes with it.")
    if entry.is_verified:
        consequences.append("Its mark goes with it, and cannot be asked for again without a new entry.")
    if waiting:
        consequences.append(f"{plural(waiting, 'email')} that you sent about it cannot be answered any more.")
    consequences.append("To keep it without showing it, cancel and set it aside.")
    back = url_for(".entry", entry_id=entry.id)
    return Confirmation(f"Delete “{entry.title}”?", consequences, "Delete permanently", back)


@bp.post("/record/entries/<id:entry_id>/set-aside")
@for_roles("student")
def set_aside(entry_id: int) -> ResponseReturnValue:
    """Keep it out of the record."""
    entry = mine(entry_id)
    with unit_of_work():
        entry_actions.put_aside(entry, by=current_user, now=clock.now())
    flash("It is archived: no page, paper or link shows it. You can restore it below.", "plain")
    return go_to(".home")


@bp.post("/record/entries/<id:entry_id>/put-back")
@for_roles("student")
def put_back(entry_id: int) -> ResponseReturnValue:
    """Show it again."""
    entry = mine(entry_id)
    with unit_of_work():
        entry_actions.put_back(entry, by=current_user)
    return go_to(".home")


@bp.route("/record/entries/<id:entry_id>/self", methods=["GET", "POST"])
@for_roles("student")
def rate_self(entry_id: int) -> ResponseReturnValue:
    """How I see myself in it."""
    entry, rubric = mine(entry_id), vocabulary_rubric.on(today())
    form = rubric_form(RubricForm, rubric, data=_own_ticks(entry, rubric))
    if form.validate_on_submit():
        with unit_of_work():
            form.require_unchanged(lambda: rubric_form(RubricForm, rubric, data=_own_ticks(entry, rubric)))
            assessment_actions.rate_self(entry, form.ticks(), by=current_user, now=clock.now())
        flash("Your self-assessment is saved. It stands beside what others saw.", "good")
        return go_to(".entry", entry_id=entry_id, _anchor="seen")
    return render_page("record/rate_self.html", form=form, entry=entry, rubric=rubric), 422 if form.errors else 200


@bp.post("/record/entries/<id:entry_id>/ask")
@for_roles("student")
def ask(entry_id: int) -> ResponseReturnValue:
    """Request verification."""
    entry, form = mine(entry_id), AskForm()
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                observer = Observer(form.name.data, form.email.data, Relation(form.relation.data))
                assessment_actions.ask(entry, observer, by=current_user, now=clock.now(), note=form.note.data)
            flash(f"An email is on its way to {form.name.data}. The link in it holds for 30 days.", "good")
            return go_to(".entry", entry_id=entry_id, _anchor="seen")
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _entry(mine(entry_id), form), 422


@bp.post("/record/asks/<id:ask_id>/withdraw")
@for_roles("student")
def withdraw_ask(ask_id: int) -> ResponseReturnValue:
    """End a link that nobody has used."""
    asked = found_or_404(queries.ask(ask_id))
    with unit_of_work():
        assessment_actions.withdraw(asked, by=current_user, now=clock.now())
    return go_to(".entry", entry_id=asked.entry_id, _anchor="seen")


@bp.post("/record/entries/<id:entry_id>/assessments/<id:assessment_id>/reply")
@for_roles("student")
def reply(entry_id: int, assessment_id: int) -> ResponseReturnValue:
    """Say something to what was seen."""
    entry = mine(entry_id)
    assessment = found_or_404(next((item for item in entry.counted if item.id == assessment_id), None))
    form = ReplyForm.posted()
    with unit_of_work():
        assessment_actions.reply(assessment, entry, by=current_user, text=form.reply.data)
    return go_to(".entry", entry_id=entry_id, _anchor="seen")


def _entry(entry: Entry, ask_form: AskForm) -> str:
    return render_page(
        "record/entry.html",
        entry=entry,
        chart=overview.chart(entry),
        lines=levels.side_by_side(entry.counted),
        others=[assessment for assessment in entry.counted if not assessment.is_own],
        withdrawn=[assessment for assessment in entry.assessments if assessment.withdrawn_at is not None],
        history=queries.history(entry),
        mark_step=mark_step,
        may_delete=policy.may_delete(current_user, entry),
        ask_form=ask_form,
        now=clock.now(),
        kinds=KINDS,
        marks=marks,
        told_by=told_by,
        relations=RELATIONS,
        sources=SOURCES,
        period=period,
    )


def _own_ticks(entry: Entry, rubric: Rubric) -> dict[str, str]:
    """What the student ticked before, as the form shows it; what is worded anew is asked anew."""
    own = next((assessment for assessment in entry.assessments if assessment.relation is Relation.SELF), None)
    if own is None:
        return {}
    ticked = {
        behaviour.key: str(level)
        for behaviour, level in levels.told(own).items()
        if rubric.by_key.get(behaviour.key) == behaviour
    }
    return ticked | {f"{key}_evidence": text for key, text in own.evidence.items() if key in ticked}
