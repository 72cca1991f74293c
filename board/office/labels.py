"""The words of the office: why postings are reported, what the audit log's verbs mean, how accounts stand."""

from board.accounts.models import Role, User
from board.office.models import Worry

WORRIES: dict[Worry, str] = {
    Worry.ASKS_MONEY: "It asks students for money",
    Worry.MISLEADING: "It is not what it says",
    Worry.UNSAFE: "It is unsafe, or somebody behaves badly",
    Worry.UNFAIR: "It leaves people out unfairly",
    Worry.OVER: "It is over, or the link is dead",
    Worry.OTHER: "Something else",
}

VERBS: dict[str, str] = {
    "account.open": "opened the account",
    "account.confirm": "confirmed the address",
    "account.set-password": "set a new password",
    "account.change-address": "changed the address",
    "account.grant": "gave a role",
    "account.take-back": "took a role back",
    "account.turn-down": "turned down a request for a role",
    "account.trust": "changed the trust with the board",
    "account.suspend": "suspended the account",
    "account.restore": "opened the account again",
    "account.suspension-followed": "did what follows from the suspension",
    "account.restoration-followed": "brought back what can be brought back",
    "account.end-session": "signed out one browser",
    "account.sign-out-everywhere": "signed out everywhere",
    "account.end-sessions": "ended every session",
    "account.send-reset": "sent a link for a new password",
    "account.undeliverable": "marked the address as undeliverable",
    "account.vouch": "confirmed the address for somebody",
    "opportunity.edit": "edited the posting",
    "opportunity.propose": "proposed an edit of the posting",
    "opportunity.return-edit": "asked for a change in the edit",
    "opportunity.withdraw-edit": "discarded the edit",
    "opportunity.publish": "put the posting on the board",
    "opportunity.ask-changes": "asked for a change",
    "opportunity.cancel": "called the posting off",
    "opportunity.import": "brought in postings",
    "flag.settle": "settled a report",
    "safeguarding.name": "put somebody forward to handle reports",
    "safeguarding.confirm": "agreed that somebody handles reports",
    "safeguarding.ask-end": "asked that somebody handles reports no longer",
    "safeguarding.dismiss": "ended that somebody handles reports",
    "supervisor.approve": "approved the address of a supervisor",
    "supervisor.end": "ended the approval of a supervisor’s address",
    "record.verify": "confirmed an experience",
    "record.withdraw-mark": "withdrew what was confirmed",
    "record.edit": "changed a confirmed experience",
    "record.view": "looked at a student’s confirmed facts",
    "application.read": "read the application",
    "mentorship.read": "read the mentorship",
    "placement.read": "read the placement",
    "wishes.read": "read what the student looks for",
    "report.read": "read the report",
    "report.make": "received a report about a person",
    "report.resolve": "resolved a report about a person",
    "letter.try-again": "had a letter tried again",
}
"""What each act was, after the name of who did it. A verb that is not here is shown as it is written."""

ROLE_OPENS: dict[Role, tuple[str, ...]] = {
    Role.STUDENT: ("They can apply for postings, ask for a mentor and keep a record.",),
    Role.FACULTY: (
        "They can write postings, and read and decide on the applications for them.",
        "A coordinator still reads each posting before it is on the board.",
    ),
    Role.MENTOR: ("They can be found and asked as a mentor.",),
    Role.COORDINATOR: (
        "They can read every application, decide in every posting, and see everybody’s account.",
        "They can give and remove roles, this one too, and suspend accounts.",
    ),
}
"""What a role opens, as it is said before it is given."""

STANDINGS: dict[str, str] = {
    "waiting": "Waits for approval",
    "unconfirmed": "Address not confirmed",
    "suspended": "Suspended",
    "trusted": "Trusted with the board",
}


def standing(user: User) -> tuple[str, str]:
    """How an account stands, and in which tone."""
    if user.suspended_at is not None:
        return "Suspended", "loss"
    if user.confirmed_at is None:
        return "Address not confirmed", "muted"
    if user.roles_waiting:
        return "Waits for approval", "warm"
    return "Active", "good"
