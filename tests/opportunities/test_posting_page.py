"""The page of a posting: each fact once, what is asked in plain lines, and the way back to the search."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, Paper, Pay, PostingState
from tests.applications.builders import posting_of
from tests.counting import statements_of

Browsers = Callable[[User], FlaskClient]
LIST = "/opportunities?q=ward&pay=stipend&page=2"


@pytest.fixture
def posting(person: Callable[..., User]) -> Opportunity:
    """A posting that states everything that its page may tell."""
    return posting_of(
        person("grace", Role.FACULTY),
        hours_from=2,
        hours_to=4,
        pay=Pay.STIPEND,
        pay_amount=1500,
        place="Boardroom",
        seats=3,
        term_starts=date(2026, 9, 1),
        term_ends=date(2027, 5, 31),
        supervisor="Helen Abernathy",
    )


def test_each_fact_is_told_once_and_the_button_stands_under_the_title(
    posting: Opportunity, person: Callable[..., User], browser_of: Browsers
) -> None:
    page = browser_of(person("stu", Role.STUDENT)).get(f"/opportunities/{posting.id}").text
    main = page.partition("<main")[2].partition("</main>")[0]
    told = ("2–4 hours a week", "Stipend of $1,500", "Boardroom", "On site", "Tue, Sep 1", "in 9 days", "3 openings")
    assert {words: main.count(words) for words in (*told, "Helen Abernathy")} == dict.fromkeys(
        (*told, "Helen Abernathy"), 1
    )
    order = [main.index(words) for words in ("<h1>", "c-strip", "c-applybar", ">Apply</a>", "> Save ", "Who may apply")]
    assert order == sorted(order)
    assert main.count(">Apply</a>") == main.count(f'id="save-{posting.id}"') == 1


def test_whoever_runs_it_has_the_applicants_and_the_form_at_hand(posting: Opportunity, browser_of: Browsers) -> None:
    page = browser_of(posting.people[0].user).get(f"/opportunities/{posting.id}").text
    main, bar = page.partition("<main")[2], page.partition('class="c-applybar"')[2].partition("</div>")[0]
    for address in (f"/opportunities/{posting.id}/applicants", f"/opportunities/{posting.id}/edit"):
        assert bar.count(f'href="{address}"') == main.count(f'href="{address}"') == 1
    assert f'id="save-{posting.id}"' not in main


def test_what_is_asked_stands_in_plain_lines(posting: Opportunity, client: FlaskClient) -> None:
    assert "<li>Open to all years</li>" in client.get(f"/opportunities/{posting.id}").text
    with unit_of_work():
        posting.class_years, posting.programmes = ["M2", "M3"], ["MD", "MD/PhD"]
        posting.papers = [
            Paper(position=0, label="Statement", kind="statement", limit_words=250),
            Paper(position=1, label="CV", kind="cv", required=False),
        ]
    lines = re.findall(r"<li>([^<]+)</li>", client.get(f"/opportunities/{posting.id}").text)
    assert lines[-4:] == [
        "Open to M2 and M3",
        "In the program MD or MD/PhD",
        "Statement, at most 250 words: required",
        "CV: optional",
    ]


@pytest.mark.parametrize(
    ("came_from", "given", "leads_to"),
    [
        (f"http://localhost{LIST}", "", LIST),
        ("", LIST, LIST),
        (f"https://evil.example{LIST}", "", ""),
        ("", f"//evil.example{LIST}", ""),
        ("", f"https://evil.example{LIST}", ""),
        ("", "/opportunities/2/apply", ""),
        ("http://localhost/saved", "/\\evil.example/opportunities", ""),
        ("http://[", "http://[", ""),
    ],
)
def test_the_way_back_keeps_the_search_and_leads_to_our_own_list_alone(
    posting: Opportunity, client: FlaskClient, came_from: str, given: str, leads_to: str
) -> None:
    asked = {"from": given} if given else {}
    answer = client.get(f"/opportunities/{posting.id}", query_string=asked, headers={"Referer": came_from})
    words = "Back to results" if leads_to else "All opportunities"
    found = re.search(r'class="c-back"><a href="([^"]*)">.*?</svg>\s+([^<]+)</a>', answer.text, re.S)
    assert found is not None
    assert (found[1].replace("&amp;", "&"), found[2].strip()) == (leads_to or "/opportunities", words)


def test_the_way_back_outlives_a_press_of_save(
    posting: Opportunity, person: Callable[..., User], browser_of: Browsers
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    page = student.get(f"/opportunities/{posting.id}", headers={"Referer": f"http://localhost{LIST}"}).text
    here = re.search(r'name="next" value="([^"]+)"', page.partition("c-applybar")[2])
    assert here is not None
    sent = student.post(f"/opportunities/{posting.id}/save", data={"next": here[1].replace("&amp;", "&")})
    assert f'class="c-back"><a href="{LIST.replace("&", "&amp;")}">' in student.get(sent.location).text


def test_a_preview_is_for_whoever_may_open_the_page_and_writes_down_nothing(
    app: Flask, person: Callable[..., User], browser_of: Browsers, client: FlaskClient
) -> None:
    grace, student = person("grace", Role.FACULTY), browser_of(person("stu", Role.STUDENT))
    open_one, draft = posting_of(grace), posting_of(grace, state=PostingState.DRAFT)
    asked = {"HX-Request": "true", "HX-Target": "aside#posting-preview"}
    for browser, status in ((client, 404), (student, 404), (browser_of(grace), 200)):
        for headers in ({}, asked):
            assert browser.get(f"/opportunities/{draft.id}/preview", headers=headers).status_code == status
    fragment = student.get(f"/opportunities/{open_one.id}/preview", headers=asked).text
    assert fragment.lstrip().startswith('<aside id="posting-preview"')
    assert ">Apply</a>" in fragment
    assert "<html" in client.get(f"/opportunities/{open_one.id}/preview").text, "an address that anybody may open"
    office = browser_of(person("cora", Role.COORDINATOR))
    sent = statements_of(app, lambda: office.get(f"/opportunities/{draft.id}/preview", headers=asked))
    assert [text for text in sent if text.startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_its_page_says_to_each_whether_they_keep_it(
    posting: Opportunity, person: Callable[..., User], browser_of: Browsers
) -> None:
    keeper, other = browser_of(person("ada", Role.STUDENT)), browser_of(person("eve", Role.STUDENT))
    address = f"/opportunities/{posting.id}"
    for pressed in ("save", "unsave"):
        assert keeper.post(f"{address}/{pressed}").status_code == 303
        assert (f'formaction="{address}/unsave"' in keeper.get(address).text) is (pressed == "save")
        assert f'formaction="{address}/save"' in other.get(address).text
