"""The front page: what a visitor sees first."""

from flask.testing import FlaskClient
from justhtml import JustHTML

from board.vocabulary.words import Competency


def test_a_visitor_can_sign_up_from_the_page_itself_for_the_header_of_a_phone_has_no_room(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/sign-up"' in page.partition('<main id="main"')[2].partition("</main>")[0]


def test_help_names_the_six_competencies_with_the_marks_that_every_page_has(client: FlaskClient) -> None:
    page = JustHTML(client.get("/help").text, sanitize=False)
    legend = {
        row.query("dt .c-competency")[0].attrs["data-competency"]: row.query("dd")[0].to_text().split(" · ")
        for row in page.query("#competencies ~ dl.c-legend > div")
    }
    assert list(legend) == [competency.value.partition("-")[0] for competency in Competency]
    assert {len(behaviors) for behaviors in legend.values()} == {5}
    assert legend["professionalism"][0] == "Keeps commitments"
