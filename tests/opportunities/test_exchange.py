"""Bringing postings in from files, and out again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.opportunities.models import Opportunity, State

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "opportunities"
HEAD = "title,organisation,kind,area,description,location,deadline,url,source\n"
GOOD = 'Ethics council,Hospital,committee/council membership,advocacy,"Read, then\ndecide.",Room 1,2026-05-01,,x\n'


@pytest.fixture
def run(app: Flask, tmp_path: Path, person: Callable[..., User]) -> Callable[..., tuple[int, str]]:
    """Import a text; answers the exit code and what was said."""
    person("cora", Role.COORDINATOR)

    def bring_in(text: str, *options: str) -> tuple[int, str]:
        path = tmp_path / "postings.csv"
        path.write_text(text, encoding="utf-8")
        result = app.test_cli_runner().invoke(args=["import-opportunities", str(path), *options])
        db.session.rollback()
        return result.exit_code, result.output

    return bring_in


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Opportunity)) or 0


def test_a_file_is_brought_in_once(run: Callable[..., tuple[int, str]]) -> None:
    assert run(HEAD + GOOD, "--dry-run")[0] == 0
    assert count() == 0
    assert run(HEAD + GOOD + GOOD)[1].count("it repeats row 2") == 1
    assert "on the board already" in run(HEAD + GOOD)[1]
    only = db.session.scalars(select(Opportunity)).one()
    assert (only.state, only.kind.value, only.areas) == (State.DRAFT, "committee-seat", ["advocacy"])
    assert only.closes_at is not None
    assert only.closes_at.isoformat() == "2026-05-02T04:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"{'x' * 435},Hospital,volunteer role,,,,,,\n", "row 3: title: 435 characters"),
        ("A,Hospital,volunteer role,,,,31/12/2026,,\n", "row 3: deadline: '31/12/2026'"),
        ("A,Hospital,party,,,,,,\n", "row 3: kind: 'party'"),
        ("A,,volunteer role,,,,,,\n", "row 3: organisation: it is needed"),
        ("A,Hospital,volunteer role,,,,,javascript:alert(1),\n", "row 3: url"),
    ],
)
def test_a_bad_row_is_told_by_row_and_column_and_nothing_is_written(
    run: Callable[..., tuple[int, str]], line: str, sentence: str
) -> None:
    code, said = run(HEAD + GOOD + line)
    assert code == 1
    assert sentence in said
    assert count() == 0
    assert run(HEAD + GOOD + line, "--skip-bad")[0] == 0
    assert count() == 1


def test_a_file_without_its_heading_is_refused(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("a,b\n1,2\n")
    assert code == 1
    assert "lacks title, organisation, kind" in said


def test_what_goes_out_comes_back_and_holds_no_formula(
    app: Flask, run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    run(HEAD + GOOD.replace("Ethics council", "=1+1"), "--publish")
    out = tmp_path / "out.csv"
    assert app.test_cli_runner().invoke(args=["export-opportunities", str(out)]).exit_code == 0
    text = out.read_text()
    assert "\n'=1+1,Hospital,committee-seat,advocacy," in text
    assert ",2026-05-01," in text
    assert "1 rows to bring in, 0 bad" in run(text, "--dry-run")[1]


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["medical_student_postings", "federal_awards_fellowships"])
def test_real_files_are_read_whole(app: Flask, person: Callable[..., User], name: str) -> None:
    path = SHARED / f"{name}.csv"
    if not path.exists():
        pytest.skip("the shared data folder does not stand beside the project")
    person("cora", Role.COORDINATOR)
    runner = app.test_cli_runner()
    first = runner.invoke(args=["import-opportunities", str(path), "--publish", "--skip-bad"])
    assert first.exit_code == 0, first.output
    db.session.rollback()
    brought = count()
    assert brought > 30
    runner.invoke(args=["import-opportunities", str(path), "--publish", "--skip-bad"])
    db.session.rollback()
    assert count() == brought
