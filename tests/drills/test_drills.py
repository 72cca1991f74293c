"""Each drill, made short: `python -m tests.drills` has them in full."""

from pathlib import Path

from tests.drills import kills


def test_a_web_server_is_killed_while_it_writes(tmp_path: Path) -> None:
    report = kills.kill_web(tmp_path, kills=2, students=6)
    assert report.wrong == []
    assert report.seen["acknowledged"]["a draft"] > 0


def test_a_worker_a_web_server_and_the_database_fall(tmp_path: Path) -> None:
    report = kills.restarts(tmp_path, students=10, rest=1)
    assert report.wrong == []
    assert report.seen["emails"] == 10
