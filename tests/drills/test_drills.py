"""Each drill, made short: `python -m tests.drills` has them in full."""

import os
from pathlib import Path

import pytest

from tests.drills import copies, kills, outages


def test_a_web_server_is_killed_while_it_writes(tmp_path: Path) -> None:
    report = kills.kill_web(tmp_path, kills=2, students=6)
    assert report.wrong == []
    assert report.seen["acknowledged"]["a draft"] > 0


def test_a_worker_a_web_server_and_the_database_fall(tmp_path: Path) -> None:
    report = kills.restarts(tmp_path, students=10, rest=1)
    assert report.wrong == []
    assert report.seen["emails"] == 10


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a disk")
def test_a_disk_is_full(tmp_path: Path) -> None:
    report = outages.full_disk(tmp_path, students=4, rest=1)
    assert report.wrong == []
    assert report.seen["try again (503)"] > 0


def test_the_index_is_deleted_while_it_serves(tmp_path: Path) -> None:
    assert outages.index_gone(tmp_path, students=3, rest=1).wrong == []


def test_the_mail_server_refuses_and_says_nothing(tmp_path: Path) -> None:
    assert outages.mail_away(tmp_path, students=4, rest=2).wrong == []


def test_the_clock_is_set_back(tmp_path: Path) -> None:
    assert outages.clock_back(tmp_path, students=4, rest=2).wrong == []


def test_a_backup_of_a_school_that_writes(tmp_path: Path) -> None:
    assert copies.backup(tmp_path, students=4, rest=1).wrong == []
