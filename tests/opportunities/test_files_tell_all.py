"""What a file held and Rounds does not use is told before anything is written: people, cells, columns, sheets."""

import html
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office
from tests.opportunities.test_files_people_have import HEAD, ROW, Run, one, run

__all__ = ["cora", "office", "run", "upload"]

People = Callable[..., User]


@pytest.mark.parametrize(
    ("column", "part"), [("owners", "owner"), ("reviewers", "reviewer"), ("co owners", "co-owner")]
)
def test_people_of_a_file_who_cannot_be_what_it_says_are_told(
    column: str, part: str, office: FlaskClient, upload: Upload, person: People
) -> None:
    pia = person("pia", Role.FACULTY)
    person("stu", Role.STUDENT)
    cell = "pia@example.edu; STU@example.edu; Zoe Low <zoe@elsewhere.edu>"
    address = upload(f"{HEAD},{column}\n{ROW},{cell}\n")
    page = html.unescape(office.get(address).text)
    assert f"zoe@elsewhere.edu has no account here and becomes no {part}" in page
    assert f"stu@example.edu is a student and becomes no {part}: students only apply" in page
    assert "pia@example.edu has no account" not in page
    office.post(f"{address}/write", data=filled_in(page) | {"become": "published"})
    assert pia.id in {involved.user_id for involved in one().people}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("zoe @school.edu", "owners: 'zoe @school.edu' is no email address: is it zoe@school.edu?"),
        ("pia@example.edu, zoe@school", "owners: 'zoe@school' is no email address"),
        ("Zoe Low", "owners: 'Zoe Low' holds no email address"),
    ],
)
def test_a_broken_address_is_told_with_what_it_may_be(run: Run, cell: str, said: str) -> None:
    code, output = run(f'{HEAD},owners\n{ROW},"{cell}"\n')
    assert (code, said in output) == (1, True), output
