"""The addresses of the coordinator's office."""

from flask import Blueprint

bp = Blueprint("office", __name__)

from board.office.views import (
    audit,
    erasure,
    flag,
    health,
    import_file,
    invitation,
    merge,
    organisation,
    overview,
    people,
    person,
    posting_review,
    roster,
    set_up,
    sign_on,
    supervisor,
    undeliverable,
)
