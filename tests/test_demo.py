"""The demo school: loaded whole, once, and every standing is there to be seen."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.demo import school
from board.kernel import clock
from board.kernel.db import db
from board.opportunities.models import Opportunity, Standing


def test_the_demo_school_shows_every_standing_and_lets_its_people_in(app: Flask, client: FlaskClient) -> None:
    runner = app.test_cli_runner()
    assert "The demo school is ready" in runner.invoke(args=["demo"]).output
    standings = {one.standing(clock.now()) for one in db.session.scalars(select(Opportunity))}
    assert standings == set(Standing)
    for name in ("student", "student2", "faculty", "reviewer", "mentor", "coordinator"):
        answer = client.post("/sign-in", data={"email": f"{name}@example.edu", "password": school.PASSWORD})
        assert answer.status_code == 303, name
        assert "<h1>My day</h1>" in client.get("/").text


def test_the_demo_school_refuses_a_database_with_people(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["demo"])
    again = runner.invoke(args=["demo"])
    assert again.exit_code == 1
    assert "empty one only" in again.output
    assert runner.invoke(args=["demo", "--if-empty"]).exit_code == 0
