"""Setting up an app that shows codes, as signing in and the account's own page share it."""

from board.accounts import authenticator_codes
from board.accounts.forms import AuthenticatorForm
from board.accounts.models import User
from board.kernel import clock
from board.kernel.errors import Invalid
from board.web.pages import render_page
from board.web.pictures import qr
from board.web.secret_keys import secret_keys


def page(form: AuthenticatorForm, user: User, *, at_sign_in: bool) -> str:
    """The page with the secret: a new one, or the one that was shown before where the code was wrong."""
    keys, now = secret_keys(), clock.now()
    secret = authenticator_codes.secret_of_set_up(form.set_up.data or "", user.id, keys=keys, now=now)
    if secret is None:
        form.set_up.data = authenticator_codes.new_set_up(user.id, keys=keys, now=now)
        secret = authenticator_codes.secret_of_set_up(form.set_up.data, user.id, keys=keys, now=now) or ""
    address = authenticator_codes.address(secret, email=user.email)
    return render_page(
        "accounts/authenticator.html",
        form=form,
        square=qr(address, title="QR code for your authenticator app"),
        address=address,
        secret=authenticator_codes.in_groups(secret),
        at_sign_in=at_sign_in,
    )


def secret_shown(form: AuthenticatorForm, user: User) -> str:
    """The secret that the page has shown this person. Raises `Invalid` on `code` where it stood open too long."""
    keys = secret_keys()
    secret = authenticator_codes.secret_of_set_up(form.set_up.data, user.id, keys=keys, now=clock.now())
    if secret is None:
        raise Invalid("code", "This page was open for too long. Here is a new square: scan it, and type its code.")
    return secret
