"""`/dev/look`: every component in its states, with what is invented for it."""

from flask.testing import FlaskClient

from tests.house.test_house import check_page


def test_the_look_is_a_whole_page_of_what_is_invented_for_it(client: FlaskClient) -> None:
    answer = client.get("/dev/look")
    assert answer.status_code == 200
    check_page(answer.text)
    for words in ("Ada Quill", "Student seat", "Falls a month", "Write an email, such as ada@school.edu.", "78"):
        assert words in answer.text
