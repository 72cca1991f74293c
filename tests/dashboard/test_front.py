"""The front page: what a visitor sees first."""

from flask.testing import FlaskClient


def test_a_visitor_can_sign_up_from_the_page_itself_for_the_header_of_a_phone_has_no_room(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/sign-up"' in page.partition('<main id="main"')[2].partition("</main>")[0]
