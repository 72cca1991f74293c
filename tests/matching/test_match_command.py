"""`flask match`: a stable match from a file, on a machine without any database."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from board import create_app
from tests.databases import settings_for, without_settings

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[[Any], Result]


@pytest.fixture
def match(tmp_path: Path) -> Command:
    """Runs the command on what is given, as JSON or as raw bytes. The database's folder does not exist."""
    runner = create_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path}/absent/rounds.db"), TESTING=True
    ).test_cli_runner()
    path = tmp_path / "wishes.json"

    def run(content: Any) -> Result:
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return runner.invoke(args=["match", str(path)])

    return run


def market(**mentors: Any) -> dict[str, Any]:
    return {"mentees": {"ann": ["m1", "m2"], "bob": ["m1"]}, "mentors": mentors}


def test_it_prints_pairs_reasons_and_places(match: Command, tmp_path: Path) -> None:
    result = match(market(m1={"capacity": 1, "preferences": ["ann", "bob"]}, m2={"capacity": 1}))
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "pairs": [["ann", "m1"]],
        "unmatched": [{"mentee": "bob", "reason": "m1 is full with people it prefers"}],
        "open_places": {"m2": 1},
        "blocking_pairs": 0,
    }
    assert not (tmp_path / "absent").exists(), "nothing was opened or made"


def test_tiers_are_lists_and_the_seed_settles_ties(match: Command) -> None:
    tied = market(m1={"capacity": 1, "preferences": [["bob", "ann"]]}, m2={"capacity": 0})
    winners = set()
    for seed in ("a", "b", "c", "d", 5):
        first, again = match(tied | {"seed": seed}), match(tied | {"seed": seed})
        assert first.stdout == again.stdout
        winners.add(json.loads(first.stdout)["pairs"][0][0])
    assert winners == {"ann", "bob"}


ALLOCATION = {
    "kind": "SPA-S",
    "students": {"s1": ["p1", "p2"], "s2": ["p2", "p3"], "s3": ["p3", "p1"], "s4": ["p4", "p1"]},
    "projects": {
        "p1": {"capacity": 1, "lecturer": "l1"},
        "p2": {"capacity": 1, "lecturer": "l1"},
        "p3": {"capacity": 1, "lecturer": "l2"},
        "p4": {"capacity": 1, "lecturer": "l2"},
    },
    "lecturers": {
        "l1": {"capacity": 2, "prefs": ["s3", "s1", "s2", "s4"]},
        "l2": {"capacity": 2, "prefs": ["s2", "s4", "s3"]},
    },
}
"""The example of the library `algmatch`, whose student-optimal result its documents print."""


def test_it_reads_projects_of_lecturers_as_the_literature_writes_them(match: Command) -> None:
    result = match(ALLOCATION)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["pairs"] == [["s1", "p1"], ["s2", "p2"], ["s3", "p3"], ["s4", "p4"]]
    assert answer["blocking_pairs"] == 0


def test_it_reads_offers_of_mentors(match: Command) -> None:
    offers = {"m1:research": {"mentor": "m1", "capacity": 1}, "m1:career": {"mentor": "m1", "capacity": 1}}
    wishes = {"mentees": {"ann": ["m1:research"], "bob": ["m1:career"]}, "mentors": {"m1": {"capacity": 1}}}
    answer = json.loads(match(wishes | {"offers": offers}).stdout)
    assert len(answer["pairs"]) == len(answer["unmatched"]) == 1, "the mentor has one place for both"


@pytest.mark.parametrize(
    ("project", "line"),
    [
        ({"capacity": 1}, "projects p1: lecturer must name one of the lecturers"),
        ({"capacity": 1, "lecturer": "l9"}, "projects p1: lecturer must name one of the lecturers"),
        ({"capacity": -1, "lecturer": "l1"}, "projects p1: capacity must be a whole number from 0 on"),
        ({"capacity": True, "lecturer": "l1"}, "projects p1: capacity must be a whole number from 0 on"),
    ],
)
def test_a_project_that_makes_no_sense_is_told(match: Command, project: dict[str, Any], line: str) -> None:
    result = match(ALLOCATION | {"projects": ALLOCATION["projects"] | {"p1": project}})
    assert (result.exit_code, result.stdout) == (2, "")
    assert line in result.stderr.splitlines()


