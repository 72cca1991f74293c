"""A run can be repeated by anybody, and a record that was touched is found out."""

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from board.matching import record
from board.matching.wishes import MatchOffer, Mentee, Mentor, Preferences, commitment, from_json, to_json
from tests.markets import shuffled

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "board" / "mentorship" / "matching"


def market() -> Preferences:
    """Sixty tied mentees, ten mentors, a pin and an exclusion."""
    mentors = [f"m{number}" for number in range(10)]
    mentees = {f"s{number}": Mentee((*mentors[number % 7 :], *mentors[: number % 3])) for number in range(60)}
    some = tuple(f"s{number}" for number in range(0, 60, 2))
    sides = {name: Mentor(3, None if place % 2 else (some[:9], some[9:])) for place, name in enumerate(mentors)}
    return Preferences(mentees, sides, "seed of a test", exclusions={("s1", "m1"): "assessor"}, pins={"s3": "m2"})


def test_another_process_with_another_hash_seed_gives_the_same_hash(tmp_path: Path) -> None:
    made = record.make(market())
    path = tmp_path / "input.json"
    path.write_text(made.input)
    program = (
        "import sys, pathlib; from board.matching import record, wishes;"
        "print(record.make(wishes.from_json(pathlib.Path(sys.argv[1]).read_text())).result_hash)"
    )
    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", program, str(path)]
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == made.result_hash


def test_the_input_is_the_same_text_however_it_was_written_down() -> None:
    wishes = replace(market(), offers={})
    assert to_json(shuffled(wishes, 3)) == to_json(wishes)
    assert from_json(to_json(wishes)) == from_json(to_json(shuffled(wishes, 4)))
    offers = Preferences({"a": Mentee(("o",))}, {"m": Mentor(1)}, "s", offers={"o": MatchOffer("m", 1)})
    assert from_json(to_json(offers)) == offers


def test_another_seed_is_another_input() -> None:
    assert record.make(market()).input_hash != record.make(replace(market(), seed="other")).input_hash
    assert commitment("a") != commitment("b")


def test_a_record_that_was_touched_is_found_out() -> None:
    made = record.make(market())
    assert record.differences(made) == []
    swapped = dict(made.result) | {"s3": "m9"}
    assert record.differences(replace(made, result=swapped))[-1] == "s3: recorded m9, now m2"
    other = to_json(replace(market(), seed="luckier"))
    assert "The input is not the one" in record.differences(replace(made, input=other))[0]


def test_the_engine_imports_nothing_but_python_numpy_and_itself() -> None:
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] in {*sys.stdlib_module_names, "numpy"} or name.startswith(
                    "board.matching"
                ), f"{path.name} imports {name}"
