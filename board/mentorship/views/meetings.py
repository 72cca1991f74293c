"""The meetings of a pair."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.kernel.lifecycle import may_move
from board.kernel.verdict import require
from board.mentorship import calendar
from board.mentorship.actions import meetings as actions
from board.mentorship.actions.standing import require_now
from board.mentorship.forms import LogForm, MeetingForm
from board.mentorship.labels import MEETINGS
from board.mentorship.models import Meeting
from board.mentorship.policy import pairs as policy
from board.mentorship.queries import pairs
from board.mentorship.views import bp
from board.mentorship.views.loading import own_pair
from board.mentorship.words import TOPICS
from board.web import calendar as calendars
from board.web.access import signed_in
from board.web.addresses import number
from board.web.editing import Value, require_unchanged, version_of
from board.web.forms import posted_line, posted_text, put_on_field
from board.web.page import go_to, render_page


@bp.route("/mentorships/<id:mentorship_id>/meetings/plan", methods=["GET", "POST"])
@signed_in
def plan(mentorship_id: int) -> ResponseReturnValue:
    """Propose a meeting."""
    pair = own_pair(mentorship_id)
    require_now(policy.may_meet(current_user, pair))
    form = MeetingForm(channel=pair.agreement.channel)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = actions.plan(pair, by=current_user, now=clock.now(), fields=form.fields())
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
    require_now(policy.may_meet(current_user, pair))
    form = LogForm(channel=pair.agreement.channel, day=clock.day(now))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                outcome = form.outcome.data or ""
                made = actions.log(pair, by=current_user, now=now, fields=form.fields(), outcome=outcome)
                actions.keep_private(made, by=current_user, now=now, text=form.private.data or "")
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
    return calendars.answer(entry.summary, [entry])


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/log")
@signed_in
def log_planned(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """What became of it."""
    found = _own(mentorship_id, meeting_id)
    try:
        length, note = number(posted_line("minutes")) or 0, posted_text("note", 4000)
        said = actions.Said(outcome=posted_line("outcome"), minutes=length, topics=_topics(), note=note)
        with unit_of_work():
            actions.log_planned(found, said, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.route("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/move", methods=["GET", "POST"])
@signed_in
def move_meeting(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """Another time."""
    found = _own(mentorship_id, meeting_id)
    require_now(policy.may_meet(current_user, found.mentorship))
    form = MeetingForm.of(found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: MeetingForm.of(found))
                actions.move(found, by=current_user, now=clock.now(), fields=form.fields())
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
    found = _own(mentorship_id, meeting_id)
    with unit_of_work():
        actions.call_off(found, by=current_user, now=clock.now())
    return go_to(".pair", mentorship_id=mentorship_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/note")
@signed_in
def share_note(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """The note that both read."""
    found = _own(mentorship_id, meeting_id)
    try:
        with unit_of_work():
            require_unchanged(lambda: [_note(found)])
            actions.share(found, by=current_user, note=posted_text("note", 4000))
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/private")
@signed_in
def keep_private(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """The note that only I read."""
    found = _own(mentorship_id, meeting_id)
    try:
        with unit_of_work():
            require_unchanged(lambda: [_private(found)])
            actions.keep_private(found, by=current_user, now=clock.now(), text=posted_text("private", 4000))
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


@bp.post("/mentorships/<id:mentorship_id>/meetings/<id:meeting_id>/dispute")
@signed_in
def dispute(mentorship_id: int, meeting_id: int) -> ResponseReturnValue:
    """It was otherwise."""
    found = _own(mentorship_id, meeting_id)
    try:
        with unit_of_work():
            actions.dispute(found, by=current_user, now=clock.now(), words=posted_text("words", 1000))
    except Invalid as invalid:
        return _meeting(_own(mentorship_id, meeting_id), invalid), 422
    return go_to(".meeting", mentorship_id=mentorship_id, meeting_id=meeting_id)


def _own(mentorship_id: int, meeting_id: int) -> Meeting:
    """A meeting of a pair of which this person is one, or nothing at this address."""
    found = pairs.meeting_by_id(meeting_id)
    if found is None or found.mentorship_id != mentorship_id:
        raise Hidden
    require(policy.may_read(current_user, found.mentorship))
    return found


def _note(meeting: Meeting) -> Value:
    return Value.of("note", "Note for both", meeting.note, lines=True)


def _private(meeting: Meeting) -> Value:
    mine = pairs.private_note(meeting.id, current_user.id)
    return Value.of("private", "Note for myself", mine.text if mine else "", lines=True)


def _topics() -> list[str]:
    return [one for one in request.form.getlist("topics") if one in TOPICS]


def _meeting(found: Meeting, invalid: Invalid | None = None) -> str:
    now, pair = clock.now(), found.mentorship
    return render_page(
        "mentorship/meeting.html",
        meeting=found,
        pair=pair,
        partner=pair.partner_of(current_user.id),
        label=MEETINGS[found.state],
        private=pairs.private_note(found.id, current_user.id),
        note_version=version_of([_note(found)]),
        private_version=version_of([_private(found)]),
        may_log=policy.may_log(current_user, found, now) if may_move(found, "hold") else None,
        may_dispute=policy.may_dispute(current_user, found, now),
        may_work=policy.may_work(current_user, pair),
        may_cancel=may_move(found, "cancel"),
        outcomes=actions.OUTCOMES,
        topics=TOPICS,
        typed=request.form,
        invalid=invalid,
    )
