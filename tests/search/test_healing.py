"""The worker builds a broken index anew, without anybody asking."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from board import duties, shelves
from board.accounts.models import Role, User
from board.catalogue.words import Kind
from board.kernel import clock
from board.kernel.db import db, unit_of_work
from board.opportunities.models import Involvement, Opportunity, Part, State
from board.search.engine import Engine


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize(
    "harm",
    [
        lambda root: shutil.rmtree(root),
        lambda root: (root / "current").unlink(),
        lambda root: [path.unlink() for path in root.rglob("*.npz")],
        lambda root: [cut(path) for path in root.rglob("*.npz")],
        lambda root: [cut(path) for path in root.rglob("*.toc")],
    ],
    ids=["folder gone", "pointer gone", "segment gone", "segment cut off", "contents cut off"],
)
def test_the_worker_heals_a_broken_index(
    app: Flask, person: Callable[..., User], harm: Callable[[Path], object]
) -> None:
    poster = person("ada", Role.FACULTY)
    with unit_of_work():
        posting = Opportunity(
            title="Safety lead", state=State.PUBLISHED, published_at=clock.now(), created_at=clock.now()
        )
        posting.kind, posting.host, posting.summary, posting.description = Kind.QI_PROJECT, "Clinic", "Lead.", "Do it."
        posting.people = [Involvement(user_id=poster.id, part=Part.OWNER)]
        db.session.add(posting)
    engine: Engine = app.extensions["engine"]
    assert shelves.rebuild(engine=engine) == 1
    assert shelves.heal(clock.now()) == 0, "what is whole is left alone"
    harm(app.extensions["settings"].index_dir)
    assert not engine.is_ready()
    duties.do_all(clock.now())
    assert engine.is_ready()
    assert engine.count() == 1


def test_healing_is_one_of_the_duties() -> None:
    duty: Callable[[datetime], int] = shelves.heal
    assert duty in duties.DUTIES
