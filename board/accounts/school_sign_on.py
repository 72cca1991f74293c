"""The school's own sign-on as it is set up: whom to ask, whom to let in, and as what."""

from dataclasses import dataclass

from board.accounts import claims
from board.accounts.claims import BadRule, Condition, Rule
from board.kernel.openid import GOOGLE, Provider
from board.settings import BadSetting, Settings

OPEN_TO_ALL = (GOOGLE, "https://cilogon.org")
"""Providers at which everybody has an account, whatever their school."""
ENTRA, MANY_TENANTS = "https://login.microsoftonline.com/", ("common", "organizations", "consumers")
USUAL = ("email", "name")


@dataclass(frozen=True)
class SchoolSignOn:
    """What the settings say of school sign-on."""

    provider: Provider
    name: str
    """As people at this school call it."""
    rules: tuple[Rule, ...]
    conditions: tuple[Condition, ...]
    roster_claim: str
    """The claim that holds the registrar's id; empty where there is none."""
    trusts_email: bool
    """The school's directory vouches for every address that it tells."""

    @property
    def needs(self) -> set[str]:
        """The claims that something here looks at."""
        asked = {rule.claim for rule in self.rules} | {condition.claim for condition in self.conditions}
        return {*asked, *USUAL, self.roster_claim} - {""}


def of(settings: Settings) -> SchoolSignOn | None:
    """School sign-on, or None where the school has not set it up. Raises `BadSetting`."""
    if not settings.oidc_issuer:
        return None
    try:
        rules = claims.rules_of(settings.oidc_roles)
    except BadRule as reason:
        raise BadSetting(f"ROUNDS_OIDC_ROLES cannot be read: {reason}") from reason
    try:
        conditions = claims.conditions_of(settings.oidc_require)
    except BadRule as reason:
        raise BadSetting(f"ROUNDS_OIDC_REQUIRE cannot be read: {reason}") from reason
    if settings.oidc_issuer.startswith(ENTRA) and settings.oidc_issuer[len(ENTRA) :].split("/")[0] in MANY_TENANTS:
        raise BadSetting("ROUNDS_OIDC_ISSUER must name the school's own tenant, not one that stands for many")
    if settings.oidc_issuer in OPEN_TO_ALL and not conditions:
        raise BadSetting(
            f"{settings.oidc_issuer} signs on people of every school: ROUNDS_OIDC_REQUIRE must say whose may come in, "
            "such as hd=school.edu"
        )
    secret = settings.oidc_client_secret
    return SchoolSignOn(
        Provider(
            settings.oidc_issuer, client_id=settings.oidc_client_id, client_secret=secret, scope=settings.oidc_scopes
        ),
        name=settings.oidc_name,
        rules=rules,
        conditions=conditions,
        roster_claim=settings.oidc_roster_claim,
        trusts_email=settings.oidc_email == "trusted",
    )
