"""A roster on its way through the pages of the office."""

import html
import io
import re
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook

HEAD = "SIS ID,Student Name,E-mail,Level"
ADA, BO = "1001,Ada Lin,ada@example.edu,M1", "1002,Bo Ray,bo@example.edu,M1"


def roster(*rows: str, head: str = HEAD) -> str:
    """A file of these rows."""
    return "\n".join((head, *rows)) + "\n"


def workbook(rows: list[list[Any]]) -> bytes:
    """The same as a workbook."""
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def upload(office: FlaskClient, content: str | bytes, name: str = "roster.csv") -> str:
    """Hand a file in; answers the address of its preview."""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    answer = office.post("/office/roster", data={"file": (file, name)}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def preview(office: FlaskClient, content: str | bytes, name: str = "roster.csv") -> str:
    """What the page says of a file."""
    return html.unescape(office.get(upload(office, content, name)).text)


def import_roster(office: FlaskClient, content: str | bytes, name: str = "roster.csv", **said: Any) -> None:
    """Hand a file in and write it."""
    address = upload(office, content, name)
    page = office.get(address)
    columns = dict(re.findall(r'name="(column-\d+)" value="([^"]*)"', page.text))
    answer = office.post(f"{address}/write", data=columns | said)
    assert answer.status_code == 303, answer.text
