"""The words of the office: why postings are reported, what the audit log's verbs mean, how accounts stand."""

from board.accounts.events import (
    AccountErased,
    AccountRestored,
    AccountsParted,
    AccountSuspended,
    DirectoryHoldChanged,
    PersonChanged,
)
from board.accounts.models import Role, RosterFact, RosterOutcome, StudentStatus, User
from board.accounts.roster import STATUSES as STUDENT_STATUSES
from board.applications.events import PlaceFreed, PlaceLeft, PlaceTaken
from board.kernel.dates import say_full_date
from board.kernel.events import Event, name_of
from board.kernel.mail import EmailWritten, NotSent, kind_of
from board.kernel.storage import FileReleased
from board.learning.events import (
    ActivityChanged,
    CertificateCorrected,
    CertificateIssued,
    OutsideActivityReopened,
    OutsideActivityVerified,
)
from board.mentorship.events import MentorChanged, MentorshipEnded
from board.office.models import Worry
from board.opportunities.events import DeadlineMoved, PostingChanged, PostingPublished, PostingsImported
from board.placements.events import PlacementCompleted, PlacementHoursChanged
from board.rights.events import DataCopyAsked
from board.school.events import ClassYearsChanged
from board.school.kinds import Section

WORRIES: dict[Worry, str] = {
    Worry.ASKS_MONEY: "It asks students for money",
    Worry.MISLEADING: "It is not what it says",
    Worry.UNSAFE: "It is unsafe, or somebody behaves badly",
    Worry.UNFAIR: "It leaves people out unfairly",
    Worry.OVER: "It is over, or the link is dead",
    Worry.OTHER: "Something else",
}

EVENTS: dict[type[Event], str] = {
    AccountSuspended: "An account was suspended",
    AccountRestored: "A suspended account was restored",
    AccountsParted: "A merge of two accounts was undone: what was made of both is to go",
    AccountErased: "An account is being erased: what it holds is to be given up",
    DirectoryHoldChanged: "A directory hold was changed: the list of mentors is to follow",
    PersonChanged: "An account has another name, or was merged: the search is to show it",
    PostingChanged: "A posting was changed: the search is to show it",
    PostingPublished: "A posting came on the board: other systems are to be told",
    PostingsImported: "Postings were imported: the search is to show them",
    ClassYearsChanged: "The class years were changed: the search is to follow",
    DeadlineMoved: "A deadline was moved: whoever waits for it is to be told",
    PlaceTaken: "An offer was accepted: the placement is to begin",
    PlaceLeft: "A position was given up: the placement is to end",
    PlaceFreed: "An opening is free again: the waiting list is to move",
    PlacementCompleted: "A placement was completed: the record is to show it",
    PlacementHoursChanged: "Approved hours were changed: the record is to show it",
    MentorChanged: "A mentor’s profile was changed: the search is to show it",
    MentorshipEnded: "A mentorship has ended: the record is to show it",
    ActivityChanged: "An activity was changed: the search is to show it",
    CertificateIssued: "A certificate was issued: the record is to show it",
    CertificateCorrected: "A certificate was corrected: the record is to show it",
    OutsideActivityVerified: "An outside activity was verified: the record is to show it",
    OutsideActivityReopened: "An outside activity was changed: the record is to show it",
    EmailWritten: "An email was written",
    FileReleased: "A file was removed",
    DataCopyAsked: "Somebody asked for a copy of their data: it is to be made",
}
"""What happened, and what is to follow from it."""
_EVENT_WORDS = {name_of(event): words for event, words in EVENTS.items()}


def event_words(kind: str) -> str:
    """The words for a stored event; also for one that is none of ours."""
    return _EVENT_WORDS.get(kind, "Something that Rounds does not know")


NOT_SENT: dict[NotSent, str] = {
    NotSent.UNDELIVERABLE: "Emails to this address come back",
    NotSent.SWITCHED_OFF: "Its reader has switched off emails like it",
    NotSent.OUT_OF_DATE: "It was no longer so when it was to leave",
}


def email_name(kind: str) -> str:
    """What a kind of email is called; also one that is declared no more."""
    try:
        return kind_of(kind).name
    except LookupError:
        return "An email that Rounds sends no more"


