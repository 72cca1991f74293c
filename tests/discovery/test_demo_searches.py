"""The demo student keeps searches and notes."""

from flask import Flask

from board.demo import school


def test_the_demo_student_keeps_searches_and_notes(demo: Flask) -> None:
    browser = demo.test_client()
    browser.post("/sign-in", data={"email": "student@example.edu", "password": school.PASSWORD})
    page = browser.get("/saved/searches").text
    assert "You keep 3 of at most 10" in page
    assert "Remote QI" in page
    assert "0 open now" not in page
    assert "second Tuesday can move" in browser.get("/saved").text
