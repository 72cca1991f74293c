"""The logo and the colors of the school, in what leaves Rounds: emails and paper."""

import io
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PageObject, PdfReader

from board.accounts.models import Role, User
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, Certificate
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState
from board.school import actions as school_actions
from board.school.contrast import ENOUGH, PAGES, contrast
from board.school.email_wording import EmailWording
from tests.conftest import NOW
from tests.office.test_settings import hand_in, picture

People, Browsers = Callable[..., User], Callable[[User], FlaskClient]
LIGHT, DARK = "#7a1f3d", "#f2a6bf"


@pytest.fixture
def cora(person: People) -> User:
    return person("cora", Role.COORDINATOR)


def dress(cora: User, browser: FlaskClient) -> None:
    """A logo and colors, as the office gives them."""
    assert hand_in(browser, picture()).status_code == 303  # type: ignore[attr-defined]
    with unit_of_work():
        school_actions.save({"brand_light": LIGHT, "brand_dark": DARK}, by=cora.id, now=NOW)


def html_of(folder: Path) -> str:
    """The HTML part of the email that was sent last."""
    newest = max(folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
    part = message_from_bytes(newest.read_bytes(), policy=policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_an_email_bears_the_logo_and_the_colors_also_when_the_worker_words_it(
    cora: User, enter: Browsers, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/forgot-password", data={"email": cora.email})
    plain = html_of(tmp_path / "mail")
    assert ("<img" in plain, "#00655c" in plain) == (False, True)
    dress(cora, enter(cora))
    monkeypatch.setattr(outbox._delivery, "by_worker", frozenset({"EmailWritten"}))
    with clock.frozen(NOW.replace(hour=23)):
        client.post("/forgot-password", data={"email": cora.email})
        outbox.deliver_pending()  # nobody asks: there is no request
    html = html_of(tmp_path / "mail")
    [image] = re.findall(r"<img [^>]*>", html)
    assert re.search(r'src="http://[^"]+/school/logo\.png\?v=\w+"', image)
    assert 'width="144"' in image
    assert 'height="48"' in image
    address = re.findall(r'src="http://[^/]+(/[^"]+)"', image)[0]
    assert client.get(address).mimetype == "image/png"
    assert LIGHT in html
    assert DARK in html
    assert "#00655c" not in html


def test_the_colors_of_an_email_read_where_they_stand(
    cora: User, enter: Browsers, client: FlaskClient, tmp_path: Path
) -> None:
    dress(cora, enter(cora))
    client.post("/forgot-password", data={"email": cora.email})
    html = html_of(tmp_path / "mail")
    light, dark = html.split("prefers-color-scheme")
    for style, theme in ((light, "light"), (dark, "dark")):
        [behind] = re.findall(r"main \{[^}]*background: (#\w{6})", style)
        [link] = re.findall(r"\ba \{ color: (#\w{6})", style)
        [(button, words)] = re.findall(r"\.act \{[^}]*background: (#\w{6}); color: (#\w{6})", style)
        assert behind == PAGES[theme]["a card"], "the office checked the color on it"
        assert min(contrast(link, behind), contrast(words, button)) >= ENOUGH


def test_the_schools_own_words_stand_behind_the_greeting_and_not_behind_the_logo(
    cora: User, enter: Browsers, client: FlaskClient, tmp_path: Path
) -> None:
    dress(cora, enter(cora))
    with unit_of_work():
        school_actions.save_wording("reset-password", EmailWording(intro="Mind the step."), by=cora.id, now=NOW)
    client.post("/forgot-password", data={"email": cora.email})
    html = html_of(tmp_path / "mail")
    assert html.index("<h1>") < html.index("Mind the step.")


@pytest.mark.parametrize("address", ["/record/cv.pdf", "/transcript.pdf", "/certificates/ADA1/certificate.pdf"])
def test_paper_bears_the_logo_and_the_color(
    address: str, cora: User, person: People, enter: Browsers, app: Flask
) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    ada = person("ada", Role.STUDENT)
    certified(ada)
    before = page_of(enter(ada), address)
    assert len(before.images) == 0
    dress(cora, enter(cora))
    page = page_of(enter(ada), address)
    assert [image.image.size for image in page.images if image.image] == [(300, 100)]
    wine = re.compile(r"0?\.478\d* 0?\.121\d* 0?\.239\d* (RG|rg)")
    assert (bool(wine.search(drawn(page))), bool(wine.search(drawn(before)))) == (True, False)


def test_mentors_hours_bear_the_logo_too(cora: User, person: People, enter: Browsers) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    dress(cora, enter(cora))
    mia = person("mia", Role.FACULTY)
    with unit_of_work():
        db.session.add(
            Enrolment(user_id=mia.id, kind=MentorKind.FACULTY, state=EnrolmentState.APPROVED, created_at=NOW)
        )
    assert len(page_of(enter(mia), "/mentorship/hours.pdf").images) == 1


def certified(ada: User) -> None:
    with unit_of_work():
        activity = Activity(slug="a", title="Leading a meeting", created_at=NOW, minutes=30, format="module")
        db.session.add(activity)
        db.session.flush()
        words = {"name": "Ada", "title": "Leading", "provider": "", "format": "module", "credit_statement": ""}
        numbers = {"user_id": ada.id, "activity_id": activity.id, "minutes": 30}
        db.session.add(Certificate(code="ADA1", issued_at=NOW, **words, **numbers))


def page_of(browser: FlaskClient, address: str) -> PageObject:
    answer = browser.get(f"{address}?as=pdf")
    assert answer.mimetype == "application/pdf", answer.text
    return PdfReader(io.BytesIO(answer.data)).pages[0]


def drawn(page: PageObject) -> str:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")
