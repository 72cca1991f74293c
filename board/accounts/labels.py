"""The words of a person's own security log, and of what else their account shows."""

from board.accounts.models import TokenScope

SECURITY_EVENTS: dict[str, str] = {
    "signed-in": "Signed in",
    "signed-on": "Signed in with the school’s sign-on",
    "signed-in-with-code": "Signed in with a code of your app",
    "signed-in-with-passkey": "Signed in with a passkey",
    "signed-in-with-recovery-code": "Signed in with a recovery code",
    "factor-refused": "Your password was right, your second step was not: nobody was let in",
    "signed-out": "Signed out",
    "account.open": "Account opened",
    "account.ask-erasure": "Asked that the account be erased",
    "account.cancel-erasure": "The account is not erased after all",
    "account.confirm": "Address confirmed",
    "account.set-password": "New password set; every browser signed out",
    "account.change-address": "Address changed",
    "account.rename": "Name changed",
    "account.grant": "Role given; every browser signed out",
    "account.take-back": "Role taken back; every browser signed out",
    "account.suspend": "Account suspended; every browser signed out",
    "account.restore": "Account opened again",
    "account.end-session": "One browser signed out from another",
    "account.sign-out-everywhere": "Signed out everywhere",
    "account.end-sessions": "Every browser signed out",
    "account.send-reset": "Link for a new password sent",
    "account.break-glass": "Signed in with a password, where only the school’s sign-on is open",
    "account.link-sign-on": "School sign-on linked",
    "account.unlink-sign-on": "School sign-on no longer linked",
    "account.rekey-sign-on": "School sign-on goes by a new key",
    "account.send-sign-on": "Link for the school’s sign-on sent",
    "account.sign-on-roles": "The school’s sign-on said another role",
    "account.undeliverable": "Address marked as undeliverable",
    "account.add-authenticator": "Authenticator app added",
    "account.remove-authenticator": "Authenticator app removed",
    "account.add-passkey": "Passkey added",
    "account.remove-passkey": "Passkey removed",
    "account.renew-recovery-codes": "New recovery codes made",
    "account.reset-factor": "Second step removed; every browser signed out",
    "account.make-token": "Personal token made",
    "account.revoke-token": "Personal token revoked",
    "account.vouch": "Address confirmed by a coordinator",
}
"""Kind of event, or verb of the audit log → what its owner reads."""

SIGN_ON_PROBLEMS: dict[str, tuple[str, str]] = {
    "erased": (
        "Your account was erased",
        "What Rounds knew of you was erased, as you or the office asked ({reference}). Nobody gets a new account by "
        "{name} after that unasked: to come back, give the office of {school} that number.",
    ),
    "away": (
        "Sign-on does not answer",
        "We cannot reach {name} at the moment. Nothing is lost: try again in a minute.",
    ),
    "stale": (
        "Begin again",
        "What came back from {name} cannot be used: it was used before, it took more than fifteen minutes, or you went "
        "there from another browser or tab.",
    ),
    "refused": (
        "You were not signed on",
        "You may have canceled, or your school has not given you access to Rounds: then ask its IT help desk.",
    ),
    "foreign": (
        "This sign-on is not for our school",
        "You are signed on with an account that is not one of {school}. Sign out of it there, and come back with the "
        "one that your school gave you.",
    ),
    "other": (
        "That was not you again",
        "You came back from {name} as somebody else than the one who is signed in here, or it did not ask you anew. "
        "Nothing was changed.",
    ),
    "suspended": (
        "Your account is suspended",
        "You are signed on, but your account on Rounds is suspended. The email about it says why; the office of "
        "{school} can reactivate it.",
    ),
}
"""Why somebody is not in who came by the school's sign-on: a heading and a sentence."""
FACTORS: dict[str, str] = {
    "authenticator": "an authenticator app",
    "passkey": "a passkey",
    "recovery-codes": "a new set of recovery codes",
}
"""What was added to or removed from an account, as an email says it."""

SCOPES: dict[TokenScope, str] = {
    TokenScope.POSTINGS_READ: "Read the postings on the board",
    TokenScope.RECORD_READ: "Read what is verified in my leadership record",
}
"""What a personal token may do, as its owner reads it."""
TOKEN_LASTS: dict[str, str] = {"30": "30 days", "90": "90 days", "365": "A year"}
"""Days → how long a personal token works, as its owner chooses it."""