SECTIONS: dict[Section, tuple[str, str]] = {
    Section.SCHOOL: ("The school", "What it is called, and the classes, programs, campuses and terms it has."),
    Section.LOOK: ("Logo and colors", "Colors are checked for contrast in both themes before they are saved."),
    Section.PEOPLE: ("People", "Who may sign up, and what a leave allows."),
    Section.TEXTS: ("Texts", "Written in Markdown: **bold**, *italic*, lists and links."),
    Section.WORDS: ("Words of the search", "What people of the school say, so that the search knows it."),
    Section.LIMITS: ("Limits", "How much at once, and for how long."),
    Section.RETENTION: ("Retention", "How long each kind of record stays. The worker erases what is older."),
    Section.SECURITY: ("Security", "How people sign in."),
}
"""Each page of settings: its heading, and what is on it."""

VERBS: dict[str, str] = {
    "account.open": "opened the account",
    "account.ask-erasure": "asked that the person be erased",
    "account.cancel-erasure": "kept the account after all",
    "account.begin-erasure": "closed the account to erase it",
    "account.erase": "erased the person",
    "account.let-back": "let whoever this was come back",
    "audit.forget": "had earlier lines forget what they said, because a person was erased",
    "audit.reseal": "sealed the log anew at an upgrade",
    "account.join": "opened the account from the roster",
    "account.roster": "changed what the roster says",
    "account.invite": "sent an invitation",
    "account.invite-together": "sent an invitation, among others",
    "roster.class-years": "had class years of the roster begin",
    "people.invite": "invited people",
    "roster.import": "imported a roster",
    "account.merge": "merged two accounts",
    "account.hold": "asked that nobody be told they are here",
    "account.lift-hold": "let others find them again",
    "account.unmerge": "undid the merge of two accounts",
    "account.see-as": "looked at Rounds as this person sees it",
    "people.export": "exported a list of people",
    "account.confirm": "confirmed the address",
    "account.set-password": "set a new password",
    "account.change-address": "changed the address",
    "account.rename": "changed the name",
    "account.grant": "gave a role",
    "account.take-back": "took a role back",
    "account.turn-down": "turned down a request for a role",
    "account.enter-class": "entered class year and program",
    "account.trust": "changed whether they publish without review",
    "account.suspend": "suspended the account",
    "account.restore": "opened the account again",
    "account.suspension-followed": "did what follows from the suspension",
    "account.restoration-followed": "brought back what can be brought back",
    "account.end-session": "signed out one browser",
    "account.sign-out-everywhere": "signed out everywhere",
    "account.end-sessions": "ended every session",
    "account.send-reset": "sent a link for a new password",
    "account.undeliverable": "marked the address as undeliverable",
    "account.deliverable": "had emails sent to the address again",
    "account.add-authenticator": "added an authenticator app",
    "account.remove-authenticator": "removed their authenticator app",
    "account.add-passkey": "added a passkey",
    "account.remove-passkey": "removed a passkey",
    "account.renew-recovery-codes": "made new recovery codes",
    "account.make-token": "made a personal token",
    "account.revoke-token": "revoked a personal token",
    "account.reset-factor": "reset the second step",
    "account.vouch": "confirmed the address for somebody",
    "account.ask": "asked for a role",
    "account.break-glass": "signed in with a password where only school sign-on is open",
    "account.link-sign-on": "linked a school sign-on",
    "account.unlink-sign-on": "parted the account and a school sign-on",
    "account.rekey-sign-on": "gave a school sign-on its new key",
    "account.send-sign-on": "sent a link that joins the account with school sign-on",
    "account.sign-on-roles": "heard from school sign-on what it no longer says",
    "opportunity.edit": "edited the posting",
    "opportunity.return-edit": "asked for a change in the edit",
    "opportunity.withdraw-edit": "discarded the edit",
    "opportunity.publish": "put the posting on the board",
    "opportunity.ask-changes": "asked for a change",
    "opportunity.cancel": "called the posting off",
    "opportunity.import": "brought in postings",
    "announcement.send": "sent an announcement",
    "webhook.add": "had another system told",
    "webhook.remove": "had another system told nothing more",
    "webhook.enable": "had another system told again",
    "webhook.disable": "no longer reaches another system",
    "webhook.test": "sent a test to another system",
    "webhook.replay": "sent to another system again",
    "setting.change": "changed a setting of the school",
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
    "record.follow": "took over the corrected hours of a placement",
    "record.view": "looked at a student’s confirmed facts",
    "application.read": "read the application",
    "applicants.read": "read who applied",
    "email-preview.read": "read an email to somebody, as an example of its kind",
    "round.read": "read who takes part in the round, and what they want",
    "pairs.read": "read the list of mentorships",
    "assignment.read": "read how far each student of the class year is",
    "amendments.read": "read the list of requests for a correction",
    "entry.read": "read what is confirmed of an experience",
    "outside-activity.read": "read what somebody learned elsewhere",
    "amendment.read": "read the request for a correction",
    "mentorship.read": "read the mentorship",
    "mentorship.read-on-report": "read the mentorship on account of a report",
    "placement.read": "read the placement",
    "holdings.read": "read everything about",
    "wishes.read": "read what the student looks for",
    "wishes.read-on-report": "read what the student looks for, on account of a report",
    "report.read": "read the report",
    "report.make": "received a report about a person",
    "report.resolve": "resolved a report about a person",
    "outbox.try-again": "had what failed tried again",
    "opportunity.join": "added somebody to the posting",
    "opportunity.leave": "took somebody off the posting",
    "opportunity.move-answers": "moved the day of the answers",
    "opportunity.move-deadline": "moved the deadline",
    "opportunity.propose": "proposed an edit of the posting",
    "organisation.enter": "entered the organization",
    "organisation.describe": "changed what is told of the organization, or its adviser",
    "organisation.logo": "showed another logo for",
    "organisation.logo-remove": "removed the logo of",
    "organisation.name-officer": "named an officer",
    "organisation.end-term": "ended the term of an officer",
    "organisation.suspend": "suspended the organization",
    "organisation.restore": "restored the organization",
    "committee.found": "entered the committee",
    "committee.describe": "changed what is told of the committee",
    "committee.name-holder": "named who holds a seat",
    "committee.end-term": "ended a term in a seat",
    "application.step-aside": "stepped aside for a conflict of interest",
    "selection.blind": "changed whether names are hidden",
    "selection.assign": "gave applications to reviewers",
    "selection.release": "released the decisions",
    "selection.rubric": "changed the rubric",
    "selection.export-table": "took the table of applicants away",
    "selection.export-papers": "took the papers of applicants away",
    "offer.over": "offered more places than are free",
    "placement.supervisor": "named the supervisor",
    "placement.correct-hours": "corrected approved hours",
    "mentor.approve": "approved the mentor",
    "mentor.capacity": "changed how many mentees the mentor takes",
    "mentor.suspend": "took the mentor off the list",
    "conflict.declare": "declared a conflict of interest",
    "conflict.lift": "lifted a conflict of interest",
    "conflict.override": "let a conflict of interest pass",
    "round.open": "opened the match round",
    "round.pin": "fixed a pair",
    "round.unpin": "removed a fixed pair",
    "round.publish": "published the result",
    "round.remind": "reminded who has not sorted or ranked",
    "round.reopen": "opened the lists again",
    "activity.draft": "wrote the activity",
    "activity.edit": "changed the activity",
    "activity.publish": "published the activity",
    "activity.retire": "retired the activity",
    "activity.assign": "assigned the activity",
    "activity.unassign": "took the assignment back",
    "certificate.correct": "gave the certificate anew",
    "credit.claim": "claimed credit",
    "record.delete": "deleted a confirmed experience",
    "record.share": "made a link to a record",
    "record.revoke": "ended a link to a record",
    "data-copy.ask": "asked for a copy of their data",
    "amendment.ask": "asked for a correction",
    "amendment.correct": "answered that it is corrected",
    "amendment.refuse": "answered that it stays as it is",
    "amendment.withdraw": "withdrew a request for a correction",
    "amendment.ask-hearing": "asked for a hearing",
    "amendment.state": "put a statement beside the record",
    "disclosure.record": "wrote down what was given to somebody outside",
}
"""What each act was, after the name of who did it; a house test finds the verb that is missing."""