def test_it_needs_neither_settings_nor_a_database(tmp_path: Path) -> None:
    path = tmp_path / "wishes.json"
    path.write_text(json.dumps(market(m1={"capacity": 1}, m2={"capacity": 1})))
    bare = without_settings() | {"ROUNDS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "-m", "flask", "--app", "app", "match", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["blocking_pairs"] == 0


def test_a_mentor_without_preferences_takes_all_who_list_them(match: Command) -> None:
    result = match(market(m1={"capacity": 2}, m2={"capacity": 1}))
    assert json.loads(result.stdout)["pairs"] == [["ann", "m1"], ["bob", "m1"]]


def test_who_is_on_no_list_is_not_accepted(match: Command) -> None:
    result = match(market(m1={"capacity": 2, "preferences": []}, m2={"capacity": 0}))
    assert json.loads(result.stdout)["unmatched"] == [
        {"mentee": "ann", "reason": "m1 does not accept this mentee; m2 has no places"},
        {"mentee": "bob", "reason": "m1 does not accept this mentee"},
    ]


GOOD = {"capacity": 1, "preferences": ["ann"]}


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", ["this is not JSON"]),
        (b"\xff\xfe\x00", ["this is not JSON"]),
        (b"[" * 100_000, ["this is not a match file: it is nested too deeply"]),
        ([], ['the file must hold an object with "mentees" and "mentors", or "students" and "lecturers"']),
        ({"mentees": {}}, ["mentors: is missing"]),
        ({"mentees": [], "mentors": 3}, ["mentees: must be an object", "mentors: must be an object"]),
        (b'{"mentees": {"a": [], "a": []}, "mentors": {}}', ['the name "a" is given twice']),
        (market(m1=GOOD), ["mentee ann: m2 is not known"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferences": ["zoe"]}), ["mentor m2: zoe is not known"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferences": ["ann", "ann"]}), ["mentor m2: ann is listed twice"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferences": [["ann"], ["ann"]]}), ["mentor m2: ann is listed twice"]),
        (market(m1=GOOD, m2={"capacity": -1}), ["mentor m2: a capacity of -1 is below nothing"]),
        (market(m1=GOOD, m2={"capacity": 1.5}), ["mentor m2: capacity must be a whole number"]),
        (market(m1=GOOD, m2={"capacity": "2"}), ["mentor m2: capacity must be a whole number"]),
        (market(m1=GOOD, m2={"capacity": True}), ["mentor m2: capacity must be a whole number"]),
        (market(m1=GOOD, m2={}), ["mentor m2: capacity must be a whole number"]),
        (market(m1=GOOD, m2=[]), ["mentor m2: must be an object"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferences": "ann"}), ["mentor m2: preferences must be a list"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferences": [["ann"], "bob"]}), ["mentor m2: preferences must be a"]),
        (market(m1=GOOD, m2={"capacity": 1, "preferances": []}), ["mentor m2: preferances means nothing here"]),
        (market(m1=GOOD, m2=GOOD) | {"seed": 1.5}, ["seed: must be text or a whole number"]),
        ({"mentees": {"ann": "m1", "bob": [["m1"]]}, "mentors": {}}, ["mentee ann: must be", "mentee bob: must be"]),
        ({"mentees": {"a\nb\ud800": ["m1", "m1"]}, "mentors": {"m1": GOOD | {"preferences": []}}}, ["mentee a b"]),
    ],
)  # fmt: skip
def test_bad_input_is_told_a_line_each_and_nothing_is_printed(match: Command, content: Any, lines: list[str]) -> None:
    result = match(content)
    assert result.exit_code == 2
    assert result.stdout == ""
    told = result.stderr.splitlines()
    assert len(told) == len(lines), told
    assert all(line.startswith(start) for line, start in zip(told, lines, strict=True)), told


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    runner = create_app(settings_for(tmp_path, "sqlite://"), TESTING=True).test_cli_runner()
    for path in (tmp_path / "absent.json", tmp_path):
        result = runner.invoke(args=["match", str(path)])
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
