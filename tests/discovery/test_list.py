"""The list: what was understood of the words, what helps when nothing fits, and one address for all of it."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import search_params as opportunity_search_params
from board.opportunities.models import Opportunity, Pay, PlaceMode, PostingState
from board.search.documents import Document
from board.vocabulary.words import Kind
from tests.conftest import NOW
from tests.counting import count_statements

DAY = timedelta(days=1)
Post = Callable[..., Opportunity]


@pytest.fixture
def poster(person: Callable[..., User]) -> User:
    return person("pia", Role.FACULTY)


@pytest.fixture
def board(poster: User, posted: Post) -> None:
    posted("Safer handover", by=poster, place_mode=PlaceMode.REMOTE, hours_from=2, hours_to=3, closes_at=NOW + 5 * DAY)
    posted(
        "Handover council",
        by=poster,
        kind=Kind.COMMITTEE_SEAT,
        hours_to=6,
        areas=["education"],
        term_starts=date(2026, 9, 1),
    )
    posted("Quality improvement on wards", by=poster, tags=["falls"], closes_at=NOW + 40 * DAY)
    posted("Vaccines in school", by=poster, kind=Kind.VOLUNTEER_ROLE, host="Saturday Clinic")


def titles(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/opportunities/\d+">([^<]+)</a>', re.sub("</?mark>", "", page))


def chips(page: str) -> list[tuple[str, str]]:
    """Address and words of each chip."""
    found = re.findall(r'<a class="c-chip" href="([^"]+)">(.*?)<span aria-hidden', page, re.S)
    return [(html.unescape(href), " ".join(re.sub("<[^>]+>", "", words).split())) for href, words in found]


@pytest.mark.parametrize(
    ("words", "chip", "found"),
    [
        ("kind:seat", "Committee or council seat from “kind:seat”", ["Handover council"]),
        ("handover kind:qi", "QI project from “kind:qi”", ["Safer handover"]),
        ("area:education", "Education from “area:education”", ["Handover council"]),
        ('host:"saturday clinic"', "saturday clinic from “host:&#34;saturday clinic&#34;”", ["Vaccines in school"]),
        ("hours:<4", "At most 3 hours a week from “hours:&lt;4”", ["Safer handover"]),
        ("handover hours:4-8", "4–8 hours a week from “hours:4-8”", ["Handover council"]),
        ("closing:7d", "Closing by Mon, Mar 9 from “closing:7d”", ["Safer handover"]),
        ("handover remote", "Remote from “remote”", ["Safer handover"]),
        ("committee seat handover", "Committee or council seat from “committee seat”", ["Handover council"]),
        ("handover this autumn", "Begins in fall from “autumn”", ["Handover council"]),
    ],
)
def test_field_words_and_triggers_narrow_and_show_as_chips(
    client: FlaskClient, board: None, words: str, chip: str, found: list[str]
) -> None:
    page = client.get("/opportunities", query_string={"q": words}).text
    assert titles(page) == found
    ((href, _),) = [item for item in chips(page) if item[1] == chip]
    assert chip not in [chip for _, chip in chips(client.get(href).text)]


def test_a_word_that_switched_on_a_filter_can_be_a_word_again(
    client: FlaskClient, board: None, poster: User, posted: Post
) -> None:
    posted("Remote handover of keys", by=poster, place_mode=PlaceMode.ON_SITE)
    page = client.get("/opportunities?q=handover remote").text
    assert titles(page) == ["Safer handover", "Remote handover of keys"], "what is remote comes first"
    (only,) = re.findall(r'<a href="([^"]+)">Only those marked “Remote”', page)
    assert titles(client.get(html.unescape(only)).text) == ["Safer handover"]
    ((href, _),) = [chip for chip in chips(page) if chip[1].startswith("Remote from")]
    assert titles(client.get(href).text)[0] == "Remote handover of keys"


def test_the_page_says_what_it_searched_besides_and_lets_one_refuse(
    client: FlaskClient, poster: User, posted: Post
) -> None:
    posted("Teach the electronic health record", by=poster)
    page = client.get("/opportunities?q=ehr").text
    assert titles(page) == ["Teach the electronic health record"]
    assert "Matched <em>electronic health record</em> for “ehr”." in page
    also = re.search(r'Also searched <em>electronic health record</em>\. <a href="([^"]+)">Search only “ehr”', page)
    assert also
    assert titles(client.get(html.unescape(also[1])).text) == []


def test_snippets_mark_what_was_searched_for(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Night ward", by=poster, description="## Words\n\n- Then the **sepsis** bundle <b>early</b>.")
    page = client.get("/opportunities?q=sepsis").text
    assert "Words · Then the <mark>sepsis</mark> bundle" in page
    assert "Night <mark>ward</mark></a>" in client.get("/opportunities?q=ward").text
    with unit_of_work():
        db.session.execute(update(Opportunity).values(title="Ward at night"))
    assert "Ward at night</a>" in client.get("/opportunities?q=ward").text, "the index has not heard of it yet"
    assert "&lt;b&gt;early" in page
    assert "<b>early" not in page


def test_what_has_most_of_the_words_follows_and_is_not_counted(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Handover of the sepsis bundle", by=poster)
    posted("Handover of keys", by=poster)
    page = client.get("/opportunities?q=handover of sepsis").text
    exact, _, rest = page.partition("These have most of your words")
    assert titles(exact) == ["Handover of the sepsis bundle"]
    assert titles(rest) == ["Handover of keys"]
    assert 'data-announce="1 open opportunity for' in page


@pytest.mark.parametrize(
    "question",
    [
        "q=handover&kind=volunteer-role",
        "q=handover+hours:<1",
        "q=vaccines&kind=seminar&hours_max=2&closing=7d",
        "q=handover+remote+kind:seat",
        "kind=fellowship&place=remote",
    ],
)
def test_every_way_out_of_nothing_leads_to_as_many_as_it_says(client: FlaskClient, board: None, question: str) -> None:
    page = client.get(f"/opportunities?{question}").text
    assert "Nothing open fits" in page
    offered = re.findall(r'<li><a href="([^"]+)">[^<]+: (\d+) postings?</a></li>', page)
    assert offered
    for href, count in offered:
        there = client.get(html.unescape(href)).text.partition("These have most of your words")[0]
        assert len(titles(there)) == int(count) > 0


def test_nothing_at_all_says_so(client: FlaskClient, board: None) -> None:
    page = client.get("/opportunities?q=zzzz").text
    assert "No open posting has any of these words" in page
    assert re.search(r'How Rounds works stands under\s+<a href="/help">Help', page)


def test_what_is_asked_for_without_pay_is_unpaid(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Paid council", by=poster, pay=Pay.STIPEND)
    posted("Unpaid council", by=poster, pay=Pay.NONE)
    for words in ("council no pay", "council without a stipend", "unpaid council"):
        assert titles(client.get(f"/opportunities?q={words}").text) == ["Unpaid council"], words
    assert titles(client.get("/opportunities?q=paid council").text) == ["Paid council"]


def test_a_person_is_found_by_whatever_title(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Council with Nakagawa", by=poster)
    for words in ("dr nakagawa", "something with Prof. Nakagawa", "Mrs Nakagawa"):
        assert titles(client.get(f"/opportunities?q={words}").text) == ["Council with Nakagawa"], words


def test_a_slip_is_answered_at_once_and_what_was_typed_is_one_click_away(client: FlaskClient, board: None) -> None:
    page = client.get("/opportunities?q=vacines").text
    assert "Results for <em>vaccines</em>" in page
    assert titles(page) == ["Vaccines in school"]
    assert "for “vaccines”" in page
    typed = re.search(r'Search instead for\s+<a href="([^"]+)"><em>vacines</em>', page)
    assert typed
    page = client.get(html.unescape(typed[1])).text
    assert titles(page) == []
    assert '<input type="hidden" name="typed" value="1">' in page, "filters keep to it"
    meant = re.search(r'Did you mean <a href="([^"]+)"><em>vaccines</em>', page)
    assert meant
    assert html.unescape(meant[1]) == "/opportunities?q=vaccines"


def test_a_word_chooses_nothing_where_the_reader_chose(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Fellowship of the ethics committee", by=poster, kind="fellowship")
    posted("Fellowship in the wards", by=poster, kind="fellowship")
    posted("Ethics seat", by=poster, kind="committee-seat")
    assert titles(client.get("/opportunities?q=committee").text)[0] == "Ethics seat"
    page = client.get("/opportunities?q=comittee&kind=fellowship").text
    assert titles(page) == ["Fellowship of the ethics committee"]
    assert not [words for _, words in chips(page) if "Committee or council seat" in words]


def test_a_slip_leads_on_even_where_what_was_meant_has_nothing(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Ethics committee", by=poster, kind="committee-seat")
    posted("Quality of handover", by=poster, kind="qi-project")
    page = client.get("/opportunities?q=comittee+qualty").text
    assert "Results for <em>committee quality</em>" in page
    offered = re.findall(r'<li><a href="([^"]+)">[^<]+: 1 posting</a></li>', page)
    assert offered and all(len(titles(client.get(html.unescape(href)).text)) == 1 for href in offered)


def test_words_that_are_passed_over_are_told(client: FlaskClient, board: None) -> None:
    assert "passed over: <em>what the</em>" in client.get("/opportunities?q=what+handover+the").text
    assert "passed over" not in client.get("/opportunities?q=handover").text


def test_hours_and_deadlines_carry_counts_that_are_true(client: FlaskClient, board: None) -> None:
    page = client.get("/opportunities").text
    offered = re.findall(r'<option value="([\w-]+)">[^<]+\((\d+)\)</option>', page)
    assert len(offered) == 8
    for value, count in offered:
        name = "hours_max" if value.isdecimal() else "closing"
        assert len(titles(client.get(f"/opportunities?{name}={value}").text)) == int(count)


def test_the_filter_for_deadlines_offers_rolling_and_not_stated(
    client: FlaskClient, board: None, poster: User, posted: Post
) -> None:
    posted("Night school", by=poster, is_deadline_unstated=True)
    for value, label, expected in (
        ("rolling", "Rolling", ["Handover council", "Vaccines in school"]),
        ("not-stated", "Deadline not stated", ["Night school"]),
        ("7d", "Closing within 7 days", ["Safer handover"]),
    ):
        page = client.get(f"/opportunities?closing={value}").text
        assert titles(page) == expected
        assert label in {words for _, words in chips(page)}
        counts = dict(re.findall(r'<option value="([\w-]+)"(?: selected)?>[^<]+\((\d+)\)</option>', page))
        asked = {name: counts[name] for name in ("7d", "30d", "rolling", "not-stated")}
        assert asked == {"7d": "1", "30d": "1", "rolling": "2", "not-stated": "1"}, "each as if the others were not"
    everything = ["Safer handover", "Quality improvement on wards", "Handover council", "Vaccines in school"]
    assert titles(client.get("/opportunities").text) == [*everything, "Night school"], "what has no day comes last"


def test_the_commonest_hosts_are_boxes_and_any_other_is_typed(client: FlaskClient, poster: User, posted: Post) -> None:
    for number in range(11):
        posted(f"Ward {number}", by=poster, host=f"Hospital {number}", closes_at=NOW + DAY)
    posted("Another ward", by=poster, host="Hospital 10", closes_at=NOW + DAY)
    page = client.get("/opportunities").text
    boxes = re.findall('name="host"\\s+value="([^"]*)"', page)
    assert (len(boxes), boxes[0]) == (8, "Hospital 10"), "those with the most postings"
    assert '<label for="filter-host-typed">One of 3 more hosts</label>' in page
    typed = client.get('/opportunities?q=ward&host_typed=hospital "9"').text
    assert titles(typed) == ["Ward 9"]
    again = client.get("/opportunities?q=ward+host:%22hospital+9%22&host_typed=hospital+9").text
    for page in (typed, again):
        asked = '<input type="hidden" name="q" value="ward host:&#34;hospital 9&#34;">'
        assert asked in page, "it is a part of the question from then on, and once"
    assert re.search(r'value="Hospital 9" checked', client.get("/opportunities?host=Hospital 9").text)


def test_the_page_is_as_light_with_many_hosts_as_with_few(
    person: Callable[..., User],
    client: FlaskClient,
    browser_of: Callable[[User], FlaskClient],
    poster: User,
    posted: Post,
) -> None:
    student = browser_of(person("ada", Role.STUDENT))
    for number in range(120):
        posted(f"Work at place number {number}", by=poster, host=f"Department of {number}", closes_at=NOW + DAY)
    for browser in (client, student):
        assert len(browser.get("/opportunities").data) < 45_000


def test_the_address_is_the_only_state(client: FlaskClient, board: None) -> None:
    question = "q=handover&kind=qi-project&place=remote&hours_max=4&closing=30d&sort=newest"
    wanted = opportunity_search_params.understand(question)
    assert wanted.address() == f"?{question}"
    page = client.get(f"/opportunities?{question}").text
    assert 'name="q" value="handover"' in page
    for control in ('value="qi-project" checked', 'value="remote" checked', 'value="newest" selected'):
        assert control in page
    assert 'value="4" selected' in page
    assert 'value="30d" selected' in page
    assert titles(page) == ["Safer handover"]


def test_twenty_stand_on_a_page_and_the_next_has_the_rest(client: FlaskClient, poster: User, posted: Post) -> None:
    for number in range(23):
        posted(f"Ward {number:02}", by=poster, closes_at=NOW + (number + 1) * DAY)
    first = client.get("/opportunities?q=ward&sort=closing").text
    assert len(titles(first)) == 20
    assert 'data-announce="23 open opportunities for “ward”"' in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    rest = client.get(f"/opportunities{html.unescape(following[1])}").text
    assert titles(rest) == ["Ward 20", "Ward 21", "Ward 22"]


def test_fit_is_an_order_with_reasons_and_hides_nothing(
    board: None, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.areas, ada.hours_free = ["education"], 6
    browser = browser_of(ada)
    page = browser.get("/opportunities?sort=fit").text
    assert titles(page)[0] == "Handover council"
    assert "In education, which you care for" in page
    assert sorted(titles(page)) == sorted(titles(browser.get("/opportunities").text))
    assert titles(browser.get("/opportunities?sort=fit&q=handover").text) == ["Handover council", "Safer handover"]
    soonest = browser.get("/opportunities").text
    assert soonest.count('<p class="c-card-fit">In education, which you care for</p>') == 1, "a card says why, too"


def test_visitors_are_not_offered_an_order_of_fit(client: FlaskClient, board: None) -> None:
    page = client.get("/opportunities?sort=fit").text
    assert "Best fit" not in page
    assert titles(page)[0] == "Safer handover", "closing soonest instead"


def test_each_collection_that_holds_anything_has_a_tab_with_its_count(
    app: Flask, client: FlaskClient, board: None, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    assert "What is searched" not in browser.get("/opportunities?q=handover").text
    app.extensions["engine"].put([Document("mentor", 5, "Mo Moreau", "Handover and sepsis.")])
    page = browser.get("/opportunities?q=handover").text
    assert re.search(r'<a href="/mentors\?q=handover">Mentors <span class="c-count">1</span>', page)
    assert re.search(r'aria-current="page">Opportunities <span class="c-count">2</span>', page)
    assert re.search(r'Mentors <span class="c-count">0</span>', browser.get("/opportunities?q=vaccines").text)
    assert "Mentors" not in client.get("/opportunities?q=handover").text, "mentors are for members"


@pytest.mark.parametrize("question", ["", "q=handover", "q=zzzz", "sort=fit", "q=ward&kind=seminar"])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    app: Flask,
    board: None,
    poster: User,
    posted: Post,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    question: str,
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    address = f"/opportunities?{question}"
    few = count_statements(app, lambda: browser.get(address))
    for number in range(30):
        posted(f"Handover ward {number}", by=poster)
    many = count_statements(app, lambda: browser.get(address))
    assert few == many <= 10
    page = browser.get("/opportunities").text
    assert page.count('form="saving"') == 20
    assert page.count('name="csrf_token"') == 3, "to sign out, to save the search, and one for all that can be saved"


@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_finds_what_is_open_and_nothing_else(
    client: FlaskClient,
    board: None,
    poster: User,
    posted: Post,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    role: Role | None,
) -> None:
    posted("Handover drafted", by=poster, state=PostingState.DRAFT)
    posted("Handover taken back", by=poster, state=PostingState.CANCELLED)
    posted("Handover closed", by=poster, closes_at=NOW - DAY)
    posted("Handover of next month", by=poster, opens_at=NOW + 30 * DAY)
    browser = browser_of(person("rolf", role)) if role else client
    is_open = {"Safer handover", "Handover council", "Quality improvement on wards", "Vaccines in school"}
    assert set(titles(browser.get("/opportunities").text)) == is_open
    counts = re.findall(r'name="kind"[^>]*>.*?<small>(\d+)<', browser.get("/opportunities?q=handover").text)
    assert counts == ["1", "1"], "what is not open is not counted either"
    for typed in ("handover", "status:draft handover", "state:draft", "handover status:closed", "handover -zebra"):
        page = browser.get("/opportunities", query_string={"q": typed}).text
        assert set(titles(page)) <= is_open
        assert not re.search("drafted|taken back|Handover closed|next month", page), typed


def test_suggestions_are_grouped_by_what_they_are(app: Flask, client: FlaskClient, board: None) -> None:
    asked = {"HX-Request": "true", "HX-Target": "div#suggestions"}
    fragment = client.get("/search/suggest?q=qual", headers=asked).text
    assert fragment.lstrip().startswith('<div id="suggestions" class="c-suggestions" role="listbox"')
    groups = re.findall(r'<p id="suggestions-\d+" role="presentation">([^<]+)</p>', fragment)
    assert groups == ["Opportunities"]
    hosts = client.get("/search/suggest?q=satur").text
    assert '<a href="/opportunities?host=Saturday+Clinic">Saturday Clinic</a>' in hosts
    assert '<a href="/opportunities?kind=committee-seat">Committee or council seat</a>' in (
        client.get("/search/suggest?q=commi").text
    )
    tag = re.search(r'<a href="([^"]+)">falls</a>', client.get("/search/suggest?q=fal").text)
    assert tag
    assert titles(client.get(html.unescape(tag[1])).text) == ["Quality improvement on wards"]


def test_where_nothing_is_suggested_the_words_are(client: FlaskClient, board: None) -> None:
    asked = {"HX-Request": "true", "HX-Target": "div#suggestions"}
    fragment = client.get("/search/suggest?q=zzz+<b>", headers=asked).text
    assert 'href="/opportunities?q=zzz+%3Cb%3E">Search for “zzz &lt;b&gt;”</a>' in fragment
    assert "hidden" in client.get("/search/suggest?q=", headers=asked).text.partition(">")[0]


def test_what_is_closed_or_for_members_is_not_suggested(
    app: Flask,
    client: FlaskClient,
    poster: User,
    posted: Post,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    posted("Quiet closed seminar", by=poster, closes_at=NOW - DAY, host="Quiet House")
    app.extensions["engine"].put([Document("mentor", 5, "Quinn Moreau", "Handover.")])
    assert "Qui" not in client.get("/search/suggest?q=qui").text.replace('value="qui"', "")
    assert "/mentors/5" in browser_of(person("ada", Role.STUDENT)).get("/search/suggest?q=qui").text


def test_a_posting_shows_what_is_alike_and_why_it_fits(
    board: None,
    client: FlaskClient,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    poster: User,
    posted: Post,
) -> None:
    handover = posted("Handover at night", by=poster, class_years=["M3"], hours_from=9)
    page = client.get(f"/opportunities/{handover.id}").text
    assert "Similar opportunities" in page
    assert "Safer handover" in titles(page)
    assert "Handover at night" not in titles(page)
    assert "How it fits you" not in page
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.class_year, ada.hours_free = "M1", 4
    mine = browser_of(ada).get(f"/opportunities/{handover.id}").text
    assert "Asks for M3, and you are in M1" in mine
    assert "Asks for 9 or more hours a week, and you have 4 free" in mine


def test_a_word_that_is_a_filter_too_is_never_swallowed(client: FlaskClient, poster: User, posted: Post) -> None:
    stated = {"pay": Pay.STIPEND, "closes_at": NOW + 30 * DAY}
    posted("Ward fellowship", by=poster, **stated)
    posted("Summer research", by=poster, pay=None, description="A stipend of $5,000 is paid for eight weeks.")
    posted("Paid internship", by=poster, pay=None)
    posted("Reading circle", by=poster)
    for words, item in {
        "stipend": ["Ward fellowship", "Summer research"],
        '"stipend"': ["Summer research"],
        "paid internship": ["Paid internship"],
        "summer research stipend": ["Summer research"],
        "paid": ["Ward fellowship", "Summer research", "Paid internship"],
        "pay:stipend": ["Ward fellowship"],
    }.items():
        page = client.get("/opportunities", query_string={"q": words, "sort": "match"}).text
        assert sorted(titles(page)) == sorted(item), words
        assert titles(page)[0] == item[0], words


def test_words_for_a_filter_of_which_half_say_nothing_are_words_where_the_filter_has_nothing(
    client: FlaskClient, poster: User, posted: Post
) -> None:
    posted("Home visits", by=poster, description="Write reports from home.")
    assert titles(client.get("/opportunities?q=from home").text) == ["Home visits"]
    posted("Phone line", by=poster, place_mode=PlaceMode.REMOTE)
    assert titles(client.get("/opportunities?q=from home").text) == ["Phone line"]


def test_a_week_in_which_nothing_closes_is_sought_in_the_texts(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Orientation", by=poster, summary="Starts this week.", closes_at=NOW + 40 * DAY)
    assert titles(client.get("/opportunities?q=this week").text) == ["Orientation"]


def test_nothing_found_offers_fewer_words_and_to_be_told(
    client: FlaskClient, board: None, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    question = "/opportunities?q=safer+handover&kind=committee-seat"
    page = client.get(question).text
    offered = re.findall(r'<li><a href="([^"]+)">(Without[^<]+): (\d+) postings?</a></li>', page)
    assert [(words, count) for _, words, count in offered] == [("Without “safer”", "1")]
    assert titles(client.get(html.unescape(offered[0][0])).text) == ["Handover council"]
    assert "Tell me when there is one" not in page
    ada = browser_of(person("ada", Role.STUDENT))
    form = re.search(
        r'<form method="post" action="/saved/searches".*?Tell me when there is one', ada.get(question).text, re.S
    )
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0].rpartition("<form")[2]))
    answer = ada.post("/saved/searches", data={name: html.unescape(value) for name, value in fields.items()})
    assert answer.status_code == 303
    assert "You keep “safer handover, Committee or council seat” now." in ada.get(answer.location).text


def test_a_student_sees_what_is_open_to_their_year_until_they_ask_otherwise(
    board: None, poster: User, posted: Post, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    posted("Handover for the clinical years", by=poster, class_years=["M3", "M4"])
    posted("Handover for the first year", by=poster, class_years=["M1"])
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.class_year = "M1"
    browser = browser_of(ada)
    page = browser.get("/opportunities?q=handover").text
    mine, everybody = (
        {"Handover for the first year", "Safer handover", "Handover council"},
        {"Handover for the clinical years"},
    )
    assert set(titles(page)) == mine
    ((href, _),) = [chip for chip in chips(page) if chip[1] == "Open to M1 from your profile"]
    without = browser.get(href).text
    assert set(titles(without)) == mine | everybody
    assert "Open to M1" not in str(chips(without))
    form = re.search(r'<input type="hidden" name="year" value="any">', without)
    assert form, "a filter that is changed does not bring the year back"
    assert set(titles(browser.get("/opportunities?q=handover&year=M3").text)) >= everybody
    assert set(titles(browser.get("/opportunities?q=handover for third years").text)) >= everybody
    clear = re.search(r'<li><a href="([^"]+)">Clear all', page)
    assert clear
    assert everybody <= set(titles(browser.get(html.unescape(clear[1])).text))
    with unit_of_work():
        ada.class_year = "Year 9"
    assert everybody <= set(titles(browser.get("/opportunities?q=handover").text)), "the school has no such year"


def test_the_filters_are_counted_and_cleared_without_the_words(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("Handover council", by=poster, kind=Kind.COMMITTEE_SEAT)
    page = client.get("/opportunities?q=handover&kind=committee-seat").text
    assert re.search(r"</svg> Filters \(1\)</summary>", page)
    assert 'href="/opportunities?q=handover">Clear filters<' in page
    page = client.get("/opportunities?q=handover").text
    assert re.search(r"</svg> Filters</summary>", page)
    assert "Clear filters" not in page
    for words, help_ in (("q=handover&", "Your words without any filter"), ("", "Without any filter")):
        assert f">{help_}:" in client.get(f"/opportunities?{words}kind=seminar").text


def test_the_filter_by_class_year_is_what_is_open_to_that_year(client: FlaskClient, poster: User, posted: Post) -> None:
    posted("For everybody", by=poster)
    posted("For the first year", by=poster, class_years=["M1"])
    posted("For the clinical years", by=poster, class_years=["M3", "M4"])
    page = client.get("/opportunities?year=M1").text
    assert sorted(titles(page)) == ["For everybody", "For the first year"]
    everything = client.get("/opportunities").text
    counted = re.findall(r'value="(M\d)"[^>]*>M\d <small>(\d+)<', everything)
    assert dict(counted) == {"M1": "2", "M2": "1", "M3": "2", "M4": "2"}
    assert "Open to class year" in page
    assert sorted(titles(client.get("/opportunities?year=M3&year=M1").text)) == sorted(
        ["For everybody", "For the first year", "For the clinical years"]
    )
