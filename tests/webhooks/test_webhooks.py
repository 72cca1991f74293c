"""Webhooks: other systems are told once, signed, without a name, and nothing that they do keeps us waiting."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as ReferenceWebhook

from board.accounts.models import Role, UnsentForm, User
from board.applications.models import ApplicationState
from board.erasure import queries as erasure_queries
from board.kernel import clock, events
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.events import PostingPublished, PostingsImported
from board.opportunities.models import PostingState
from board.personal_data import PERSONAL
from board.placements.models import Placement
from board.webhooks import actions, sending
from board.webhooks.models import Webhook, WebhookDelivery
from board.webhooks.tasks import send_due
from tests.accounts.authenticators import PASSWORD, prove
from tests.api.described import description
from tests.applications.builders import offered_to, posting_of
from tests.confirming import agree
from tests.conftest import NOW
from tests.counting import count_statements, statements_of
from tests.web.test_editing import form_of
from tests.webhooks.receiver import HOST, Receiver, receiving

Browsers = Callable[[User], FlaskClient]
BOTH = ["posting.published", "placement.completed"]
WHOLE = {
    "host": "Alder Grove", "summary": "Sit on it.", "description": "Sit on it.", "hours_from": 1, "hours_to": 2,
    "areas": ["education"], "competencies": ["professionalism"], "aims": ["culture"],
}  # fmt: skip
REAL_LOOK_UP = socket.getaddrinfo


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def receiver(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A system of the school's, whose name leads to this machine as if that were on the public internet."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "authority.pem"))
    monkeypatch.setattr(sending, "is_public", lambda address: address == "127.0.0.1")
    names_mean(monkeypatch, "127.0.0.1")
    with receiving(authority, tmp_path) as receiver:
        yield receiver


def names_mean(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """What looking up a name of example.org answers from now on; the list grows with each time that one is."""
    asked: list[str] = []

    def look_up(host: str, port: int, *args: Any, **more: Any) -> Any:
        if not str(host).endswith("example.org"):
            return REAL_LOOK_UP(host, port, *args, **more)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def office(cora: User, browser_of: Browsers) -> FlaskClient:
    office = browser_of(cora)
    prove(office)
    return office


def add(office: FlaskClient, url: str, told: list[str] = BOTH) -> str:
    """Enter an address; answers its secret from the only page that shows it."""
    page = office.post("/office/webhooks", data={"url": url, "events": told})
    found = re.search(r"whsec_[\w+/=]+", page.text)
    assert found is not None, page.text
    return found[0]


def deliveries() -> list[WebhookDelivery]:
    db.session.rollback()
    return list(db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def tell(posting_id: int) -> None:
    with unit_of_work():
        events.publish(PostingPublished(posting_id))


def checked(app: Flask, secret: str, arrived: tuple[str, dict[str, str], bytes]) -> Any:
    """What arrived, as a receiver believes it: the reference library checks the signature, the document the form."""
    _path, headers, body = arrived
    reference = ReferenceWebhook(secret)
    seconds = str(int(NOW.timestamp()))
    assert headers["webhook-timestamp"] == seconds
    signed = reference.sign(headers["webhook-id"], clock.now(), body.decode())
    assert headers["webhook-signature"] == signed
    payload = json.loads(body)
    whole = description(app)
    schema = whole["webhooks"][payload["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
    Draft202012Validator(schema | {"components": whole["components"]}).validate(payload)
    return payload


def test_a_system_is_told_of_a_posting_once_and_signed(
    app: Flask, receiver: Receiver, office: FlaskClient, grace: User
) -> None:
    secret = add(office, receiver.url())
    assert secret not in office.get("/office/webhooks").text
    assert secret not in str(db.session.scalars(select(Webhook.sealed_secret)).one())
    posting = posting_of(grace, title="Qzvktitle", state=PostingState.IN_REVIEW, published_at=None, **WHOLE)
    posting_id = posting.id
    page = office.post(f"/opportunities/{posting_id}/publish")
    assert page.status_code == 303, re.findall(r"c-summary.*?</div>", page.text, re.S)
    tell(posting_id)
    assert send_due(NOW) == 1 and send_due(NOW) == 0
    (arrived,) = receiver.arrived
    payload = checked(app, secret, arrived)
    assert payload["data"] == {"posting_id": posting_id, "url": f"http://127.0.0.1:8000/opportunities/{posting_id}"}
    assert b"Qzvktitle" not in arrived[2] and b"Grace" not in arrived[2]
    page = office.get("/office/webhooks/1").text
    assert "Delivered" in page and "Thanks &lt;b&gt;you" in page


def test_a_completed_placement_is_told_by_its_number_and_forgotten_with_its_student(
    app: Flask, receiver: Receiver, office: FlaskClient, grace: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    secret, stu = add(office, receiver.url(), ["placement.completed"]), person("stu", Role.STUDENT)
    application = offered_to(stu, posting_of(grace))
    assert application.state is ApplicationState.OFFERED
    student, host = browser_of(stu), browser_of(grace)
    student.post(f"/applications/{application.id}/accept-offer")
    placement = db.session.scalars(select(Placement)).one()
    page = f"/placements/{placement.id}"
    host.post(f"{page}/start", data={"day": NOW.date().isoformat()})
    agree(student, f"{page}/confirm")
    agree(host, f"{page}/confirm")
    assert send_due(NOW) == 1, "and nothing of the posting"
    payload = checked(app, secret, receiver.arrived[0])
    assert payload["data"] == {"placement_id": placement.id, "posting_id": placement.opportunity_id}
    declared = next(table for table in PERSONAL if table.name == WebhookDelivery.__tablename__)
    theirs = erasure_queries.is_theirs(declared, {stu.id}, set())
    assert len(db.session.execute(select(WebhookDelivery.id).where(theirs)).all()) == 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/slow", 204, ""),
        ("/broken", 500, "Thanks"),
        ("/moved", 301, "Thanks"),
        ("/huge", 200, "Thanks"),
        ("/hang", None, "did not answer within"),
        ("/drip", None, "did not answer within"),
    ],
)
def test_whatever_a_receiver_does_is_over_and_noted(
    receiver: Receiver,
    office: FlaskClient,
    grace: User,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    status: int | None,
    words: str,
) -> None:
    monkeypatch.setattr(sending, "MOST_SECONDS", 0.8)
    add(office, receiver.url(path))
    for title in ("One", "Two"):
        tell(posting_of(grace, title=title).id)
    is_taken = status is not None and status < 300
    assert send_due(NOW) == (2 if is_taken else 1), "of a receiver that fails one is tried, and the others wait"
    assert [arrived[0] for arrived in receiver.arrived] == [path] * (2 if is_taken else 1), "no redirect is followed"
    first = deliveries()[0]
    assert (first.status, first.delivered_at is not None) == (status, is_taken)
    assert words in first.answer and len(first.answer) <= 500
    assert is_taken or first.due_at >= NOW + timedelta(minutes=1)


def test_a_failed_delivery_is_tried_later_and_later_then_given_up_and_replayed(
    receiver: Receiver, office: FlaskClient, grace: User
) -> None:
    add(office, receiver.url("/broken"))
    tell(posting_of(grace).id)
    waits, now = [], NOW
    for _ in range(8):
        with clock.frozen(now):
            assert send_due(now) == 1
        (delivery,) = deliveries()
        waits.append(delivery.due_at - now)
        now = max(delivery.due_at, now + timedelta(seconds=1))
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=1) and waits[-1] == timedelta(days=1)
    assert delivery.given_up_at is not None
    assert send_due(now + timedelta(days=9)) == 0
    ids = {headers["webhook-id"] for _, headers, _ in receiver.arrived}
    assert len(ids) == 1 and len({body for *_, body in receiver.arrived}) == 1, "the same at every try"
    with unit_of_work():
        db.session.get_one(Webhook, 1).url = receiver.url("/ok")
    assert office.post("/office/webhooks/1/deliveries/1/replay").status_code == 303
    assert office.post("/office/webhooks/1/deliveries/1/replay").status_code == 409
    assert send_due(NOW) == 1
    assert receiver.arrived[-1][1]["webhook-id"] in ids and deliveries()[0].delivered_at is not None


def test_after_five_days_of_failures_the_office_hears_and_nothing_more_is_sent(
    receiver: Receiver, office: FlaskClient, grace: User, emails: Callable[[], list[str]]
) -> None:
    add(office, receiver.url("/broken"))
    posting_id = posting_of(grace).id
    assert office.post("/office/webhooks/1/test").status_code == 303
    assert send_due(NOW) == 1
    later = NOW + timedelta(days=5)
    with clock.frozen(later - timedelta(seconds=1)):
        assert send_due(clock.now()) == 1
        assert emails() == []
    with clock.frozen(later + timedelta(hours=1)):
        assert send_due(clock.now()) == 1
    assert [email.partition("\n")[0] for email in emails()] == ["Rounds no longer reaches one of your school’s systems"]
    assert db.session.get_one(Webhook, 1).disabled_because == "For 5 days every delivery failed."
    tell(posting_id)
    assert len(deliveries()) == 1, "what is disabled is told of nothing"
    assert send_due(later + timedelta(days=9)) == 0
    with unit_of_work():
        db.session.get_one(Webhook, 1).url = receiver.url("/ok")
    page = office.get("/office/webhooks/1").text
    assert "Nothing is sent" in page and "Send a test" not in page, "it would not be sent"
    assert office.post("/office/webhooks/1/enable").status_code == 303
    assert send_due(NOW) == 1 and db.session.get_one(Webhook, 1).failing_since is None
    verbs = select(AuditEntry.verb).where(AuditEntry.verb.startswith("webhook.")).order_by(AuditEntry.id)
    assert list(db.session.scalars(verbs)) == ["webhook.add", "webhook.test", "webhook.disable", "webhook.enable"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_an_answer_with_a_nul_is_noted_without_it(receiver: Receiver, office: FlaskClient) -> None:
    add(office, receiver.url("/nul"))
    office.post("/office/webhooks/1/test")
    assert send_due(NOW) == 1 and send_due(NOW) == 0
    (delivery,) = deliveries()
    assert delivery.delivered_at is not None and delivery.answer == "Thanks <b>you</b>"


def test_a_failure_puts_off_what_waits_and_leaves_what_is_over_alone(
    receiver: Receiver, office: FlaskClient, grace: User
) -> None:
    add(office, receiver.url())
    tell(posting_of(grace, title="One").id)
    assert send_due(NOW) == 1
    was_due = deliveries()[0].due_at
    with unit_of_work():
        db.session.get_one(Webhook, 1).url = receiver.url("/broken")
    with clock.frozen(NOW + timedelta(hours=1)):
        for title in ("Two", "Three"):
            tell(posting_of(grace, title=title).id)
        assert send_due(clock.now()) == 1
        over, _failed, waiting = deliveries()
        assert over.due_at == was_due and waiting.due_at == clock.now() + timedelta(minutes=1)


def test_a_file_of_postings_is_told_of_in_the_same_few_statements(app: Flask, office: FlaskClient, grace: User) -> None:
    add(office, "https://one.example.org/")
    add(office, "https://two.example.org/")
    numbers = [posting_of(grace, title=f"Number {number}").id for number in range(9)]
    asked = []
    for some in (numbers[:2], numbers[2:]):
        with unit_of_work():
            asked.append(count_statements(app, partial(actions.tell_of_postings, some, now=NOW)))
    assert asked[0] == asked[1] and len(deliveries()) == 18


def test_whoever_answers_410_wants_nothing_more(receiver: Receiver, office: FlaskClient) -> None:
    add(office, receiver.url("/gone"))
    office.post("/office/webhooks/1/test")
    assert send_due(NOW) == 1
    assert db.session.get_one(Webhook, 1).is_disabled


def test_a_name_is_looked_up_once_and_leads_into_no_own_network(
    receiver: Receiver, office: FlaskClient, grace: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, receiver.url())
    tell(posting_of(grace).id)
    asked = names_mean(monkeypatch, "127.0.0.1", "10.0.0.8")
    assert send_due(NOW) == 1
    assert receiver.arrived == [] and "own network" in deliveries()[0].answer and asked == [HOST]
    asked = names_mean(monkeypatch, "127.0.0.1")
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert send_due(clock.now()) == 1
    assert len(receiver.arrived) == 1 and asked == [HOST], "what it means a moment later leads nowhere else"


def test_another_name_in_the_certificate_gets_nothing(
    authority: trustme.CA, tmp_path: Path, receiver: Receiver, office: FlaskClient, grace: User
) -> None:
    with receiving(authority, tmp_path, "other.example.org") as other:
        add(office, other.url())
        tell(posting_of(grace).id)
        assert send_due(NOW) == 1
        assert other.arrived == [] and deliveries()[0].answer.startswith("Its certificate does not hold")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *(
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fec0::1",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
        ),
        *(
            "64:ff9b::a00:1",
            "168.63.129.16",
            "192.88.99.1",
            "3fff::1",
            "64:ff9b::7f00:1",
            "2002:a00:1::1",
            "255.255.255.255",
            "192.0.2.1",
            "224.0.0.1",
        ),
    ],
)
def test_no_address_of_an_own_network_is_public(address: str) -> None:
    assert not sending.is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert all(map(sending.is_public, ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822")))


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.example.org/", "ftp://hooks.example.org/", "hooks.example.org", "https://", "https://x:y/"),
        *(
            "https://me:pw@hooks.example.org/",
            "https://hooks.example.org/#a",
            "https://localhost/",
            "https://intranet/",
        ),
        *(
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://printer.local/",
            "https://db.internal/",
            "https://127.0.0.1/",
        ),
        *(f"https://hooks.{name}/" for name in ("test", "lan", "corp", "onion", "home.arpa", "internal.")),
        *(f"https://{name}/" for name in ("localhost.", "intranet..", "lan.", "home.arpa", "127.0.0.1.", "10.0.0.1..")),
        *(f"https://hooks.example.org:{port}/" for port in (0, 22, 25)),
    ],
)
def test_an_address_that_is_never_told_is_refused_beside_its_field(office: FlaskClient, url: str) -> None:
    page = office.post("/office/webhooks", data={"url": url, "events": BOTH})
    assert page.status_code == 422 and 'id="url-error"' in page.text
    assert list(db.session.scalars(select(Webhook))) == []


def test_whoever_adds_an_address_proves_who_they_are_and_types_nothing_twice(cora: User, at_the_door: Browsers) -> None:
    browser = at_the_door(cora)
    answer = browser.post("/office/webhooks", data={"url": "https://hooks.example.org/", "events": BOTH})
    assert answer.status_code == 303 and answer.location.startswith("/account/prove?next=")
    assert list(db.session.scalars(select(Webhook))) == []
    onward = browser.post(answer.location, data={"password": PASSWORD}).location
    form = form_of(browser.get(onward).text, "/office/webhooks")
    assert browser.post("/office/webhooks", data=form).status_code == 201
    assert db.session.scalar(select(UnsentForm)) is None, "it is sent, and kept no longer"
    [added] = db.session.scalars(select(Webhook))
    assert (added.url, sorted(added.events)) == ("https://hooks.example.org/", sorted(BOTH))


def test_a_file_of_postings_is_read_for_no_system_where_none_is_told(app: Flask, cora: User) -> None:
    posting = posting_of(cora)

    def publish() -> None:
        with unit_of_work():
            events.publish(PostingsImported(posting.id, posting.id))

    ids = "SELECT opportunities.id \nFROM opportunities"
    assert not [asked for asked in statements_of(app, publish) if asked.startswith(ids)]


def test_ten_tests_an_hour_go_to_one_address(receiver: Receiver, office: FlaskClient) -> None:
    add(office, receiver.url())
    answers = [office.post("/office/webhooks/1/test").status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_an_address_is_told_once_and_removed_with_its_log(receiver: Receiver, office: FlaskClient, grace: User) -> None:
    add(office, receiver.url())
    assert office.post("/office/webhooks", data={"url": receiver.url(), "events": BOTH}).status_code == 422
    same = office.post("/office/webhooks", data={"url": receiver.url().replace(HOST, HOST.upper()), "events": BOTH})
    assert "is told already" in same.text
    missing = office.post("/office/webhooks", data={"url": receiver.url("/x")})
    assert missing.status_code == 422 and "Choose what it is told of." in missing.text
    first = posting_of(grace).id
    posting_of(grace, state=PostingState.DRAFT, published_at=None)
    last = posting_of(grace).id
    with unit_of_work():
        events.publish(PostingsImported(first, last))
    assert [delivery.opportunity_id for delivery in deliveries()] == [first, last], "a draft came on no board"
    agree(office, "/office/webhooks/1/remove")
    assert deliveries() == [] and list(db.session.scalars(select(Webhook))) == []
    assert send_due(NOW) == 0
