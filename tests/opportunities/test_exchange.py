"""Bringing postings in from files, and out again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.opportunities.models import Opportunity, PlaceMode, PostingState

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
    assert "it is here already" in run(HEAD + GOOD)[1]
    only = db.session.scalars(select(Opportunity)).one()
    assert (only.state, only.kind.value, only.areas) == (PostingState.DRAFT, "committee-seat", ["advocacy"])
    assert only.closes_at is not None
    assert only.closes_at.isoformat() == "2026-05-02T04:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"{'x' * 435},Hospital,volunteer role,,,,,,\n", "row 3: title: Use at most 120 characters. This has 435."),
        ("A,Hospital,volunteer role,,,,31/13/2026,,\n", "row 3: deadline: '31/13/2026'"),
        (
            "A,Hospital,party,,,,,,\n",
            "row 3: waits for an answer: kind: 'party' is none of: Committee or council seat, Nonclinical",
        ),
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
    assert (
        "Choose which of your columns is the title and which the organisation. The heading in row 1 has: a, b." in said
    )
    assert "--map" in said


def test_what_goes_out_comes_back_and_holds_no_formula(
    app: Flask, run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    run(HEAD + GOOD.replace("Ethics council", "=1+1"), "--publish")
    out = tmp_path / "out.csv"
    assert app.test_cli_runner().invoke(args=["export-opportunities", str(out)]).exit_code == 0
    text = out.read_text(encoding="utf-8-sig")
    assert "\n'=1+1,Hospital,committee-seat,advocacy," in text
    assert ",2026-05-01," in text
    assert "0 rows to bring in, 0 bad, 1 left out" in run(text, "--dry-run")[1], "it recognises its own"
    assert db.session.scalars(select(Opportunity.title)).all() == ["=1+1"]


def test_columns_by_other_names_are_understood(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("Position,Organization,TYPE,due_date\nUsher,Hall,volunteer role,2026-06-01\n", "--dates", "dmy")
    assert code == 0, said
    only = db.session.scalars(select(Opportunity)).one()
    assert (only.title, only.host, only.closes_at is not None) == ("Usher", "Hall", True)


THINGS = [{"title": "Usher", "host": "Hall", "kind": "seminar", "deadline": None, "more": {"a": 1}}, {"title": "Half"}]


def test_a_list_of_objects_is_understood(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run(json.dumps(THINGS), "--skip-bad", name="postings.json")
    assert code == 0, said
    assert "row 1: ready: Usher (leadership seminar)" in said
    assert "row 2: host: it is needed" in said
    assert count() == 1


BROKEN = ["{}", "[1]", "[" * 5000, "nonsense", "null"]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_list_of_objects_is_refused(run: Callable[..., tuple[int, str]], text: str) -> None:
    code, said = run(text, name="postings.json")
    assert code == 1
    assert "Error: The file" in said


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
    runner, told, numbers = app.test_cli_runner(), 0, re.compile(r"(\d+) rows to bring in, (\d+) bad, (\d+) left out\.")
    for path in paths:
        dry = runner.invoke(args=["import-opportunities", str(path), "--dry-run", "--skip-bad"])
        assert dry.exit_code == 0, dry.output
        counts = numbers.search(dry.output)
        assert counts, f"nothing of {path.name} waits for an answer"
        told += sum(map(int, counts.groups()))
        wrong = re.findall(r"^row \d+: (?:title: Use at most 120|url: Write a full)", dry.output, re.M)
        assert len(wrong) == int(counts[2]), "titles and links alone keep rows out"
    assert count() == 0
    assert told == 2119, "each row is counted"
    for _ in range(2):
        for path in paths:
            done = runner.invoke(args=["import-opportunities", str(path), "--publish", "--skip-bad"])
            assert done.exit_code == 0, done.output
        db.session.rollback()
        assert count() == TAKEN, "the second round adds none"
    invented = select(func.count()).where(Opportunity.pay.is_not(None) | (Opportunity.place_mode == PlaceMode.ON_SITE))
    assert db.session.scalar(invented) == 0, "what no file states"


TAKEN = 1910
"""Rows of the real files whose titles and links the posting form takes, without repetitions."""
