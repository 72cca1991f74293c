"""The benchmarks still run: what is measured seldom breaks unseen."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks import pages


def test_the_benchmark_of_pages_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    monkeypatch.setattr(sys, "argv", ["pages.py", "--requests", "2", "--json", str(figures)])
    pages.main()
    printed = capsys.readouterr().out
    assert "bare Flask page" in printed
    assert "one flat template" in printed
    assert "over_bare" in figures.read_text("utf-8")
