"""The meetings of a pair."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, NotFound
from board.kernel.lifecycle import may_move
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship import calendar
from board.mentorship.actions import meeting as meeting_actions
from board.mentorship.actions.time_guard import require_now
from board.mentorship.choices import TOPICS
from board.mentorship.forms.meeting import (
    DisputeForm,
    LogForm,
    MeetingForm,
    MeetingNoteForm,
    PlannedMeetingLogForm,
    PrivateNoteForm,
)
from board.mentorship.labels import MEETINGS
from board.mentorship.models import Meeting
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import pair as pair_queries
from board.mentorship.views import bp
from board.mentorship.views.dependencies import own_pair
from board.web import calendar as web_calendar
from board.web.access import signed_in
from board.web.editing import Value, require_unchanged, version_of
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.route("/mentorships/<id:mentorship_id>/meetings/plan", methods=["GET", "POST"])
@signed_in
def plan(mentorship_id: int) -> ResponseReturnValue:
    """Propose a meeting."""
    pair = own_pair(mentorship_id)
    require_now(pair_policy.may_meet(current_user, pair))
    form = MeetingForm(channel=pair.agreement.channel)
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                made = meeting_actions.plan(pair, by=current_user, now=clock.now(), fields=form.fields())
        except Invalid as invalid:
            put_on_field(form, invalid)
        else:
            return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=made.id)
    page = render_page("mentorship/meeting_form.html", form=form, pair=pair, heading="Plan a meeting", logs=False)
    return page, 422 if form.is_submitted() else 200


@bp.route("/mentorships/<id:mentorship_id>/meetings/log", methods=["GET", "POST"])
@signed_in
def log(mentorship_id: int) -> ResponseReturnValue:
    """Log a meeting that was."""
    pair, now = own_pair(mentorship_id), clock.now()
    require_now(pair_policy.may_meet(current_user, pair))
    form = LogForm(channel=pair.agreement.channel, day=clock.day(now))
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                meeting_actions.log(
                    pair,
                    by=current_user,
                    now=now,
                    fields=form.fields(),
                    outcome=form.outcome.data or "",
                    private=form.private.data or "",
                )
        except Invalid as invalid:
            put_on_field(form, invalid)
        else:
            flash("The meeting is logged. The other can say within seven days that it was otherwise.", "good")
            return go_to(".pair", mentorship_id=mentorship_id)
    page = render_page("mentorship/meeting_form.html", form=form, pair=pair, heading="Log a meeting", logs=True)
    return page, 422 if form.is_submitted() else 200


@bp.get("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>")
@signed_in
def meeting(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """One meeting."""
    return _meeting(_own(mentorship_id, meeting_id))


@bp.get("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/meeting.ics")
@signed_in
def meeting_calendar(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """The same for a calendar."""
    entry = calendar.entry(_own(mentorship_id, meeting_id), current_user)
    return web_calendar.answer(entry.summary, [entry])


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/log")
@signed_in
def log_planned(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """What became of it."""
    result = _own(mentorship_id, meeting_id)
    try:
        answer = PlannedMeetingLogForm.posted().account()
        with unit_of_work():
            meeting_actions.log_planned(result, answer, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.route("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/move", methods=["GET", "POST"])
@signed_in
def move_meeting(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """Another time."""
    result = _own(mentorship_id, meeting_id)
    require_now(pair_policy.may_meet(current_user, result.mentorship))
    form = MeetingForm.of(result)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: MeetingForm.of(result))
                meeting_actions.move(result, by=current_user, now=clock.now(), fields=form.fields())
        except Invalid as invalid:
            put_on_field(form, invalid)
        else:
            return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)
    pair = own_pair(mentorship_id)
    page = render_page("mentorship/meeting_form.html", form=form, pair=pair, heading="Move the meeting", logs=False)
    return page, 422 if form.is_submitted() else 200


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/call-off")
@signed_in
def call_off(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """It will not be."""
    result = _own(mentorship_id, meeting_id)
    with unit_of_work():
        meeting_actions.call_off(result, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/note")
@signed_in
def share_note(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """The note that both read."""
    result = _own(mentorship_id, meeting_id)
    try:
        form = MeetingNoteForm.posted()
        with unit_of_work():
            require_unchanged(lambda: [_note(result)])
            meeting_actions.share(result, by=current_user, note=form.note.data)
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/private")
@signed_in
def keep_private(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """The note that only I read."""
    result = _own(mentorship_id, meeting_id)
    try:
        form = PrivateNoteForm.posted()
        with unit_of_work():
            require_unchanged(lambda: [_private(result)])
            meeting_actions.keep_private(result, by=current_user, now=clock.now(), text=form.private.data)
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/dispute")
@signed_in
def dispute(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """It was otherwise."""
    result = _own(mentorship_id, meeting_id)
    try:
        form = DisputeForm.posted()
        with unit_of_work():
            meeting_actions.dispute(result, by=current_user, now=clock.now(), words=form.words.data)
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


def _own(mentorship_id: int, meeting_id: int) -> Meeting:
    """A meeting of a pair of which this person is one, or nothing at this address."""
    matching_meeting = pair_queries.meeting_by_id(meeting_id)
    if matching_meeting is None or matching_meeting.mentorship_id != mentorship_id:
        raise NotFound
    require(pair_policy.may_read(current_user, matching_meeting.mentorship))
    return matching_meeting


def _note(meeting: Meeting) -> Value:
    return Value.of("note", "Note for both", meeting.note, lines=True)


def _private(meeting: Meeting) -> Value:
    mine = pair_queries.private_note(meeting.id, current_user.id)
    return Value.of("private", "Note for myself", mine.text if mine else "", lines=True)


def _meeting(matching_meeting: Meeting, invalid: Invalid | None = None) -> str:
    now, pair = clock.now(), matching_meeting.mentorship
    return render_page(
        "mentorship/meeting.html",
        meeting=matching_meeting,
        pair=pair,
        partner=pair.partner_of(current_user.id),
        label=MEETINGS[matching_meeting.state],
        private=pair_queries.private_note(matching_meeting.id, current_user.id),
        note_version=version_of([_note(matching_meeting)]),
        private_version=version_of([_private(matching_meeting)]),
        may_log=pair_policy.may_log(current_user, matching_meeting, now)
        if may_move(matching_meeting, "hold")
        else None,
        may_dispute=pair_policy.may_dispute(current_user, matching_meeting, now),
        may_work=pair_policy.may_work(current_user, pair),
        may_cancel=may_move(matching_meeting, "cancel"),
        outcomes=meeting_actions.OUTCOMES,
        topics=TOPICS,
        typed=as_typed(),
        invalid=invalid,
    )
