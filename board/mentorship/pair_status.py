"""How a pair stands, in words and tones."""

from datetime import datetime

from board.accounts.models import User
from board.mentorship.models import Mentorship, MentorshipState
from board.mentorship.policy import pair as pair_policy
from board.mentorship.queries import pair as pair_queries
from board.mentorship.rules import RULES
from board.web.filters import plural


def contact(pair: Mentorship, now: datetime) -> tuple[str, str] | None:
    """How long they have not met; amber from thirty days, red from forty-five. None while it does not matter."""
    if pair.state is not MentorshipState.ACTIVE:
        return None
    days = (now - pair.contact_at).days
    tone = "loss" if days >= RULES.red_days else "warm" if days >= RULES.amber_days else "muted"
    return (f"No meeting for {plural(days, 'day')}" if days else "In touch today"), tone


def check_in_open(pair: Mentorship, user_id: int, now: datetime) -> str:
    """The check-in that this person has yet to answer, or nothing."""
    point = pair_queries.check_in_due(pair, now) if pair.is_running else ""
    answered = any(check_in.author_id == user_id and check_in.point == point for check_in in pair.check_ins)
    return "" if answered else point


def next_step(pair: Mentorship, user: User, now: datetime) -> str:
    """What waits for one of the two, in a few words; nothing most of the time."""
    partner = pair.partner_of(user.id).name
    if pair_policy.may_say_in_touch(user, pair):
        return f"Are you and {partner} still in touch?"
    if pair_policy.may_sign(user, pair):
        return f"The agreement with {partner} waits for your signature"
    return f"Check-in: how is it going with {partner}? Three questions" if check_in_open(pair, user.id, now) else ""
