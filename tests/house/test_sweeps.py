"""What `make test` leaves out is there by its name, and the machine that checks runs it too."""

import re
from pathlib import Path

import pytest

from tests.sweeps import KEPT, SWEEPS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("beginning", [*SWEEPS, *KEPT])
def test_each_sweep_is_a_test_that_exists(beginning: str) -> None:
    path, _, test = beginning.partition("::")
    assert not test or re.search(rf"^def {test.partition('[')[0]}\w*\(", (ROOT / path).read_text("utf-8"), re.M)


def test_both_runs_are_asked_for_by_the_machine_that_checks() -> None:
    asked = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\nmake test\n" in asked and "\nmake sweep\n" in asked
