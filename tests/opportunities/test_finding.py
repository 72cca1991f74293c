"""The list as readers use it: words, filters, chips, counts, and an index that is never trusted."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import User
from board.demo import school
from board.kernel.db import db
from tests.counting import count_statements


def titles(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/opportunities/\d+">([^<]+)</a>', re.sub("</?mark>", "", page))


def test_words_find_what_is_meant(demo: Flask, client: FlaskClient) -> None:
    assert titles(client.get("/opportunities?q=infection control committee").text)[0].startswith("Infection Control")
    assert titles(client.get("/opportunities?q=quality improvement handover").text)[0].startswith("Make the evening")
    assert titles(client.get("/opportunities?q=voluntee").text)
    page = client.get("/opportunities?q=patient saftey").text
    assert "Results for <em>patient safety</em>" in page
    assert titles(page)[0].startswith("Student seat on the Hospital Patient Safety")


def test_every_count_beside_a_filter_is_what_choosing_it_gives(demo: Flask, client: FlaskClient) -> None:
    page = client.get("/opportunities").text
    offered = re.findall(r'name="(\w+)"\s+value="([^"]+)">[^<]*<small>(\d+)<', page)
    assert len(offered) > 15
    for name, value, count in offered:
        narrowed = client.get("/opportunities", query_string={name: value}).text
        assert re.search(rf">{count} ", narrowed), (name, value)


def test_chips_take_away_one_thing_each(demo: Flask, client: FlaskClient) -> None:
    page = client.get("/opportunities?q=ward&kind=qi-project&hours_max=4&closing=30d").text
    chips = re.findall(r'<a class="c-chip" href="([^"]+)">([^<]+)', page)
    assert [words.strip() for _, words in chips] == [
        "“ward”",
        "QI project",
        "At most 4 hours a week",
        "Closing within 30 days",
    ]
    assert "kind" not in chips[1][0]
    assert "hours_max=4" in chips[1][0]


def test_hours_leave_out_what_takes_longer(demo: Flask, client: FlaskClient) -> None:
    page = client.get("/opportunities?kind=qi-project&hours_max=3").text
    assert "Make the evening handover safer" in page
    assert "Fewer leftover opioids" not in page


def test_a_fragment_is_answered_to_htmx_and_a_page_to_everybody_else(demo: Flask, client: FlaskClient) -> None:
    asked = {"HX-Request": "true", "HX-Target": "div#opportunity-results"}
    fragment = client.get("/opportunities?q=ward", headers=asked).text
    assert fragment.lstrip().startswith('<div id="opportunity-results"')
    assert "<html" in client.get("/opportunities?q=ward").text
    back = client.get("/opportunities?q=ward", headers=asked | {"HX-History-Restore-Request": "true"}).text
    assert "<html" in back


@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_a_damaged_index_is_answered_from_the_database_and_heals(
    demo: Flask, client: FlaskClient, tmp_path: Path, damage: str
) -> None:
    before = titles(client.get("/opportunities?q=ward").text)
    for path in sorted((tmp_path / "index").rglob("*"), reverse=True):
        if path.is_file():
            path.unlink() if damage == "delete" else path.write_bytes(path.read_bytes()[:20])
    demo.extensions["engine"]._answers = None
    page = client.get("/opportunities?q=ward")
    assert page.status_code == 200
    assert "being built" in page.text
    assert set(titles(page.text)) >= set(before)
    demo.test_cli_runner().invoke(args=["open-demo"])
    assert titles(client.get("/opportunities?q=ward").text) == before


def test_what_is_not_on_the_board_is_not_found(
    demo: Flask, client: FlaskClient, browser_of: Callable[..., FlaskClient]
) -> None:
    assert "Discharge emails that patients can read" not in titles(client.get("/opportunities?q=discharge emails").text)
    office = demo.test_client()
    office.post("/sign-in", data={"email": "coordinator@example.edu", "password": school.PASSWORD})
    found = re.search(r'/opportunities/(\d+)">Operations lead', client.get("/opportunities").text)
    assert found
    office.post(f"/opportunities/{found[1]}/cancel", data={"reason": "The clinic moves."})
    assert "Operations lead" not in client.get("/opportunities?q=clinic").text


def test_the_list_asks_the_database_the_same_few_questions_however_long_it_is(demo: Flask, client: FlaskClient) -> None:
    def asked(address: str) -> int:
        return count_statements(demo, lambda: client.get(address))

    client.get("/opportunities")  # what the school has decided is read once and then known
    one, many = asked("/opportunities?q=handover"), asked("/opportunities")
    assert one == many <= 3


def test_a_box_of_the_filters_is_the_same_one_however_the_list_is_narrowed(client: FlaskClient, demo: Flask) -> None:
    """htmx takes what has the same id for the same: the tick of one value would pass to another."""

    def boxes(address: str) -> dict[str, tuple[str, str]]:
        found = re.findall(r'type="checkbox" id="([^"\s]+)" name="(\w+)"\s+value="([^"]+)"', client.get(address).text)
        named = {number: (name, value) for number, name, value in found}
        assert len(named) == len(found) > 5
        return named

    everything, narrowed = boxes("/opportunities"), boxes("/opportunities?place=remote&kind=qi-project")
    assert 0 < len(narrowed.items() & everything.items()) < len(everything)
    assert all(everything.get(number, meant) == meant for number, meant in narrowed.items())


def test_a_whole_page_of_cards_stays_small(demo: Flask, browser_of: Callable[..., FlaskClient]) -> None:
    noor = db.session.scalar(select(User).where(User.email == "student@example.edu"))
    page = browser_of(noor).get("/opportunities").text
    assert page.count('<article class="c-card">') == 20
    assert "<p>Recruit sixty casualties, paint the wounds" in page, "a card says what it is in a line"
    assert len(page.encode()) <= 46_000


HOSTILE = ["q=" + "x" * 5000, "q=%ff", "page=-1", "page=999999999999", "hours_max=abc", "kind=%3Cb%3E", "sort=zzz"]
HOSTILE += ["closing=99y", "page=٣", "q=(((((", "q=*", "kind=" + "&kind=".join("abc" for _ in range(500))]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_is_an_error(demo: Flask, client: FlaskClient, question: str) -> None:
    assert client.get(f"/opportunities?{question}").status_code == 200
