"""What a coordinator does with many people at once: with all of them or with none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from board.accounts import policy
from board.accounts.actions import invitation as invitation_actions
from board.accounts.actions import person as person_actions
from board.accounts.actions.right import lock_rights
from board.accounts.models import InvitationRun, Role, User
from board.kernel import audit
from board.kernel.errors import Conflict
from board.kernel.verdict import Verdict, no, require


@dataclass(frozen=True)
class PeopleAct:
    """One thing that can be done with many: the question to the policy, and the deed."""

    may: Callable[[User, User], Verdict]
    do: Callable[[Sequence[User], User, datetime, str], InvitationRun | None]


def refusals(act: PeopleAct, users: Sequence[User], *, by: User) -> list[tuple[User, str]]:
    """Whom it cannot be done with, and why."""
    verdicts = [(user, act.may(by, user)) for user in users]
    return [(user, verdict.reason or "It is not yours to do.") for user, verdict in verdicts if not verdict]


def carry_out(name: str, users: Sequence[User], *, by: User, now: datetime, reason: str = "") -> InvitationRun | None:
    """Do it with all of them; answers the invitations that are on their way by it. Raises `Conflict` where anybody
    refuses, and then nothing is done."""
    lock_rights(*users)
    require(policy.may_visit_office(by))
    act = ACTS[name]
    if refused := refusals(act, users, by=by):
        raise Conflict(f"Nothing was done: {refused[0][1]}")
    return act.do(users, by, now, reason)


def note_export(count: int, *, by: User) -> None:
    """Somebody took a list of people away."""
    require(policy.may_visit_office(by))
    audit.record("people.export", by=by.id, thing="people", people=(None, count))


def _may_approve(by: User, user: User) -> Verdict:
    may = policy.may_grant(by, user)
    return (
        may
        if not may or user.waits_as_faculty
        else no(f"{user.name} does not wait to be approved as faculty. Leave them out.")
    )


def _may_suspend(by: User, user: User) -> Verdict:
    may = policy.may_suspend(by, user)
    return may if not may or user.suspended_at is None else no(f"{user.name} is suspended already. Leave them out.")


def _may_restore(by: User, user: User) -> Verdict:
    may = policy.may_manage(by, user)
    if may and user.merged_into_id is not None:
        return no(f"The account of {user.name} was merged into another. Choose the account that stayed.")
    return may if not may or user.suspended_at is not None else no(f"{user.name} is not suspended. Leave them out.")


def _give(role: Role) -> Callable[[Sequence[User], User, datetime, str], None]:
    def give(users: Sequence[User], by: User, now: datetime, _reason: str) -> None:
        for user in users:
            person_actions.grant(user, role, by=by, now=now)

    return give


def _take(role: Role) -> Callable[[Sequence[User], User, datetime, str], None]:
    def take(users: Sequence[User], by: User, _now: datetime, _reason: str) -> None:
        for user in users:
            person_actions.take_back(user, role, by=by)

    return take


def _suspend(users: Sequence[User], by: User, now: datetime, reason: str) -> None:
    for user in users:
        person_actions.suspend(user, by=by, now=now, reason=reason)


def _restore(users: Sequence[User], by: User, _now: datetime, _reason: str) -> None:
    person_actions.restore(users, by=by)


def _invite(users: Sequence[User], by: User, now: datetime, _reason: str) -> InvitationRun:
    return invitation_actions.invite(users, by=by, now=now)


def _invite_again(users: Sequence[User], by: User, now: datetime, _reason: str) -> InvitationRun:
    return invitation_actions.invite(users, by=by, now=now, again=True)


def _may_invite_again(by: User, user: User) -> Verdict:
    return policy.may_invite(by, user, again=True)


ACTS: dict[str, PeopleAct] = {
    "approve": PeopleAct(_may_approve, _give(Role.FACULTY)),
    "give-student": PeopleAct(policy.may_grant, _give(Role.STUDENT)),
    "give-mentor": PeopleAct(policy.may_grant, _give(Role.MENTOR)),
    "give-faculty": PeopleAct(policy.may_grant, _give(Role.FACULTY)),
    "take-student": PeopleAct(policy.may_grant, _take(Role.STUDENT)),
    "take-mentor": PeopleAct(policy.may_grant, _take(Role.MENTOR)),
    "take-faculty": PeopleAct(policy.may_grant, _take(Role.FACULTY)),
    "invite": PeopleAct(policy.may_invite, _invite),
    "invite-again": PeopleAct(_may_invite_again, _invite_again),
    "suspend": PeopleAct(_may_suspend, _suspend),
    "restore": PeopleAct(_may_restore, _restore),
}
"""What can be done with many. Nobody becomes a coordinator among many."""