ROLES: dict[Role, str] = {
    Role.STUDENT: "Students",
    Role.FACULTY: "Faculty",
    Role.MENTOR: "Mentors",
    Role.COORDINATOR: "Coordinators",
}

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

STATUSES: dict[str, str] = {
    "waiting": "Waits for approval",
    "unconfirmed": "Address not confirmed",
    "open": "Not suspended",
    "suspended": "Suspended",
    "trusted": "Publishes without review",
    "uninvited": "Not invited yet",
    "invited": "Invited, not come in yet",
    "absent": "Absent from the roster",
}


SIGN_ONS: dict[str, str] = {
    "school": "School sign-on",
    "password": "Password only",
    "no-factor": "Password, no second step",
    "neither": "Neither yet",
}
LACKS: dict[str, str] = {
    "everything": "Nothing yet: no application, placement or mentor",
    "application": "No application",
    "placement": "No placement",
    "mentor": "No mentor",
}
"""What students have not; the keys are those of `queries.LACKS`."""
SEEN: dict[str, str] = {
    "week": "In the last 7 days",
    "month": "In the last 30 days",
    "quarter": "In the last 90 days",
    "not-quarter": "Not in the last 90 days",
    "never": "Never",
}
PEOPLE_ACTS: dict[str, str] = {
    "approve": "Approve as faculty",
    "invite": "Send an invitation",
    "invite-again": "Send another invitation",
    "give-student": "Make student",
    "give-mentor": "Make mentor",
    "give-faculty": "Make faculty",
    "take-student": "Remove as student",
    "take-mentor": "Remove as mentor",
    "take-faculty": "Remove as faculty",
    "suspend": "Suspend",
    "restore": "Reactivate account",
    "export": "Export as CSV",
}
"""What can be done with many people at once."""


