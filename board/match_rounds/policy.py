"""Who may do what in a round."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, RoundState
from board.match_rounds.models.round import BEFORE_LOCK, BEFORE_RANKING

JOINABLE = (RoundState.OPEN, RoundState.RANKING)


def may_steer(user: User) -> Verdict:
    """Coordinators plan rounds, look ahead, publish."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_edit(user: User, match_round: MatchRound) -> Verdict:
    """A coordinator, until the lists are locked."""
    if not may_steer(user):
        return hidden()
    return YES if match_round.state in BEFORE_LOCK else no("The lists are locked: the dates and rules stand.")


def may_see(user: User, match_round: MatchRound) -> Verdict:
    """Coordinators all of them; the others from the opening on."""
    if may_steer(user):
        return YES
    was_open = match_round.opened_at is not None
    return YES if was_open else hidden()


def may_join(user: User, match_round: MatchRound, *, has_mentor: bool) -> Verdict:
    """A student who has no mentor of this kind, until the lists are locked."""
    if not may_see(user, match_round):
        return hidden()
    if not user.is_a(Role.STUDENT):
        return no("Students look for mentors here. You are not signed in as one.")
    if match_round.state not in JOINABLE:
        return no(
            "This round takes nobody new now. "
            "Ask a mentor yourself, from the list of mentors, or wait for the next round."
        )
    if has_mentor:
        return no(f"You have a {match_round.kind.label.lower()} mentor. One of each kind at a time is the rule here.")
    return YES


def may_leave(match_round: MatchRound, mine: MatchMentee | MatchMentor | None) -> Verdict:
    """Whoever takes part, until the lists are locked."""
    if mine is None:
        return hidden()
    return (
        YES if match_round.state in BEFORE_LOCK else no("The lists are locked. Tell the coordinator if you must leave.")
    )


def may_rank(match_round: MatchRound, mine: MatchMentee | None) -> Verdict:
    """A student in the round, while lists are made."""
    if mine is None:
        return hidden()
    if match_round.state in BEFORE_RANKING:
        return no("Lists are made when joining has closed. You get an email.")
    return (
        YES
        if match_round.state is RoundState.RANKING
        else no("The lists are locked. The round’s page says when the result comes.")
    )


def may_sort(match_round: MatchRound, mine: MatchMentor | None) -> Verdict:
    """A mentor in the round, while lists are made."""
    if mine is None:
        return hidden()
    return (
        YES
        if match_round.state is RoundState.RANKING
        else no("Applicants are sorted while lists are made. The round’s page says from when until when that is.")
    )


def may_talk(match_round: MatchRound, *, has_talks: bool) -> Verdict:
    """Whoever is proposed a trial talk says how it went while lists are made."""
    if not has_talks:
        return hidden()
    return (
        YES
        if match_round.state is RoundState.RANKING
        else no("Talks are held while lists are made. The round’s page says from when until when that is.")
    )


def may_set_places(match_round: MatchRound, mine: MatchMentor | None) -> Verdict:
    """A mentor in the round, until the lists are locked."""
    return may_leave(match_round, mine)


def may_set_offers(match_round: MatchRound, mine: MatchMentor | None) -> Verdict:
    """A faculty mentor, before students begin to rank what is offered."""
    if mine is None or match_round.kind.value != "faculty":
        return hidden()
    return YES if match_round.state in BEFORE_RANKING else no("Students rank what you offer already: it stands.")


def may_read_proof(match_round: MatchRound, mine: MatchMentee | None) -> Verdict:
    """One's own, once the result is out."""
    return YES if mine is not None and match_round.is_answered else hidden()


def may_remind(user: User, match_round: MatchRound) -> Verdict:
    """A coordinator, while lists are made."""
    if not may_steer(user):
        return hidden()
    return (
        YES
        if match_round.state is RoundState.RANKING
        else no("People are reminded while lists are made. Let them change their lists again first.")
    )


def may_read_lists(user: User, match_round: MatchRound) -> Verdict:
    """Coordinators, once nobody can change them: reading earlier could steer somebody."""
    if not may_steer(user):
        return hidden()
    early = match_round.state in BEFORE_LOCK
    return (
        no(
            "Lists and tiers can be read when they are locked. "
            "The round’s page says when that is; you can lock them there."
        )
        if early
        else YES
    )


def may_pin(user: User, match_round: MatchRound) -> Verdict:
    """A coordinator, between the lock and the frozen run."""
    if not may_steer(user):
        return hidden()
    return (
        YES
        if match_round.state is RoundState.LOCKED
        else no("Pairs are fixed while the lists are locked. Lock the lists first, and before a run is frozen.")
    )
