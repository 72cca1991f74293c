"""A file of postings on its way through the pages of the office."""

import html
from collections.abc import Callable
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select

from board.kernel.db import db
from board.opportunities.models import Opportunity
from tests.office.test_import import Upload, filled_in

Preview = Callable[..., str]
HEAD = "title,organisation,kind"
ROW = "Ward library cart,Elm Hospital,volunteer role"


def preview(office: FlaskClient, upload: Upload, content: str | bytes, name: str = "a.csv", **choices: str) -> str:
    """The page that says what a file would become."""
    return html.unescape(office.get(upload(content, name), query_string=choices).text)


def imported(
    office: FlaskClient, upload: Upload, content: str | bytes, name: str = "a.csv", **choices: str
) -> list[Opportunity]:
    """The postings that a file becomes."""
    address = upload(content, name)
    form = filled_in(office.get(address, query_string=choices).text)
    answer = office.post(f"{address}/write", data=form | {"skip": "y"})
    assert answer.status_code == 303, answer.text
    assert urlsplit(str(answer.location)).path == "/office/postings"
    return list(db.session.scalars(select(Opportunity).order_by(Opportunity.id)))
