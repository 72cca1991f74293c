"""An attempt at the school's sign-on: off to it, what it told of whoever came back, and why somebody is not in."""

import logging
from dataclasses import asdict
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from board.accounts import claims
from board.accounts.doors import school
from board.accounts.labels import SIGN_ON_PROBLEMS
from board.accounts.views import sign_on_cookie as sign_on_cookie_views
from board.accounts.views.sign_on_cookie import Ticket
from board.kernel.email_address import BadAddress, normalize
from board.kernel.openid import ProvenSubject, ProviderAway
from board.school import settings as school_settings
from board.web.emails import link
from board.web.pages import render_page

log = logging.getLogger(__name__)

AWAY, STALE, REFUSED, FOREIGN, SUSPENDED, OTHER = "away", "stale", "refused", "foreign", "suspended", "other"
ERASED = "erased"
STATUS = {AWAY: 503, STALE: 400, REFUSED: 403, FOREIGN: 403, SUSPENDED: 403, OTHER: 403, ERASED: 403}


def set_out(*, prompt: str = "", **remembered: Any) -> ResponseReturnValue:
    """Send the browser there, and let it remember what for."""
    try:
        return depart(prompt=prompt, **remembered)
    except ProviderAway as reason:
        log.warning("school sign-on is away: %s", reason)
        return problem(AWAY)


def depart(*, prompt: str = "", **remembered: Any) -> ResponseReturnValue:
    """The same. Raises `ProviderAway`."""
    where, attempt = school().provider.begin(back=link("accounts.back_from_sign_on"), prompt=prompt)
    sign_on_cookie_views.remember(Ticket.ATTEMPT, asdict(attempt) | remembered)
    return redirect(where, 303)


def problem(kind: str, *, reference: str = "") -> ResponseReturnValue:
    """Why somebody is not in, and what helps."""
    title, sentence = SIGN_ON_PROBLEMS[kind]
    page = render_page(
        "accounts/sign_on_problem.html",
        title=title,
        sentence=sentence.format(name=school().name, school=school_settings.school_name, reference=reference),
        helps_to_try_again=kind not in (SUSPENDED, OTHER, ERASED),
    )
    return page, STATUS[kind], {"Retry-After": "30"} if kind == AWAY else {}


def arrival_of(proof: ProvenSubject) -> dict[str, Any]:
    """What is remembered of somebody who came back, and shown to them."""
    asked = school()
    affiliation = claims.affiliation(proof.claims, asked.rules)
    email = _address(claims.text_of(proof.claims, "email"))
    is_proved = asked.trusts_email or proof.claims.get("email_verified") in (True, "true")
    name = claims.text_of(proof.claims, "name") or " ".join(
        filter(None, (claims.text_of(proof.claims, part) for part in ("given_name", "family_name")))
    )
    return {
        "issuer": proof.issuer,
        "subject": proof.subject,
        "name": name,
        "email": email,
        "proved_email": email if is_proved else "",
        "at_once": sorted(affiliation.at_once),
        "waiting": sorted(affiliation.waiting),
        "withheld": list(affiliation.withheld),
        "roster_id": claims.text_of(proof.claims, asked.roster_claim) if asked.roster_claim else "",
        "id_token": proof.id_token,
        "next": "",
    }


def _address(text: str) -> str:
    try:
        return normalize(text)
    except BadAddress:
        return ""
