"""The words of a person's own security log."""

SECURITY_EVENTS: dict[str, str] = {
    "signed-in": "Signed in",
    "signed-out": "Signed out",
    "account.open": "Account opened",
    "account.confirm": "Address confirmed",
    "account.set-password": "New password set; every browser signed out",
    "account.change-address": "Address changed",
    "account.grant": "Role given; every browser signed out",
    "account.take-back": "Role taken back; every browser signed out",
    "account.suspend": "Account suspended; every browser signed out",
    "account.restore": "Account opened again",
    "account.end-session": "One browser signed out from another",
    "account.sign-out-everywhere": "Signed out everywhere",
    "account.end-sessions": "Every browser signed out",
    "account.send-reset": "Link for a new password sent",
    "account.undeliverable": "Address marked as undeliverable",
    "account.vouch": "Address confirmed by a coordinator",
}
"""Kind of event, or verb of the audit log → what its owner reads."""
