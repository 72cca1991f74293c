"""The school's secret keys, for views and for the wording of emails."""

from flask import current_app

from board.kernel.keyring import SecretKeys


def secret_keys() -> SecretKeys:
    """That which signs and seals now, and those that still open."""
    keys: SecretKeys = current_app.extensions["settings"].secret_keys
    return keys
