"""Writers that are killed, files that are harmed, several processes at once.

ROUNDS_TESTS_FULL=1 kills fifty times; otherwise a few.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from board.search.documents import Document
from board.search.engine import IndexUnavailable, Scope, SearchRequest
from board.search.query import parse
from board.search.whoosh_engine import WhooshEngine
from tests.privileges import by_the_modes_of_files

KILLS = 50 if os.environ.get("ROUNDS_TESTS_FULL") else 6
SCOPE = Scope(("posting",))


def postings(count: int, word: str = "safety") -> Iterator[Document]:
    return (Document("posting", number, f"Ward {number}", f"{word} " * 30) for number in range(1, count + 1))


def found(engine: WhooshEngine, typed: str) -> int:
    return engine.search(SearchRequest(parse(f"{typed} "), SCOPE)).total


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(postings(50))
    return engine


def in_another_process(work: Callable[[], object]) -> int:
    """Start it; answers the process's number. It leaves without a word, as a killed one would."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def test_a_writer_killed_at_any_moment_costs_nothing_that_was_there(engine: WhooshEngine) -> None:
    dice = random.Random(3)
    for kill in range(KILLS):
        is_rebuild = kill % 2 == 0

        def write(is_rebuild: bool = is_rebuild, number: int = kill) -> None:
            writer = WhooshEngine(engine.root)
            if is_rebuild:
                writer.rebuild(postings(5_000, word="half"))
            else:
                for again in range(1_000):
                    writer.put([Document("posting", 1, f"Ward {number} {again}", "safety")])

        child = in_another_process(write)
        time.sleep(dice.random() * 0.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        fresh = WhooshEngine(engine.root)
        for reader in (engine, fresh):
            assert reader.count() in (50, 5_000)
            assert found(reader, "ward") == reader.count()
        engine.put([Document("posting", 2, "Zebra", f"kill{kill}")])
        assert found(engine, f"kill{kill}") == found(fresh, f"kill{kill}") == 1
        engine.rebuild(postings(50))
        assert found(engine, "safety") == 50
    folders = [path for path in engine.root.iterdir() if path.is_dir()]
    assert len(folders) == 1, "what killed rebuilds left is swept away"
    assert len(list(folders[0].iterdir())) <= 5, [path.name for path in folders[0].iterdir()]


def test_many_changes_leave_few_files_and_right_answers(engine: WhooshEngine) -> None:
    for number in range(60):
        engine.put([Document("posting", number % 20 + 100, "Clinic", f"round{number}")])
    assert (engine.count(), found(engine, "clinic"), found(engine, "safety")) == (70, 20, 50)
    assert found(engine, "round59") == 1
    assert found(engine, "round39") == 0
    assert len(list(engine.root.rglob("*.npz"))) <= 10


def test_other_processes_read_on_while_one_writes(engine: WhooshEngine) -> None:
    def read() -> None:
        reader, until = WhooshEngine(engine.root), time.monotonic() + 1.0
        while time.monotonic() < until:
            assert found(reader, "ward") >= 50
            assert reader.suggest("war", SCOPE, 3)
        assert found(reader, "late") > 0

    children = [in_another_process(read) for _ in range(2)]
    for number in range(20):
        engine.put([Document("posting", 100 + number, "Late ward", "safety")])
        if number % 7 == 6:
            engine.rebuild([*postings(50), Document("posting", 99, "Late ward", "safety")])
    for child in children:
        assert os.waitpid(child, 0)[1] == 0


def test_a_change_of_another_process_is_seen_by_the_next_search(engine: WhooshEngine) -> None:
    assert found(engine, "zebra") == 0
    child = in_another_process(
        lambda: WhooshEngine(engine.root).put([Document("posting", 7, "Zebra crossing", "safety")])
    )
    assert os.waitpid(child, 0)[1] == 0
    assert found(engine, "zebra") == 1
    assert engine.count() == 50


def test_an_index_that_is_closed_to_us_is_unavailable_and_heals() -> None:
    with tempfile.TemporaryDirectory() as name:  # not under pytest's own folder, which is closed to all but one
        Path(name).chmod(0o755)
        engine = WhooshEngine(Path(name) / "index")
        engine.rebuild(postings(50))
        assert found(engine, "safety") == 50
        starting = WhooshEngine(engine.root)
        with closed(engine.root):
            assert found(engine, "safety") == 50, "what is in memory is not touched"
            assert not starting.is_ready()
            with pytest.raises(IndexUnavailable):
                found(starting, "safety")
        engine.rebuild(postings(3))
        assert (found(starting, "safety"), found(engine, "safety")) == (3, 3)


def test_a_folder_that_is_closed_to_us_is_no_index_and_keeps_nobody_from_what_they_do(engine: WhooshEngine) -> None:
    assert engine.is_ready()
    engine.root.chmod(0)
    with by_the_modes_of_files():
        assert not engine.is_ready()
        engine.distrust()
    engine.root.chmod(0o755)
    assert engine.is_ready()


@contextmanager
def closed(root: Path) -> Iterator[None]:
    """Nobody may read the segments. Root would, so it becomes somebody else for that long."""
    for path in root.rglob("*.npz"):
        path.chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_folder_in_the_place_of_a_segment_is_unavailable_and_heals(engine: WhooshEngine) -> None:
    for path in engine.root.rglob("*.npz"):
        path.unlink()
        path.mkdir()
    reader = WhooshEngine(engine.root)
    with pytest.raises(IndexUnavailable):
        found(reader, "safety")
    assert not reader.is_ready()
    engine.rebuild(postings(3))
    assert (found(reader, "safety"), found(engine, "safety")) == (3, 3)


def test_every_byte_is_under_a_checksum(engine: WhooshEngine) -> None:
    (path,) = engine.root.rglob("*.npz")
    whole = path.read_bytes()
    dice = random.Random(9)
    for _ in range(200):
        at = dice.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        try:
            assert found(WhooshEngine(engine.root), "safety") == 50
        except IndexUnavailable:
            continue
