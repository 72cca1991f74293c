"""Importing postings by the office: preview, columns chosen and remembered, questions, all or nothing, once."""

import html
import io
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.progress import WorkProgress
from board.opportunities import actions as opportunity_actions
from board.opportunities.models import Opportunity, PostingState
from board.search.documents import Document
from board.search.whoosh_engine import WhooshEngine
from tests.counting import count_statements
from tests.office.test_people import cora, office
from tests.opportunities.test_exchange import GOOD, HEAD

__all__ = ["cora", "office"]

BAD = "A,,seminar,,,,2026-12-31,,\n"
Upload = Callable[..., str]


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Opportunity)) or 0


@pytest.fixture
def upload(office: FlaskClient) -> Upload:
    """Uploads a text; answers the address of its preview."""

    def give(text: str | bytes, name: str = "postings.csv") -> str:
        content = text if isinstance(text, bytes) else text.encode()
        answer = office.post("/office/import", data={"file": (io.BytesIO(content), name)})
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    return give


def filled_in(page: str) -> dict[str, str]:
    """What the form that writes brings along."""
    form = re.search(r'<form method="post"[^>]*write.*?</form>', page, re.S)
    assert form is not None
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[0])
    return {name: html.unescape(value) for name, value in hidden}


def chosen(page: str, name: str) -> str:
    """What a list shows as chosen."""
    shown = re.search(rf'<select id="{name}".*?</select>', page, re.S)
    assert shown is not None, name
    found = re.search(r'<option value="([^"]*)" selected', shown[0])
    return found[1] if found else ""


def test_nothing_is_written_before_it_is_confirmed(office: FlaskClient, upload: Upload) -> None:
    address = upload(HEAD + GOOD + GOOD + BAD)
    page = office.get(address).text
    assert "1 posting to import, 1 bad row, 1 row left out" in page
    for words in ("organisation: it is needed", "it repeats row 2", "Ethics council", "Fri, May 1, 11:59 PM"):
        assert words in page
    assert count() == 0
    assert filled_in(page)["csrf_token"], "the form that writes has its token"
    assert re.search(r'value="drafts" checked', page), "nothing is published unasked"
    refused = office.post(f"{address}/write", data={"become": "published"})
    assert refused.status_code == 422
    assert "some rows are bad" in refused.text
    assert re.search(r'value="published" checked', refused.text), "what was chosen stays"
    assert count() == 0
    assert office.post(f"{address}/write", data={"become": "published", "skip": "y"}).status_code == 303
    assert db.session.scalars(select(Opportunity.state)).all() == [PostingState.PUBLISHED]


def test_what_the_rows_shall_become_is_one_of_what_is_offered(office: FlaskClient, upload: Upload) -> None:
    refused = office.post(f"{upload(HEAD + GOOD)}/write", data={"become": "everything", "skip": "y"})
    assert refused.status_code == 422
    assert "Not a valid choice" in refused.text
    assert count() == 0


def test_a_file_is_written_once(office: FlaskClient, upload: Upload) -> None:
    address = upload(HEAD + GOOD)
    assert office.post(f"{address}/write").status_code == 303
    assert db.session.scalars(select(Opportunity.state)).all() == [PostingState.DRAFT]
    for answer in (office.post(f"{address}/write"), office.get(address)):
        assert answer.status_code == 409
        assert "It became 1 posting" in answer.text
        assert 'href="/office/postings?show=all"' in answer.text
        assert 'href="/office/import">Upload it again' in answer.text
    again = upload(HEAD + GOOD)
    assert "0 postings to import, 0 bad rows, 1 row left out" in office.get(again).text
    assert office.post(f"{again}/write").status_code == 422
    assert count() == 1
    assert "postings.csv: 1 posting, by Cora" in office.get("/office/import").text


