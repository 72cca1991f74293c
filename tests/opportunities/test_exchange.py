"""Bringing postings in from files, and out again."""

import json
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

    def bring_in(text: str, *options: str, name: str = "postings.csv") -> tuple[int, str]:
        path = tmp_path / name
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
    assert "0 rows to bring in, 0 bad, 1 left out" in run(text, "--dry-run")[1], "it recognises its own"
    other = text.replace("Room 1", "Room 2")
    assert run(other)[0] == 0
    assert db.session.scalars(select(Opportunity.title)).all() == ["=1+1", "=1+1"]


def test_columns_by_other_names_are_understood(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("Position,Organization,TYPE,due_date\nUsher,Hall,volunteer role,2026-06-01\n")
    assert code == 0, said
    only = db.session.scalars(select(Opportunity)).one()
    assert (only.title, only.host, only.closes_at is not None) == ("Usher", "Hall", True)


THINGS = [{"title": "Usher", "host": "Hall", "kind": "seminar", "deadline": None, "more": {"a": 1}}, {"title": "Half"}]


def test_a_list_of_objects_is_understood(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run(json.dumps(THINGS), "--skip-bad", name="postings.json")
    assert code == 0, said
    assert "row 1: ready: Usher (leadership seminar)" in said
    assert "row 2: organisation: it is needed; kind: it is needed" in said
    assert count() == 1


BROKEN = ["{}", "[1]", "[" * 5000, "nonsense", "null"]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_list_of_objects_is_refused(run: Callable[..., tuple[int, str]], text: str) -> None:
    code, said = run(text, name="postings.json")
    assert code == 1
    assert "Error: The file" in said


def test_a_file_in_another_encoding_is_refused(app: Flask, person: Callable[..., User], tmp_path: Path) -> None:
    person("cora", Role.COORDINATOR)
    path = tmp_path / "latin.csv"
    path.write_bytes((HEAD + "Café,Hall,volunteer role,,,,,,\n").encode("latin-1"))
    answer = app.test_cli_runner().invoke(args=["import-opportunities", str(path)])
    assert answer.exit_code == 1
    assert "not in UTF-8" in answer.output


def test_an_interruption_writes_nothing(
    app: Flask, run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("click._termui_impl.ProgressBar.update", interrupt)
    rows = "".join(f"Posting {number},Hall,volunteer role,,,,,,\n" for number in range(500))
    code, _ = run(HEAD + rows, "--publish")
    assert code == 1
    assert count() == 0


@pytest.mark.shared_data
def test_every_real_file_is_read_whole_and_once(app: Flask, person: Callable[..., User]) -> None:
    paths = sorted(SHARED.glob("*.csv"))
    if not paths:
        pytest.skip("the shared data folder does not stand beside the project")
    person("cora", Role.COORDINATOR)
    runner, told = app.test_cli_runner(), 0
    for path in paths:
        dry = runner.invoke(args=["import-opportunities", str(path), "--dry-run", "--skip-bad"])
        assert dry.exit_code == 0, dry.output
        told += dry.output.count("\nrow ") + dry.output.startswith("row ")
    assert count() == 0
    assert told == 2119, "a line for each row"
    for _ in range(2):
        for path in paths:
            done = runner.invoke(args=["import-opportunities", str(path), "--publish", "--skip-bad"])
            assert done.exit_code == 0, done.output
        db.session.rollback()
        assert count() == 2111, "the seven with too long titles and one repetition stay out; the second round adds none"
