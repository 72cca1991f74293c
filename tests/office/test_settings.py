"""The school decides for itself at /office/settings, and every page follows at once."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin

from board import create_app
from board.accounts.models import Role, User
from board.demo.school import PASSWORD
from board.kernel import audit
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import queries as opportunity_queries
from board.school import actions as school_actions
from board.school import settings as school_settings
from board.school.contrast import DARK, LIGHT, PAGES, Shades, contrast
from tests.conftest import NOW, Browser
from tests.databases import settings_for

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
Enter = Callable[[User], FlaskClient]
People = Callable[..., User]
PAGES_OF_SETTINGS = ("school", "look", "people", "texts", "words", "limits", "retention", "security")


@pytest.fixture
def office(person: People, enter: Enter) -> FlaskClient:
    return enter(person("dean", Role.COORDINATOR))


def sent(browser: FlaskClient, page: str, **changes: object) -> dict[str, object]:
    """What the form of a page sends when one changes this and nothing else."""
    html = browser.get(f"/office/settings/{page}").get_data(as_text=True)
    form = html[html.index('class="c-form"') : html.index("</form>", html.index('class="c-form"'))]
    values: dict[str, object] = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    values |= {name: text.lstrip() for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', form)}
    ticked: dict[str, list[str]] = {}
    for box in re.findall(r'<input type="checkbox"[^>]*>', form):
        values.pop(re.findall(r'name="(\w+)"', box)[0], None)
        if " checked" in box:
            ticked.setdefault(re.findall(r'name="(\w+)"', box)[0], []).append(re.findall(r'value="([^"]*)"', box)[0])
    return values | ticked | changes


def save(browser: FlaskClient, page: str, **changes: object) -> object:
    return browser.post(f"/office/settings/{page}", data=sent(browser, page, **changes))


@pytest.mark.parametrize("page", ["", *(f"/{name}" for name in PAGES_OF_SETTINGS)])
def test_the_settings_are_a_coordinators_own(page: str, person: People, enter: Enter, client: FlaskClient) -> None:
    assert client.get(f"/office/settings{page}").status_code in (303, 404)
    assert enter(person("fay", Role.FACULTY)).get(f"/office/settings{page}").status_code in (403, 404)
    dean = enter(person("dean", Role.COORDINATOR))
    assert dean.get(f"/office/settings{page}").status_code == 200
    assert 'href="/office/settings"' in dean.get("/office").text


@pytest.mark.parametrize("page", PAGES_OF_SETTINGS)
def test_a_page_saved_as_it_is_changes_nothing(page: str, office: FlaskClient) -> None:
    assert office.post(f"/office/settings/{page}", data=sent(office, page)).status_code == 303
    assert "Nothing was changed." in office.get(f"/office/settings/{page}").text
    assert db.session.query(audit.AuditEntry).filter_by(verb="setting.change").count() == 0


@BOTH
def test_a_saved_name_is_on_every_page_of_every_worker_and_in_the_audit_log(
    app: Flask, office: FlaskClient, tmp_path: Path, database: str
) -> None:
    other = create_app(settings_for(tmp_path, database), TESTING=True, WTF_CSRF_ENABLED=False)
    other.test_client_class = Browser
    there = other.test_client()
    there.get("/")
    assert save(office, "school", school_name="Harbor Medical College").status_code == 303
    for browser in (office, there):
        assert "Harbor Medical College" in browser.get("/").text
    page = office.get("/office/audit?verb=setting.change").text
    assert "changed a setting of the school" in page
    assert "Alder Grove School of Medicine" in page
    with other.app_context():
        db.engine.dispose()


@BOTH
def test_two_who_edit_at_once_see_both_texts(app: Flask, office: FlaskClient, person: People, enter: Enter) -> None:
    second = enter(person("sub", Role.COORDINATOR))
    mine = sent(second, "school", school_name="Mine")
    assert save(office, "school", school_name="Theirs").status_code == 303
    answer = second.post("/office/settings/school", data=mine)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert school_settings.school_name == "Theirs"


def test_two_who_edit_different_things_at_once_keep_both(office: FlaskClient, person: People, enter: Enter) -> None:
    second = enter(person("sub", Role.COORDINATOR))
    mine = sent(second, "school", programmes="MD\nMD/PhD")
    save(office, "school", campuses="Harbor")
    mine["campuses"] = "Harbor"
    assert second.post("/office/settings/school", data=mine).status_code == 303
    assert (school_settings.programmes, school_settings.campuses) == (("MD", "MD/PhD"), ("Harbor",))


@pytest.mark.parametrize(
    ("page", "field", "typed", "sentence"),
    [
        ("school", "school_name", "  ", "Write the name of the school."),
        ("school", "class_years", "M1\nm1", "m1 is there twice."),
        ("school", "terms", "Fall: soon", "write a name and two days, like Fall 2026: Aug 17, 2026"),
        ("school", "terms", "Fall: 2026-12-18 to 2026-08-17", "ends before it starts: Aug 17, 2026 is not after Dec"),
        ("school", "terms", "Always: 0001-01-01 to 9999-12-31", "a term lasts at most a year"),
        ("school", "terms", "Fall: 0026-08-01 to 0026-12-18", "“Fall”: choose days of the years 2000 to 2099."),
        ("school", "terms", "Fall: 2926-08-01 to 2926-12-18", "“Fall”: choose days of the years 2000 to 2099."),
        ("school", "terms", "Fall: 2026-08-01 to 2027-12-18", "“Fall”: a term lasts at most a year."),
        ("school", "terms", "A: 2026-08-01 to 2026-12-18\nB: 2026-12-18 to 2027-02-01", "A and B overlap."),
        ("people", "email_domains", "school edu", "is no domain"),
        ("limits", "offer_days", "0", "Write a whole number from 1 to 365."),
        ("limits", "offer_days", "seven", "Write a whole number from 1 to 365."),
        ("look", "brand_light", "teal", "Write a color as #"),
        ("look", "brand_light", "#72cec2", "4.5:1 is needed"),
        ("look", "brand_dark", "#0b625c", "4.5:1 is needed"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_as_typed(
    office: FlaskClient, page: str, field: str, typed: str, sentence: str
) -> None:
    answer = save(office, page, **{field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert typed.strip() in answer.text.replace("<br>", "\n") or typed in answer.get_data(as_text=True)
    assert not school_settings.is_own(school_settings.declared(field))


@pytest.mark.parametrize(
    "typed",
    [
        "Fall 2026: 2026-08-17 to 2026-12-19",
        "Fall 2026: 17 Aug 2026 - 19 Dec 2026",
        "Fall 2026: August 17, 2026 – Dec. 19, 2026",
        "Fall 2026: Aug 17 2026 until 19 December 2026",
    ],
)
def test_a_term_is_written_as_people_write_days(office: FlaskClient, typed: str) -> None:
    assert save(office, "school", terms=typed).status_code == 303
    assert school_settings.terms == ("Fall 2026: 2026-08-17 to 2026-12-19",)


@pytest.mark.parametrize("day", ["8/17/2026", "31 Feb 2026", "17 Juxe 2026", "17 Aug 26"])
def test_a_day_of_a_term_is_never_guessed(office: FlaskClient, day: str) -> None:
    answer = save(office, "school", terms=f"Fall: {day} to 2027-12-19")
    assert answer.status_code == 422


def test_every_mistake_of_a_page_is_told_at_once(office: FlaskClient) -> None:
    answer = save(office, "look", brand_light="teal", brand_dark="navy")
    assert answer.status_code == 422
    assert 'id="brand_light-error"' in answer.text and 'id="brand_dark-error"' in answer.text


def test_the_overview_shows_texts_without_the_marks_of_markdown(office: FlaskClient) -> None:
    save(office, "texts", help_text="Ask the **Office of Students**.")
    page = office.get("/office/settings").text
    assert "Ask the Office of Students." in page and "**Office" not in page


def test_a_class_year_that_students_are_in_is_not_taken_from_them(office: FlaskClient, person: People) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        db.session.get(User, ada.id).class_year = "M4"
    answer = save(office, "school", class_years="M1\nM2\nM3")
    assert answer.status_code == 422
    assert "1 student is in M4. Enter another class year for them first." in answer.text
    with unit_of_work():
        db.session.get(User, ada.id).class_year = "M3"
    assert save(office, "school", class_years="M1\nM2\nM3").status_code == 303


def test_the_schools_own_class_years_programs_and_campuses_are_what_forms_offer(
    office: FlaskClient, person: People, enter: Enter
) -> None:
    save(office, "school", class_years="Year 1\nYear 2", programmes="MD\nMD/PhD", campuses="Harbor")
    ada = enter(person("ada", Role.STUDENT))
    profile = ada.get("/account/profile").get_data(as_text=True)
    for name in ("Year 1", "Year 2", "MD/PhD", "Harbor"):
        assert f'<option value="{name}"' in profile
    assert 'value="M4"' not in profile
    answer = ada.post("/account/profile", data={"name": "Ada", "class_year": "M4", "programme": "DO"})
    assert answer.status_code == 422
    assert school_settings.class_years == ("Year 1", "Year 2")


def test_a_name_that_somebody_has_stays_theirs_when_the_school_lists_it_no_more(
    office: FlaskClient, person: People, enter: Enter
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        db.session.get(User, ada.id).programme = "MD/JD"
    save(office, "school", programmes="MD\nMD/PhD")
    browser = enter(ada)
    assert '<option selected value="MD/JD">' in browser.get("/account/profile").get_data(as_text=True)
    assert browser.post("/account/profile", data={"name": "Ada", "programme": "MD/JD"}).status_code == 303


def test_a_posting_for_everybody_is_found_under_class_years_that_are_new(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": PASSWORD})
    everybody = [posting for posting in opportunity_queries.published() if not posting.class_years]
    assert everybody
    with unit_of_work():
        school_actions.save({"class_years": ["M1", "M2", "M3", "M4", "M5"]}, by=None, now=NOW)
    page = client.get("/opportunities?year=M5").text
    assert any(posting.title in page for posting in everybody)


def test_terms_stand_beside_the_days_of_a_posting(office: FlaskClient) -> None:
    save(office, "school", terms="Spring 2027: 2027-01-11 to 2027-05-14\nFall 2026: 2026-08-17 to 2026-12-18")
    for page in ("/opportunities/new", "/office/settings"):
        shown = office.get(page).text
        assert "Fall 2026: Aug 17, 2026 to Dec 18, 2026; Spring 2027: Jan 11, 2027 to May 14, 2027" in shown, page


def test_texts_of_the_school_are_shown_as_markdown_and_nothing_more(office: FlaskClient, client: FlaskClient) -> None:
    hostile = "**Welcome** <script>alert(1)</script> [x](javascript:alert(1))"
    assert save(office, "texts", front_text=hostile, help_text="Ask *Dean Lee*.").status_code == 303
    front, help_page = client.get("/").get_data(as_text=True), client.get("/help").get_data(as_text=True)
    assert "<strong>Welcome</strong>" in front
    assert "<script>alert" not in front
    assert 'href="javascript' not in front
    assert "Ask <em>Dean Lee</em>." in help_page


def test_a_preview_shows_the_text_and_saves_nothing(office: FlaskClient) -> None:
    answer = save(office, "texts", front_text="**Soon**", preview="y")
    assert answer.status_code == 200
    assert "<strong>Soon</strong>" in answer.get_data(as_text=True)
    assert school_settings.front_text == ""


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("peds", "write = or &gt;"),
        ("a > b > c", "write = or &gt;"),
        ("peds =", "write words on both sides"),
        ("= peds", "write words on both sides"),
        ("ok, fine = okay", "holds a comma"),
        ("Peds = peds", "the same words twice"),
        ("\n".join(f"zeta = word {number}" for number in range(13)), "stands on 13 lines"),
    ],
)
def test_a_line_of_synonyms_that_says_nothing_is_refused(office: FlaskClient, line: str, refused: str) -> None:
    answer = save(office, "words", synonyms=f"ok = okay\n{line}")
    assert answer.status_code == 422
    assert refused in answer.get_data(as_text=True)
    assert school_settings.synonyms == ()


def test_colors_are_served_from_a_sheet_named_by_what_is_in_it(office: FlaskClient, client: FlaskClient) -> None:
    assert "/school/colors" not in client.get("/").get_data(as_text=True)
    assert save(office, "look", brand_light="#7A1F3D", brand_dark="#f2a7bd").status_code == 303
    page = client.get("/").get_data(as_text=True)
    address = re.findall(r'href="(/school/colors\.css\?v=\w+)"', page)[0]
    assert "style=" not in page
    sheet = client.get(address)
    assert "--brand: light-dark(#7a1f3d, #f2a7bd)" in sheet.text
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(address, headers={"If-None-Match": sheet.headers["ETag"]}).status_code == 304
    save(office, "look", brand_light="#0b625c")
    assert re.findall(r'href="(/school/colors\.css\?v=\w+)"', client.get("/").get_data(as_text=True)) != [address]
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_colors_are_seen_in_both_themes_before_they_are_saved(office: FlaskClient) -> None:
    answer = save(office, "look", brand_light="#7a1f3d", preview="y")
    html = answer.get_data(as_text=True)
    assert 'data-theme="light"' in html
    assert 'data-theme="dark"' in html
    address = re.findall(r'href="(/office/settings/look/preview\.css[^"]*)"', html)[0].replace("&amp;", "&")
    sheet = office.get(address).text
    assert sheet.startswith(".c-theme {")
    assert "#7a1f3d" in sheet
    assert school_settings.brand_light == ""
    hostile = "/office/settings/look/preview.css?brand_light=red;}body{display:none&brand_dark="
    assert "display" not in office.get(hostile).text


def test_a_color_that_is_refused_says_the_ratio_and_one_that_would_do(office: FlaskClient) -> None:
    page = save(office, "look", brand_light="#3fa79b").text
    ratio, place, other = re.findall(
        r"a contrast of ([\d.]+):1 (.*?) in the light theme; 4.5:1 is needed\. (#\w{6}) would do", page
    )[0]
    measured = [value for value, where in Shades(LIGHT, "#3fa79b").readings() if where == place]
    assert float(ratio) == pytest.approx(measured[0], abs=0.01)
    assert Shades(LIGHT, other).is_readable
    assert save(office, "look", brand_light=other).status_code == 303


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#0b625c", "#0b625c") == 1


def test_every_color_that_is_let_through_reads_on_every_ground() -> None:
    for theme, channels in product((LIGHT, DARK), product(range(0, 256, 51), repeat=3)):
        shades = Shades(theme, "#" + bytes(channels).hex())
        if shades.is_readable:
            assert all(contrast(shades.brand, behind) >= 4.5 for behind in (*PAGES[theme].values(), shades.wash))
        else:
            other = shades.readable_neighbour()
            assert Shades(theme, other).is_readable


def test_the_grounds_that_colors_are_measured_on_are_those_of_the_sheet() -> None:
    sheet = (Path(__file__).resolve().parents[2] / "static/css/app.css").read_text("utf-8")
    for token, place in (("paper", "the page"), ("sheet", "a card"), ("sunk", "a sunken field")):
        written = re.findall(rf"--{token}: light-dark\(oklch\((.*?)\), oklch\((.*?)\)\)", sheet)[0]
        assert tuple(map(srgb, written)) == (PAGES[LIGHT][place], PAGES[DARK][place]), token


def srgb(oklch: str) -> str:
    """By the matrices of https://bottosson.github.io/posts/oklab/."""
    from math import cos, radians, sin

    lightness, chroma, hue = (float(part.rstrip("%")) / (100 if "%" in part else 1) for part in oklch.split())
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    curved = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear)
    return "#" + bytes(min(max(round(255 * part), 0), 255) for part in curved).hex()


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), mode: str = "RGB", **more: object) -> bytes:
    made = BytesIO()
    Image.new(mode, size, "#7a1f3d").save(made, kind, **more)
    return made.getvalue()


