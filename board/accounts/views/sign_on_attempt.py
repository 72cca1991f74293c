"""An attempt at the school's sign-on: off to it, what it told of whoever came back, and why somebody is not in."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from board.accounts import claims
from board.accounts.actions.identity import Subject
from board.accounts.actions.sign_on import SignOn
from board.accounts.claims import Affiliation
from board.accounts.doors import school
from board.accounts.labels import SIGN_ON_PROBLEMS
from board.accounts.models import Role
from board.accounts.views import sign_on_cookie as sign_on_cookie_views
from board.accounts.views.sign_on_cookie import Ticket
from board.kernel.email_address import BadAddress, normalize
from board.kernel.openid import Departure, ProvenSubject, ProviderAway
from board.school import settings as school_settings
from board.web.emails import link
from board.web.pages import render_page

log = logging.getLogger(__name__)

SPARED = ("id_token", "next", "name")
"""What an arrival can do without, in this order, where a browser would not keep a cookie so long: without the token the
provider asks who wants to sign out, and the person writes their name."""


class SignOnProblem(StrEnum):
    """Why somebody is not in; each has its words in `SIGN_ON_PROBLEMS`."""

    AWAY = "away"
    STALE = "stale"
    REFUSED = "refused"
    FOREIGN = "foreign"
    SUSPENDED = "suspended"
    OTHER = "other"
    ERASED = "erased"

    @property
    def status(self) -> int:
        """With which the page answers."""
        return {SignOnProblem.AWAY: 503, SignOnProblem.STALE: 400}.get(self, 403)

    @property
    def helps_to_try_again(self) -> bool:
        """May another try go better?"""
        return self not in (SignOnProblem.SUSPENDED, SignOnProblem.OTHER, SignOnProblem.ERASED)


class AttemptPurpose(StrEnum):
    """What somebody goes to the sign-on for."""

    SIGN_IN = "sign-in"
    LINK = "link"
    """To link it to the account that they are signed in to."""
    PROVE = "prove"
    """To show once more that it is them."""
    TRY = "try"
    """A coordinator looks at what it tells."""


@dataclass(frozen=True)
class SignOnAttempt:
    """What a browser remembers while somebody is away."""

    purpose: AttemptPurpose
    next: str = ""
    """Where they go on."""
    invitation: str = ""
    """The link of somebody who joins their account with it."""
    user_id: int = 0
    """Who is signed in; 0 for nobody."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "SignOnAttempt":
        """As it was stored."""
        purpose = AttemptPurpose(stored["purpose"])
        return cls(purpose, str(stored.get("next", "")), str(stored.get("invitation", "")), stored.get("user_id", 0))


@dataclass(frozen=True)
class SignOnArrival:
    """What is remembered of somebody who came back, and shown to them."""

    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    proved_email: str = ""
    """The same where the sign-on vouches for it."""
    at_once: tuple[str, ...] = ()
    """The roles that they have by it."""
    waiting: tuple[str, ...] = ()
    """Those that a coordinator has to give."""
    withheld: tuple[str, ...] = ()
    roster_id: str = ""
    id_token: str = ""
    next: str = ""
    """Where they go on."""
    user_id: int = 0
    """Who is signed in and links it; 0 for nobody."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "SignOnArrival":
        """As it was stored."""
        values: dict[str, Any] = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**values)

    @property
    def label(self) -> str:
        """What the sign-on calls somebody, as they would know it."""
        return ", ".join(filter(None, (self.name, self.email)))

    @property
    def sign_on(self) -> SignOn:
        """What the actions take."""
        at_once, waiting = (frozenset(map(Role, roles)) for roles in (self.at_once, self.waiting))
        affiliation = Affiliation(at_once, waiting, self.withheld)
        return SignOn(Subject(self.issuer, self.subject, self.label), affiliation, self.roster_id)


def set_out(attempt: SignOnAttempt, *, prompt: str = "") -> ResponseReturnValue:
    """Send the browser there, and let it remember what for."""
    try:
        return depart(attempt, prompt=prompt)
    except ProviderAway as reason:
        log.warning("school sign-on is away: %s", reason)
        return problem(SignOnProblem.AWAY)


def depart(attempt: SignOnAttempt, *, prompt: str = "") -> ResponseReturnValue:
    """The same. Raises `ProviderAway`."""
    where, departure = school().provider.begin(back=link("accounts.back_from_sign_on"), prompt=prompt)
    sign_on_cookie_views.remember(Ticket.ATTEMPT, asdict(departure) | asdict(attempt))
    return redirect(where, 303)


def returned() -> tuple[Departure, SignOnAttempt] | None:
    """What the browser remembers of its way there, which counts once; None where that is forged, too old, or gone."""
    stored = sign_on_cookie_views.recall(Ticket.ATTEMPT)
    sign_on_cookie_views.forget(Ticket.ATTEMPT)
    if stored is None:
        return None
    return Departure(*(str(stored[name]) for name in ("state", "nonce", "code_verifier"))), SignOnAttempt.of(stored)


def remember_arrival(arrival: SignOnArrival) -> None:
    """In a cookie that a browser keeps."""
    for name in SPARED:
        if not sign_on_cookie_views.fits(Ticket.ARRIVAL, asdict(arrival)):
            spared: dict[str, Any] = {name: ""}
            arrival = replace(arrival, **spared)
    sign_on_cookie_views.remember(Ticket.ARRIVAL, asdict(arrival))


def recall_arrival() -> SignOnArrival | None:
    """Who came back in this browser; None where that is forged, too old, or not there."""
    stored = sign_on_cookie_views.recall(Ticket.ARRIVAL)
    return None if stored is None else SignOnArrival.of(stored)


def problem(kind: SignOnProblem, *, reference: str = "") -> ResponseReturnValue:
    """Why somebody is not in, and what helps."""
    title, sentence = SIGN_ON_PROBLEMS[kind]
    page = render_page(
        "accounts/sign_on_problem.html",
        title=title,
        sentence=sentence.format(name=school().name, school=school_settings.school_name, reference=reference),
        helps_to_try_again=kind.helps_to_try_again,
    )
    return page, kind.status, {"Retry-After": "30"} if kind is SignOnProblem.AWAY else {}


def arrival_of(proof: ProvenSubject) -> SignOnArrival:
    """Who came back, by what was told of them."""
    asked = school()
    affiliation = claims.affiliation(proof.claims, asked.rules)
    email = _address(claims.text_of(proof.claims, "email"))
    is_proved = asked.trusts_email or proof.claims.get("email_verified") in (True, "true")
    name = claims.text_of(proof.claims, "name") or " ".join(
        filter(None, (claims.text_of(proof.claims, part) for part in ("given_name", "family_name")))
    )
    return SignOnArrival(
        issuer=proof.issuer,
        subject=proof.subject,
        name=name,
        email=email,
        proved_email=email if is_proved else "",
        at_once=tuple(sorted(affiliation.at_once)),
        waiting=tuple(sorted(affiliation.waiting)),
        withheld=tuple(affiliation.withheld),
        roster_id=claims.text_of(proof.claims, asked.roster_claim) if asked.roster_claim else "",
        id_token=proof.id_token,
    )


def _address(text: str) -> str:
    try:
        return normalize(text)
    except BadAddress:
        return ""