def test_columns_are_chosen_and_remembered_for_the_next_file(office: FlaskClient, upload: Upload) -> None:
    address = upload("what,who,Type,note\nUsher,Hall,seminar,x\n")
    first = office.get(address)
    assert first.status_code == 422
    assert "Choose which of your columns is the title and which the organisation" in first.text
    assert chosen(first.text, "column-2") == "kind"
    choices = {"column-0": "title", "column-1": "organisation", "column-2": "kind", "column-3": "-"}
    page = office.get(address, query_string=choices).text
    assert "1 posting to import" in page
    assert chosen(page, "column-0") == "title"
    assert office.post(f"{address}/write", data=filled_in(page)).status_code == 303
    assert db.session.scalars(select(Opportunity.title)).all() == ["Usher"]
    next_time = office.get(upload("what,who,Type,note\nPorter,Hall,seminar,x\n")).text
    assert "1 posting to import" in next_time
    assert chosen(next_time, "column-1") == "organisation"


def test_a_word_for_a_kind_is_asked_for_once_and_remembered(office: FlaskClient, upload: Upload) -> None:
    rows = "".join(f"Job {n},Elm,Fête de {word}\n" for n, word in enumerate(["quartier", "quartier", "ville"]))
    address = upload(f"title,organisation,kind\n{rows}Usher,Elm,seminar\n")
    page = html.unescape(office.get(address).text)
    assert "1 posting to import, 0 bad rows, 3 rows waiting for your answer" in page
    assert page.count("What kind is “Fête de quartier”? (2 rows)") == 1
    assert page.count("What kind is “Fête de ville”? (1 row)") == 1
    one = {"kind-of-fete de quartier": "volunteer-role"}
    page = office.get(address, query_string=one).text
    assert "3 postings to import, 0 bad rows, 1 row waiting" in page
    page = office.get(address, query_string=one | {"kind-of-fete de ville": "fellowship"}).text
    assert "Fête de ville → Nonclinical fellowship" in html.unescape(page)
    assert office.post(f"{address}/write", data=filled_in(page)).status_code == 303
    kinds = dict(db.session.execute(select(Opportunity.title, Opportunity.kind)).all())
    assert kinds == {"Job 0": "volunteer-role", "Job 1": "volunteer-role", "Job 2": "fellowship", "Usher": "seminar"}
    again = office.get(upload("title,organisation,kind\nPorter,Elm,fête de Ville\n")).text
    assert "1 posting to import, 0 bad rows, 0 rows left out" in again
    assert chosen(again, "kind-of-fete de ville") == "fellowship", "it can be chosen otherwise"


def test_a_column_that_is_taken_twice_is_used_once(office: FlaskClient, upload: Upload) -> None:
    address = upload("title,name,organisation,kind\nUsher,Porter,Hall,seminar\n")
    page = office.get(address, query_string={"column-0": "title", "column-1": "title"})
    assert page.status_code == 422
    assert "two of your columns" in page.text.lower()


def test_what_was_understood_is_shown_by_column_and_as_cards(office: FlaskClient, upload: Upload) -> None:
    text = "Job title,Company,Category,Closing date,Link,Notes\n"
    text += "".join(f"Lead {n},Elm,Workshop,14 March 2027,elm.example/{n},x\n" for n in range(7))
    page = html.unescape(office.get(upload(text)).text)
    for words in (
        "Workshop → Leadership seminar",
        "14 March 2027 → Sun, Mar 14, 2027",
        "elm.example/0 → https://elm.example/0",
    ):
        assert words in page
    assert chosen(page, "column-5") in ("", "-"), "a column of no use is not used"
    assert page.count('<article class="c-card">') == 5
    assert "Not stated: hours, location, pay and openings" in page
    assert "Read as UTF-8." in page


def test_the_kind_and_the_order_of_days_are_asked_for_once(office: FlaskClient, upload: Upload) -> None:
    address = upload("title,organisation,deadline\nA,Elm,03/04/2027\nB,Elm,05/06/2027\n")
    page = office.get(address).text
    assert "2 rows waiting for your answer" in page
    assert page.count("Kind of the rows that name none") == 1
    assert page.count("Deadline: day or month first?") == 1
    refused = office.post(f"{address}/write", data=filled_in(page))
    assert (refused.status_code, count()) == (422, 0)
    assert "wait for an answer" in refused.text
    answered = office.get(address, query_string={"kind": "seminar", "dates-deadline": "dmy"}).text
    assert "2 postings to import, 0 bad rows" in answered
    assert (chosen(answered, "kind"), chosen(answered, "dates-deadline")) == ("seminar", "dmy")
    assert office.post(f"{address}/write", data=filled_in(answered)).status_code == 303
    closes = db.session.scalars(select(Opportunity.closes_at)).all()
    assert [at.isoformat()[:10] for at in closes if at] == ["2027-04-04", "2027-06-06"]


