"""A coordinator tries the school's sign-on: there and back, to a page that says what it told. Nothing is changed."""

import json
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import claims, queries
from board.accounts.claims import Affiliation, Condition
from board.accounts.doors import school
from board.accounts.models import Identity, Role, User
from board.accounts.queries import identity as identity_queries
from board.accounts.school_sign_on import SchoolSignOn
from board.accounts.views import bp
from board.accounts.views.sign_on_attempt import (
    AttemptPurpose,
    SignOnAttempt,
    SignOnProblem,
    arrival_of,
    depart,
    problem,
)
from board.kernel.openid import BadAnswer, Departure, ProvenSubject, ProviderAway
from board.web.access import for_roles
from board.web.emails import link
from board.web.pages import render_page

ADDRESSED = {"iss", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "jti", "sid", "auth_time", "acr"}
"""Claims that are about the answer and not about the person."""


@dataclass(frozen=True)
class Trial:
    """What came of it."""

    claims: list[tuple[str, str]]
    """What was told of the person: name and value."""
    lacking: list[str]
    """Claims that the settings look at and that were not told."""
    conditions: list[tuple[Condition, bool]]
    """What it takes to come in, and whether this person meets it."""
    affiliation: Affiliation
    email: str
    email_is_proved: bool
    identity: Identity | None
    """The account that is linked with this sign-on."""
    by_roster: User | None
    """The account that the roster's id names."""
    by_email: User | None
    """The account that has this address."""

    @property
    def may_come_in(self) -> bool:
        """All conditions hold."""
        return all(is_met for _, is_met in self.conditions)


@bp.get("/sign-on/try")
@for_roles("coordinator")
def try_sign_on() -> ResponseReturnValue:
    """Off to the school's sign-on, to come back to the report."""
    try:
        return depart(SignOnAttempt(AttemptPurpose.TRY, user_id=current_user.id))
    except ProviderAway as reason:
        return _report(problem=f"It does not answer: {reason}.", status=503)


def back(asked: SchoolSignOn, departure: Departure, user_id: int) -> ResponseReturnValue:
    """The report for whoever set out, who is signed in still and a coordinator."""
    is_same = current_user.is_authenticated and current_user.id == user_id
    if not is_same or not current_user.is_a(Role.COORDINATOR):
        return problem(SignOnProblem.STALE)
    if "error" in request.args:
        reasons = (request.args.get(name, "") for name in ("error", "error_description"))
        return _report(problem=f"It answered, and said no: {' '.join(filter(None, reasons))}", status=403)
    try:
        proof = asked.provider.finish(
            request.args, departure, back=link("accounts.back_from_sign_on"), needs=asked.needs
        )
    except ProviderAway as reason:
        return _report(problem=f"It signed you on, and then did not answer: {reason}.", status=503)
    except BadAnswer as reason:
        return _report(problem=f"What came back proves nobody: {reason}.", status=400)
    return _report(trial_of(asked, proof))


def trial_of(asked: SchoolSignOn, proof: ProvenSubject) -> Trial:
    """What the settings make of what was told."""
    arrival = arrival_of(proof)
    roster_id, email = arrival.roster_id, arrival.email
    return Trial(
        claims=[(name, _shown(value)) for name, value in sorted(proof.claims.items()) if name not in ADDRESSED],
        lacking=sorted(asked.needs - proof.claims.keys()),
        conditions=[(each, claims.first_unmet(proof.claims, [each]) is None) for each in asked.conditions],
        affiliation=claims.affiliation(proof.claims, asked.rules),
        email=email,
        email_is_proved=bool(arrival.proved_email),
        identity=identity_queries.by_subject(proof.issuer, proof.subject),
        by_roster=queries.by_roster_id(roster_id) if roster_id else None,
        by_email=queries.by_email(email) if email else None,
    )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _report(trial: Trial | None = None, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    asked = school()
    page = render_page("accounts/sign_on_trial.html", trial=trial, problem=problem, name=asked.name, asked=asked)
    return page, status
