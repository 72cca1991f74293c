"""Trial talks before lists are made."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.actions import trial_meeting as trial_meeting_actions
from board.match_rounds.forms import TrialMeetingsForm
from board.match_rounds.labels import TIERS
from board.match_rounds.models import MatchRound, TrialTalk
from board.match_rounds.queries import trial_meeting as trial_meeting_queries
from board.match_rounds.rules import RULES
from board.match_rounds.views import bp
from board.match_rounds.views.dependencies import visible
from board.mentorship.choices import CHANNELS, TIMES, named
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.web.access import signed_in
from board.web.editing import AUTOSAVE, Value, require_unchanged, saved_by_itself, version_of
from board.web.pages import go_to, render_page

SAYS = {"": "Not talked yet"} | TIERS


@bp.get("/match-rounds/<id:round_id>/talks")
@signed_in
def talks(round_id: int) -> ResponseReturnValue:
    """With whom I may talk before I make my list or sort my applicants."""
    return _page(visible(round_id))


@bp.post("/match-rounds/<id:round_id>/talks")
@signed_in
def say(round_id: int) -> ResponseReturnValue:
    """Keep how the talks went."""
    match_round = visible(round_id)
    try:
        values = TrialMeetingsForm.posted().talk.numbers()
        with unit_of_work():
            require_unchanged(lambda: _said(match_round))
            trial_meeting_actions.say(match_round, by=current_user, values=values)
    except Invalid as invalid:
        return _page(match_round, invalid.message), 422
    if AUTOSAVE in request.headers:
        return saved_by_itself(_said(match_round))
    flash("Your impressions are saved. The other side never sees it.", "good")
    return go_to(".talks", round_id=round_id)


def _said(match_round: MatchRound) -> list[Value]:
    """How the talks went, as far as I have said."""
    return [
        Value.of(
            f"talk-{meeting.id}",
            trial_meeting_queries.partner(meeting, current_user.id).name,
            meeting.said_by(current_user.id),
            words=SAYS,
        )
        for meeting in trial_meeting_queries.of_person(match_round.id, current_user.id)
    ]


def _page(match_round: MatchRound, error: str = "") -> str:
    mine = trial_meeting_queries.of_person(match_round.id, current_user.id)
    require(policy.may_talk(match_round, has_talks=bool(mine)))
    wishes = conflict_of_interest_queries.wishes_of_many([meeting.mentee.user_id for meeting in mine])
    return render_page(
        "match_rounds/talks.html",
        round=match_round,
        rows=[
            (meeting, trial_meeting_queries.partner(meeting, current_user.id), wishes.get(meeting.mentee.user_id))
            for meeting in mine
        ],
        ways={meeting.id: _ways(meeting) for meeting in mine},
        says=SAYS,
        saved_version=version_of(_said(match_round)),
        rules=RULES,
        problem=error,
    )


def _ways(talk: TrialTalk) -> str:
    """How and when the mentor can be met."""
    mentor = talk.mentor.enrolment
    return "; ".join(
        ", ".join(words) for words in (named(CHANNELS, mentor.channels), named(TIMES, mentor.times)) if words
    )