def test_past_deadlines_are_published_only_when_that_is_ticked(office: FlaskClient, upload: Upload) -> None:
    for tick, state in (({}, PostingState.DRAFT), ({"past": "y"}, PostingState.PUBLISHED)):
        address = upload(f"title,organisation,kind,deadline\nOld {state},Elm,seminar,2024-01-05\n")
        page = office.get(address).text
        assert "The deadline of 1 posting has passed" in page
        office.post(f"{address}/write", data=filled_in(page) | {"become": "published"} | tick)
        assert db.session.scalar(select(Opportunity.state).where(Opportunity.title == f"Old {state}")) is state


def test_encoding_and_heading_row_are_told_and_can_be_changed(office: FlaskClient, upload: Upload) -> None:
    address = upload("title,organisation,kind\nŁódź,Elm,seminar\n".encode("cp1250"))
    assert re.search(r"Read as (Windows-1252|Mac Roman)", office.get(address).text), "nothing in it tells cp1250"
    page = office.get(address, query_string={"encoding": "cp1250"}).text
    assert "Łódź" in page
    assert chosen(page, "encoding") == "cp1250"
    assert office.get(address, query_string={"heading-row": "2"}).status_code == 422
    for odd in ({"heading-row": "9" * 40}, {"encoding": "klingon"}, {"column-99999999": "title"}, {"kind": "\x07"}):
        assert office.get(address, query_string=odd).status_code in (200, 400), odd


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "This file is empty"),
        (b"x" * (6 * 1024 * 1024), "a.csv", "larger than 5 MB"),
        (b"%PDF-1.7", "a.pdf", "This is a PDF, not a table."),
        (b"notes", "a.md", "must end in .csv, .xlsx"),
        (b"", "", "Choose a file first"),
    ],
)
def test_a_file_that_will_not_do_is_told(office: FlaskClient, content: bytes, name: str, sentence: str) -> None:
    answer = office.post("/office/import", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("text", [b"\xff\xfe", b"{}", b"[" * 4000, b'"a\nb', b",", b"\x00\x00\x00"], ids=range(6))
def test_a_file_that_cannot_be_read_is_told_on_its_page(upload: Upload, office: FlaskClient, text: bytes) -> None:
    for name in ("odd.csv", "odd.json", "odd.xlsx"):
        answer = office.get(upload(text, name))
        assert answer.status_code == 422
        assert 'data-tone="loss"' in answer.text


def test_the_export_is_what_an_import_reads(app: Flask, office: FlaskClient, upload: Upload) -> None:
    office.post(f"{upload(HEAD + GOOD)}/write", data={"become": "published"})
    out = office.get("/office/export.csv")
    assert out.mimetype == "text/csv"
    assert "0 postings to import, 0 bad rows, 1 row left out" in office.get(upload(out.text)).text


STATED = "title,organisation,kind,deadline,posting_state,published_at,owners\n"


def test_drafts_of_mine_are_drafts_and_mine_whatever_the_file_says(
    office: FlaskClient, upload: Upload, person: Callable[..., User]
) -> None:
    person("pia", Role.FACULTY)
    person("stu", Role.STUDENT)
    rows = "".join(
        f"{title},Elm,volunteer,2027-01-01,published,2026-02-01T10:00:00+00:00,{owner}@example.edu\n"
        for title, owner in (("Of faculty", "pia"), ("Of a student", "stu"))
    )
    office.post(f"{upload(STATED + rows)}/write", data={"become": "drafts"})
    mine = list(db.session.scalars(select(Opportunity)))
    assert {posting.state for posting in mine} == {PostingState.DRAFT}
    assert {person.user.email for posting in mine for person in posting.people} & {"pia@example.edu"} == set()
    again = rows.replace("Of ", "Again of ")
    office.post(f"{upload(STATED + again)}/write", data={"become": "as-in-file"})
    kept = [posting for posting in db.session.scalars(select(Opportunity)) if posting.title.startswith("Again")]
    assert {posting.state for posting in kept} == {PostingState.PUBLISHED}
    owners = {posting.title: {person.user.name for person in posting.people} for posting in kept}
    assert owners["Again of faculty"] == {"Pia"}
    assert "Stu" not in owners["Again of a student"], "a student owns no posting"


LIVED = "title,organisation,kind,deadline,posting_state,published_at,state_note\n"


def lived(count: int, name: str) -> str:
    """Rows of postings that stand in every state, each with a note of its own."""
    states = ("published", "filled", "archived", "")
    rows = (
        f"{name} {at},Elm,volunteer,2027-01-01,{states[at % 4]},2026-02-01T10:00:00+00:00,Note {at}\n"
        for at in range(count)
    )
    return LIVED + "".join(rows)


@pytest.mark.parametrize("become", ["drafts", "published", "as-in-file"])
def test_a_row_more_costs_the_rows_that_it_writes_and_no_question(
    become: str, app: Flask, office: FlaskClient, upload: Upload
) -> None:
    counts = []
    for most in (4, 40, 80):
        address = upload(lived(most, f"{become} {most}"))
        form = {"become": become, "past": "y"}
        counts.append(count_statements(app, lambda: office.post(f"{address}/write", data=form)))  # noqa: B023
    assert counts[2] - counts[1] == 2 * 40, "a posting and its person; the steps of all are one statement"


def test_the_steps_of_what_is_imported_bear_its_notes(office: FlaskClient, upload: Upload) -> None:
    office.post(f"{upload(lived(8, 'Job'))}/write", data={"become": "as-in-file"})
    told = {
        posting.title: [(move.verb, move.note) for move in posting.moves]
        for posting in db.session.scalars(select(Opportunity))
    }
    assert told["Job 0"] == [("publish", "Note 0")]
    assert told["Job 1"] == [("publish", ""), ("fill", "Note 1")]
    assert told["Job 3"] == []


def test_an_import_puts_its_own_postings_into_the_index(
    office: FlaskClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post(f"{upload(lived(8, 'Before'))}/write", data={"become": "as-in-file"})
    put: list[str] = []
    really = WhooshEngine.put

    def note(engine: WhooshEngine, documents: Iterable[Document]) -> None:
        given = list(documents)
        put.extend(document.id for document in given)
        really(engine, given)

    monkeypatch.setattr(WhooshEngine, "put", note)
    monkeypatch.setattr(WhooshEngine, "rebuild", lambda *_: pytest.fail("the whole index is built anew"))
    office.post(f"{upload(lived(8, 'After'))}/write", data={"become": "as-in-file"})
    on_board = select(Opportunity.id).where(Opportunity.state == "published", Opportunity.title.like("After%"))
    assert sorted(put) == sorted(f"opportunity:{number}" for number in db.session.scalars(on_board))
    assert "After 0" in office.get("/opportunities?q=After").text


def test_another_process_hears_how_far_an_import_is(
    app: Flask, office: FlaskClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = upload(lived(450, "Job")), list[int]()
    work, folder = f"import-{address.rpartition('/')[2]}", app.extensions["progress"].folder
    really = opportunity_actions.bring_in

    def ask(*rows: Any, **given: Any) -> Iterator[int]:
        for made in really(*rows, **given):
            yield made
            heard.append(int(subprocess.check_output(["cat", folder / f"{work}.count"])))

    monkeypatch.setattr(opportunity_actions, "bring_in", ask)
    assert office.post(f"{address}/write", data={"become": "drafts"}).status_code == 303
    assert heard == [200, 400, 450]
    assert office.get(f"{address}/progress").json == {"done": 0}, "it is over"
    with WorkProgress(folder).of(work) as counter:
        counter.note(7)
        assert office.get(f"{address}/progress").json == {"done": 7}
