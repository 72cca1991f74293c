"""How the school's sign-on stands. It is set up on the server, so this page says what to write there."""

from flask import current_app
from flask.typing import ResponseReturnValue

from board.accounts.school_sign_on import SchoolSignOn
from board.office import queries
from board.office.views import bp
from board.settings import Settings
from board.web.access import for_roles
from board.web.emails import link
from board.web.pages import render_page


@bp.get("/office/sign-on")
@for_roles("coordinator")
def sign_on() -> ResponseReturnValue:
    """What is set, the addresses that the provider has to know, and the way to try it."""
    settings: Settings = current_app.extensions["settings"]
    asked: SchoolSignOn | None = current_app.extensions["sign_on"]
    return render_page(
        "office/sign_on.html",
        asked=asked,
        signed_on=queries.set_up_facts().signed_on,
        back=link("accounts.back_from_sign_on"),
        home=link("dashboard.home"),
        rows=_rows(settings),
        passwords_work=settings.local_sign_in == "on",
    )


def _rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Each variable: its name, what it says, and what it says today. Nobody is shown the secret."""
    return [
        ("ROUNDS_OIDC_ISSUER", "How your sign-on calls itself", settings.oidc_issuer),
        ("ROUNDS_OIDC_CLIENT_ID", "What Rounds is called there", settings.oidc_client_id),
        (
            "ROUNDS_OIDC_CLIENT_SECRET",
            "What Rounds proves itself with",
            "Set, and shown to nobody" if settings.oidc_client_secret else "",
        ),
        ("ROUNDS_OIDC_NAME", "What people call it; buttons say so", settings.oidc_name),
        ("ROUNDS_OIDC_REQUIRE", "Who may come in, where it signs on others too", settings.oidc_require),
        ("ROUNDS_OIDC_ROLES", "Which claim makes somebody a student, faculty, a mentor", settings.oidc_roles),
        ("ROUNDS_OIDC_ROSTER_CLAIM", "The claim that holds the registrar’s id", settings.oidc_roster_claim),
        (
            "ROUNDS_OIDC_EMAIL",
            "“trusted” where your directory vouches for every address",
            settings.oidc_email if settings.oidc_issuer else "",
        ),
    ]
