"""What a search engine shows of a page that everybody may read."""

import re

from flask.testing import FlaskClient


def test_a_visitors_page_says_in_one_sentence_what_it_is(client: FlaskClient) -> None:
    descriptions = {}
    for address in ("/", "/opportunities", "/sign-in", "/sign-up", "/help"):
        (descriptions[address],) = re.findall(r'<meta name="description" content="([^"]+)">', client.get(address).text)
    assert "verified leadership record" in descriptions["/"]
    assert descriptions["/opportunities"].startswith("No open opportunities at")
    assert all("\n" not in words and words == words.strip() for words in descriptions.values())