def hand_in(browser: FlaskClient, content: bytes, name: str = "logo.png") -> object:
    return browser.post("/office/settings/look/logo", data={"logo": (BytesIO(content), name)})


@BOTH
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_made_anew_and_shown_on_every_page(office: FlaskClient, client: FlaskClient, kind: str) -> None:
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "planted secret")
    assert (
        hand_in(office, picture(kind, **({"pnginfo": about} if kind == "PNG" else {})), "any.name").status_code == 303
    )
    page = client.get("/").get_data(as_text=True)
    address = re.findall(r'<img src="(/school/logo\.png\?v=\w+)" alt="Alder Grove School of Medicine"', page)[0]
    served = client.get(address)
    assert served.headers["Content-Type"] == "image/png"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert b"planted secret" not in served.data
    assert Image.open(BytesIO(served.data)).size == (300, 100)
    assert client.get(address, headers={"If-None-Match": served.headers["ETag"]}).status_code == 304
    assert office.post("/office/settings/look/logo/remove").status_code == 303
    assert "/school/logo" not in client.get("/").get_data(as_text=True)


def test_a_large_picture_is_made_small(office: FlaskClient, client: FlaskClient) -> None:
    assert hand_in(office, picture(size=(3000, 1000))).status_code == 303
    assert re.search(r'width="576"\s+height="192"', client.get("/").get_data(as_text=True))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file first."),
        (SVG, "This is no picture that can be read."),
        (b"GIF89a" + bytes(50), "This is no picture that can be read."),
        (picture(size=(301, 101))[:-30], "This is no picture that can be read."),
        (picture(size=(5000, 4000), mode="1"), "has 5,000 × 4,000 pixels. Choose one of at most 16 million."),
        (picture(size=(12000, 12000), mode="1"), "has 12,000 × 12,000 pixels. Choose one of at most 16 million."),
        (picture(size=(20, 20)), "Choose one of at least 32 on each side."),
        (picture(size=(900, 40)), "more than eight times as long"),
        (picture() + bytes(2 * 1024 * 1024), "larger than 2 MB"),
    ],
    ids=["none", "svg", "gif", "torn", "huge", "very-huge", "tiny", "ribbon", "heavy"],
)
def test_what_is_no_logo_is_refused_in_a_sentence(office: FlaskClient, content: bytes, sentence: str) -> None:
    answer = hand_in(office, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert school_settings.logo == ""


def test_only_domains_of_the_school_may_sign_up_once_it_says_so(office: FlaskClient, client: FlaskClient) -> None:
    save(office, "people", email_domains="school.edu")
    answer = client.post("/sign-up", data={"name": "Ada", "email": "ada@elsewhere.org"})
    assert answer.status_code == 422
    assert "school.edu" in answer.text
