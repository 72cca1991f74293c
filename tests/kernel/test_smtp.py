"""Emails leave over verified TLS or stay here: a real mail server on this machine, with good and bad certificates."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel import mail, outbox, smtp
from board.kernel.smtp import Smtp
from board.kernel.unit_of_work import unit_of_work
from board.settings import BadSetting, from_environment
from tests.servers import free_port

KEY = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}


class Inbox:
    """What a mail server took, and the passwords that it was told."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.passwords: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.envelopes.append(envelope)
        return "250 OK"

    def authenticate(self, _smtp: SMTP, _session: Session, _envelope: Envelope, _how: str, told: object) -> AuthResult:
        assert isinstance(told, LoginPassword)
        self.passwords.append(told.password)
        return AuthResult(success=True)


class FromTheStart(Controller):
    """A server that speaks TLS before it says a word, as on port 465."""

    def _trigger_server(self) -> None:
        """Say hello once, whatever the certificate: aiosmtpd waits for it."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((self.hostname, self.port)) as plain, context.wrap_socket(plain) as safe:
            safe.recv(1024)


@contextmanager
def mail_server(context: ssl.SSLContext | None, *, implicit: bool = False) -> Iterator[tuple[Inbox, int]]:
    inbox, port = Inbox(), free_port()
    if implicit:
        controller: Controller = FromTheStart(
            inbox, "127.0.0.1", port, ssl_context=context, authenticator=inbox.authenticate, auth_require_tls=False
        )
    else:
        controller = Controller(
            inbox,
            "127.0.0.1",
            port,
            tls_context=context,
            authenticator=inbox.authenticate,
            auth_require_tls=context is not None,
        )
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def served(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def cafile(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def message() -> EmailMessage:
    email = EmailMessage()
    email["Subject"], email["From"], email["To"] = "Hello", "Rounds <rounds@example.edu>", "ada@example.edu"
    email.set_content("A line.")
    return email


def test_a_server_with_a_certificate_that_we_trust_gets_the_email(
    authority: trustme.CA, cafile: Path, message: EmailMessage
) -> None:
    with mail_server(served(authority.issue_cert("localhost"))) as (inbox, port):
        Smtp(f"smtp://rounds:s3cret%21@localhost:{port}?cafile={cafile}").send(message)
    assert inbox.passwords == [b"s3cret!"]
    assert inbox.envelopes[0].rcpt_tos == ["ada@example.edu"]


def test_port_465_speaks_tls_from_the_start(
    authority: trustme.CA, cafile: Path, message: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(served(authority.issue_cert("localhost")), implicit=True) as (inbox, port):
        monkeypatch.setattr(smtp, "TLS_FROM_THE_START", port)
        Smtp(f"smtp://rounds:secret@localhost:{port}?cafile={cafile}").send(message)
    assert len(inbox.envelopes) == 1


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("fault", ["another authority", "another host"])
def test_a_wrong_certificate_is_told_neither_password_nor_email(
    authority: trustme.CA,
    cafile: Path,
    message: EmailMessage,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    implicit: bool,
) -> None:
    if fault == "another authority":
        certificate = trustme.CA().issue_cert("localhost")
    else:
        certificate = authority.issue_cert("mail.elsewhere.example")
    with mail_server(served(certificate), implicit=implicit) as (inbox, port):
        if implicit:
            monkeypatch.setattr(smtp, "TLS_FROM_THE_START", port)
        with pytest.raises(ssl.SSLCertVerificationError):
            Smtp(f"smtp://rounds:secret@localhost:{port}?cafile={cafile}").send(message)
    assert (inbox.passwords, inbox.envelopes) == ([], [])


def test_a_server_that_offers_no_tls_gets_nothing(cafile: Path, message: EmailMessage) -> None:
    with mail_server(None) as (inbox, port):
        with pytest.raises(smtp.smtplib.SMTPNotSupportedError):
            Smtp(f"smtp://rounds:secret@localhost:{port}?cafile={cafile}").send(message)
        with pytest.raises(smtp.smtplib.SMTPNotSupportedError):
            Smtp(f"smtp://localhost:{port}").send(message)
    assert (inbox.passwords, inbox.envelopes) == ([], [])


def test_a_relay_inside_ones_own_walls_may_do_without_tls(message: EmailMessage) -> None:
    with mail_server(None) as (inbox, port):
        Smtp(f"smtp://localhost:{port}?tls=0").send(message)
    assert len(inbox.envelopes) == 1


def test_what_cannot_be_delivered_comes_back_to_the_return_path(message: EmailMessage) -> None:
    with mail_server(None) as (inbox, port):
        Smtp(f"smtp://localhost:{port}?tls=0", bounces="bounces@example.edu").send(message)
        Smtp(f"smtp://localhost:{port}?tls=0").send(message)
    assert [envelope.mail_from for envelope in inbox.envelopes] == ["bounces@example.edu", "rounds@example.edu"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://rounds:hunter2@mail.school.edu?tls=0", "in the clear"),
        ("smtp://rounds:hunter2@mail.school.edu:25?tls=no", "1 or 0"),
        ("smtp://rounds:hunter2@mail.school.edu?ssl=1", "not ssl"),
        ("smtp://rounds:hunter2@mail.school.edu?cafile=/nowhere/ca.pem", "no cafile"),
        ("smtp://rounds:hunter2@mail.school.edu:many", "number"),
        ("https://mail.school.edu", "must read smtp://"),
        ("mail.school.edu:587", "must read smtp://"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_refused_at_the_start(url: str, reason: str) -> None:
    with pytest.raises(BadSetting, match="ROUNDS_MAIL_URL") as refused:
        from_environment(KEY | {"ROUNDS_MAIL_URL": url})
    assert reason in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", ["ROUNDS_MAIL_FROM", "ROUNDS_MAIL_BOUNCES"])
def test_an_address_of_ours_that_nobody_can_write_to_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        from_environment(KEY | {name: "Rounds"})
    given = from_environment(KEY | {"ROUNDS_MAIL_FROM": "Café Rounds <rounds@exämple.edu>"})
    assert given.mail_from.endswith("<rounds@xn--exmple-cua.edu>")


def test_an_email_that_no_server_took_stays_queued_and_is_shown_as_failed(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, dean = person("ada", Role.STUDENT), enter(person("dean", Role.COORDINATOR))
    with mail_server(None) as (inbox, port):
        app.extensions["mail_transport"] = Smtp(f"smtp://localhost:{port}")
        with unit_of_work():
            mail.write("reset-password", to=ada.email, once="reset:1", user_id=ada.id)
        page = dean.get("/office/emails").text
        assert "1 email not delivered" in page
        assert "SMTPNotSupportedError" in page
        assert "email not delivered" in dean.get("/office").text
        assert outbox.waiting_count("EmailWritten") == 1
        assert dean.post("/office/emails/try-again").status_code == 303
        assert "1 email not delivered" in dean.get("/office/emails").text
    assert inbox.envelopes == []
