"""The papers of docs/ are shown as they stand there, and lead from one to the next."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from board.dashboard.trust_papers import ENDPOINTS, FOLDER
from board.kernel.markdown import render_paper


def test_each_paper_is_shown_whole_and_reached_from_the_foot_of_every_page(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        addresses = {file: app.url_for(endpoint) for file, endpoint in ENDPOINTS.items()}
    foot = client.get("/help").text.partition("<footer")[2]
    first = client.get("/trust").text
    for file, address in addresses.items():
        words = re.findall(r"\w+", re.sub(r"\]\([^)]*\)|<!--.*?-->", "", (FOLDER / file).read_text("utf-8")))
        page = client.get(address).text
        shown = re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", page.partition("<article")[2])))
        assert set(words) - set(shown) == set(), file
        assert f'href="{address}"' in (foot if address in foot else first), file


def test_a_paper_leads_to_pages_and_not_to_files(client: FlaskClient) -> None:
    page = client.get("/trust").text
    assert 'href="/trust/security"' in page
    assert not re.search(r'href="[^"]+\.md', page)


def test_a_table_is_reached_by_the_keyboard_and_a_script_is_not_let_through() -> None:
    html = render_paper("## Limits\n\n| a | b |\n|---|---|\n| 1 | <script>x</script>2 |\n\n[here](#limits)\n", {})
    assert '<div class="c-scroll" role="region" tabindex="0" aria-label="Table 1: Limits"><table' in html
    assert '<td data-label="b">' in html
    assert '<h2 id="part-limits">' in html
    assert 'href="#part-limits"' in html
    assert "<script" not in html
