"""`flask match`: a stable match from a file, on a machine without any database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from board import create_app
from tests.databases import settings_for

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
        ([], ['the file must hold an object with "mentees" and "mentors"']),
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
