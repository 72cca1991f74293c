"""The name of each email: nobody else's in the world, and the same at every try."""

from email.message import EmailMessage

from flask import Flask

from board.kernel import installation, post
from board.kernel.db import unit_of_work
from tests.conftest import NOW


class Bag:
    """Keeps what it is given, and fails after it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def carry(self, message: EmailMessage) -> None:
        self.names.append(str(message["Message-ID"]))
        raise OSError


def tried(letter_id: int) -> str:
    bag = Bag()
    try:
        post.send(letter_id, postman=bag, sender="Rounds <rounds@example.edu>", unsubscribe=lambda _: "")
    except OSError:
        return bag.names[0]
    raise AssertionError("it was not sent")


def test_an_email_has_one_name_at_every_try_and_no_other_installation_has_it(app: Flask) -> None:
    with unit_of_work():
        post.write("account.sign-up", to="ada@example.edu", key="k", email="ada@example.edu", name="Ada")
    with unit_of_work():
        letter = post.db.session.query(post.Letter).one()
        letter.sent_at = None
    first = tried(letter.id)
    assert first.endswith(f".letter-{letter.id}@example.edu>")
    assert tried(letter.id) == first
    with unit_of_work():
        installation.this().key = "another"
    assert tried(letter.id) != first
    with unit_of_work():
        installation.this().key, letter.written_at = "another", NOW.replace(year=2020)
    assert tried(letter.id) != first, "a database set up anew counts its letters from one again"
