"""The name of each email: nobody else's in the world, and the same at every try."""

from email.message import EmailMessage

from flask import Flask

from board.kernel import installation, mail
from board.kernel.unit_of_work import unit_of_work
from tests.conftest import NOW


class Bag:
    """Keeps what it is given, and fails after it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def send(self, message: EmailMessage) -> None:
        self.names.append(str(message["Message-ID"]))
        raise OSError


def tried(email_id: int) -> str:
    bag = Bag()
    try:
        mail.send(email_id, transport=bag, sender="Rounds <rounds@example.edu>", unsubscribe=lambda _: "")
    except OSError:
        return bag.names[0]
    raise AssertionError("it was not sent")


def test_an_email_has_one_name_at_every_try_and_no_other_installation_has_it(app: Flask) -> None:
    with unit_of_work():
        mail.write("sign-up", to="ada@example.edu", once="k", email="ada@example.edu", name="Ada")
    with unit_of_work():
        email = mail.db.session.query(mail.Email).one()
        email.sent_at = None
    first = tried(email.id)
    assert first.endswith(f".email-{email.id}@example.edu>")
    assert tried(email.id) == first
    with unit_of_work():
        installation.this().key = "another"
    assert tried(email.id) != first
    with unit_of_work():
        installation.this().key, email.written_at = "another", NOW.replace(year=2020)
    assert tried(email.id) != first, "a database set up anew counts its emails from one again"