def status(user: User) -> tuple[str, str]:
    """How an account stands, and in which tone."""
    if user.suspended_at is not None:
        return "Suspended", "loss"
    if user.confirmed_at is None:
        return ("Invited" if user.invitations else "Address not confirmed"), "muted"
    if user.absent_since is not None:
        return "Absent from the roster", "warm"
    if user.roles_waiting:
        return "Waits for approval", "warm"
    return "Active", "good"


def student_status(user: User) -> str:
    """How a student stands with the registrar, with its days; empty for the enrolled, of whom nothing more is said."""
    since = f" from {say_full_date(user.status_since)}" if user.status_since else ""
    until = f" to {say_full_date(user.status_until)}" if user.status_until else ""
    is_plain = user.student_status is StudentStatus.ENROLLED and not since
    return "" if is_plain else f"{STUDENT_STATUSES[user.student_status].capitalize()}{since}{until}"


OUTCOMES: dict[RosterOutcome, str] = {
    RosterOutcome.JOINED: "Joined",
    RosterOutcome.CHANGED: "Changed",
    RosterOutcome.ABSENT: "Absent",
    RosterOutcome.LEFT_OUT: "Left out",
}
"""What a roster did with somebody."""

FACTS: dict[RosterFact, str] = {
    RosterFact.CLASS_YEAR: "Class year",
    RosterFact.COHORT: "Class of",
    RosterFact.STATUS: "Status",
}
"""What of a student holds from a day to a day."""

THINGS: dict[str, str] = {
    "activity": "an activity",
    "amendment": "a request for a correction",
    "amendments": "requests for a correction",
    "announcement": "an announcement",
    "application": "an application",
    "assignment": "an assignment",
    "audit-log": "the audit log",
    "certificate": "a certificate",
    "committee": "a committee",
    "conflict": "a conflict of interest",
    "entry": "an experience",
    "mentor": "a mentor",
    "mentorship": "a mentorship",
    "opportunities": "postings",
    "opportunity": "a posting",
    "organisation": "an organization",
    "outbox-message": "an email",
    "outside-activity": "an activity from elsewhere",
    "pairs": "pairs of mentors and students",
    "people": "people",
    "placement": "a placement",
    "record": "a record",
    "report": "a report about a person",
    "round": "a match round",
    "seat": "a seat of a committee",
    "setting": "a setting",
    "share": "a link to a record",
    "supervisor": "a supervisor’s address",
    "user": "an account",
    "webhook": "an address of another system",
    "wishes": "what a student looks for",
}
"""What a thing of the log is called that has no name of its own, or is gone."""

CHANGES: dict[str, str] = {
    "by_mail": "by a link sent to",
    "advised_until": "adviser until",
    "changed": "changed",
    "class_year": "class year",
    "confirmed_by": "confirmed by",
    "each": "reviewers for each",
    "email": "address",
    "followed": "what followed",
    "head": "hash of its last line",
    "broken": "lines that did not hold",
    "verified_by": "confirmed by",
    "words_verified": "own words confirmed",
}
"""What a name in an act's changes is called; what is not here is called as it is written."""
