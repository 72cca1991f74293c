"""Words that the school adds to what the search knows: tried in the office first, then found by everybody."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.opportunities.models import Opportunity
from board.school import settings as school_settings

LINES = "sim lab = simulation center\nzebra > host"


def send(office: FlaskClient, **fields: str) -> str:
    page = office.get("/office/settings/words").text
    hidden = dict(re.findall(r'<input[^>]*name="(saved_version)"[^>]*value="([^"]*)"', page))
    return office.post("/office/settings/words", data=hidden | fields).text


def test_the_schools_own_synonyms_are_tried_and_then_found_by(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], posted: Callable[..., Opportunity]
) -> None:
    pia, office = person("pia", Role.FACULTY), browser_of(person("dean", Role.COORDINATOR))
    posted("Teach in the simulation center", by=pia)
    posted("Sim lab host", by=pia)
    preview = send(office, synonyms=LINES, preview="y")
    effects = [" ".join(words.split()) for words in re.findall(r"<p>(“[^<]+)</p>", preview)]
    assert effects == [
        "“sim lab” finds 1 open posting now, 2 with these lines. New: Teach in the simulation center.",
        "“simulation center” finds 1 open posting now, 2 with these lines. New: Sim lab host.",
        "“zebra” finds 0 open postings now, 1 with these lines. New: Sim lab host.",
        "“host” finds 1 open posting now, 1 with these lines.",
    ]
    assert school_settings.synonyms == ()
    assert "Also searched" not in office.get("/opportunities?q=sim+lab").text
    send(office, synonyms=LINES)
    page = office.get("/opportunities?q=sim+lab").text
    assert "Also searched <em>simulation center</em>" in page
    assert "2 open opportunities for “sim lab”" in page
    assert "Also searched" in office.get("/opportunities?q=zebra").text
    assert "Also searched" not in office.get("/opportunities?q=host").text, "that line holds one way"
    assert "No line is changed." in send(office, synonyms=LINES, preview="y")
    send(office, synonyms="")
    assert "Also searched" not in office.get("/opportunities?q=sim+lab").text
