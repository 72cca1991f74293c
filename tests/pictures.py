"""Pictures of every page, to be looked at: of the demo school, of the office of an empty one, and of what is refused.

    python -m tests.pictures take [ADDRESS]
    python -m tests.pictures compare
    python -m tests.pictures help

`take` draws each page (or those whose address begins so) in three widths and both themes into `instance/pictures/now`,
whose `index.html` is the contact sheet; the run before it stays in `instance/pictures/before`. `compare` tells which
pictures of the two runs differ, and puts those beside each other in `changes.html`. Dates and ages on pages move with
the day, so compare runs of one day. `help` draws the few pictures of Help and the README into `static/help`.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby, product
from pathlib import Path
from urllib.parse import quote

import click
from flask import Flask
from markupsafe import escape
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright

from board.accounts import passwords as account_passwords
from board.accounts.models import Role, RoleGrant, User
from board.demo.school import PASSWORD
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.browser.conftest import CHROMIUMS, QUIET
from tests.browser.test_axe import OF_OFFICE
from tests.browser.test_journeys import sign_in
from tests.conftest import open_app
from tests.databases import Sqlite
from tests.demo_school import load
from tests.servers import Server
from tests.walk import opened

FOLDER = Path(__file__).parent.parent / "instance" / "pictures"
HELP_FOLDER = Path(__file__).parent.parent / "static" / "help"
HELP = {
    "find": ("student", "/opportunities?q=patient+saftey"),
    "posting": ("student", "/opportunities/1"),
    "mentors": ("student", "/mentors"),
    "record": ("student", "/record"),
    "applicants": ("faculty", "/opportunities/1/applicants"),
    "coordinator": ("coordinator", "/"),
}
"""Name of a picture → who sees what."""
HELP_SIZE, HELP_WIDTH, HELP_QUALITY = (1280, 800), 960, 60
"""Pixels of the window and of the picture's width; WebP's quality."""
PEOPLE = ("stranger", "student", "faculty", "mentor", "coordinator")
SIZES = ((390, 844), (820, 1180), (1440, 900))
"""Pixels, width and height: a phone, a tablet, a desk."""
THEMES = ("light", "dark")
LONGEST = 4000
"""Pixels of a page that are drawn; a longer one repeats itself."""
REFUSED = (("stranger", "/nowhere"), ("student", "/office"), ("student", "/opportunities?q=zzzzzz"))
"""What is not there, what is forbidden, what finds nothing."""
OF_EVERYBODY = ("/", "/opportunities", "/opportunities/1", "/mentors", "/learning", "/notices")
"""What looks otherwise for each role."""
ALIKE = 0.0005
"""The share of points that may differ: a clock, a number of seconds."""
DIFFERENT = 16
"""Of 255 steps between black and white: so far apart are two points that differ."""
NO_FILE = str.maketrans("/?&=", "····")
"""What a file's name does not bear."""
STYLE = "<!doctype html><meta charset=utf-8><style>body{font:14px sans-serif}img{width:30%;border:1px solid}</style>"


@dataclass(frozen=True, order=True)
class Picture:
    """One page as one person sees it, in one size and theme."""

    page: str
    size: str

    @classmethod
    def of(cls, file: Path) -> "Picture":
        """What a file of a run shows."""
        page, _, size = file.stem.rpartition(" ")
        return cls(page, size)

    def file(self, folder: Path) -> Path:
        """Where a run keeps it."""
        return folder / f"{self.page} {self.size}.png"


def main() -> None:
    """Do what the command line asks."""
    match sys.argv[1:]:
        case ["take", *prefix]:
            take(FOLDER, prefix[0] if prefix else "/")
        case ["compare"]:
            click.echo("\n".join(compare(FOLDER)) or "Nothing has changed.")
        case ["help"]:
            draw_help(HELP_FOLDER)
        case _:
            sys.exit(__doc__)


def take(folder: Path, prefix: str) -> None:
    """Draw the pages whose address begins so; what was drawn last becomes the run before."""
    now, before = folder / "now", folder / "before"
    if now.exists():
        shutil.rmtree(before, ignore_errors=True)
        now.rename(before)
    now.mkdir(parents=True)
    if prefix != "/" and before.exists():
        shutil.copytree(before, now, dirs_exist_ok=True)  # what is not drawn anew is as it was
    with chromium() as browser:
        for school, pages in (("demo", demo_pages), ("empty", empty_pages)):
            with served(school) as (app, server):
                wanted = sorted(page for page in pages(app) if page[1].startswith(prefix))
                for who, asked in groupby(wanted, key=lambda page: page[0]):
                    draw_all(browser, server, now, f"{school} {who}", [address for _, address in asked])
    (now / "index.html").write_text(STYLE + "".join(sheet(now)), "utf-8")
    click.echo(f"{len(list(now.glob('*.png')))} pictures: {now / 'index.html'}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the tests."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None) or sys.exit("Install the package chromium first.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=QUIET.split())


@contextmanager
def served(school: str) -> Iterator[tuple[Flask, str]]:
    """A school behind a real server: the demo school, or one that has nothing but its coordinator."""
    with tempfile.TemporaryDirectory(prefix="rounds-pictures-") as name:
        folder = Path(name)
        (folder / "blank").mkdir()
        with Sqlite(folder / "blank").fresh(folder) as database, open_app(folder, database) as app, clock.running():
            load(app) if school == "demo" else add_coordinator()
            server = Server(folder, database, ROUNDS_DEMO="1")
            server.start()
            try:
                yield app, server.address
            finally:
                server.stop()


def add_coordinator() -> None:
    """The one person of a new installation, who signs in as the coordinator of the demo school does."""
    now, password = clock.now(), account_passwords.hash_password(PASSWORD)
    cora = User(name="Cora Reyes", email="coordinator@example.edu", created_at=now, confirmed_at=now)
    cora.password_hash = password
    cora.grants = [RoleGrant(role=Role.COORDINATOR, asked_at=now, granted_at=now)]
    with unit_of_work():
        db.session.add(cora)


def demo_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Who and address: each page of the demo school once, what is refused, and as each sees what all see."""
    seen = {*opened(app, PEOPLE), *REFUSED, *product(PEOPLE, OF_EVERYBODY)}
    yield from sorted(seen)


def empty_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Who and address: whatever a coordinator sees before there is anything."""
    return (page for page in opened(app, ("coordinator",)) if page[1].startswith(OF_OFFICE))


def draw_all(browser: Browser, server: str, folder: Path, name: str, addresses: list[str]) -> None:
    """Draw pages as one person sees them."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    if not name.endswith(" stranger"):
        sign_in(page, server, f"{name.split()[-1]}@example.edu")
    for address in addresses:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{server}{address}")
        for picture in pictures_of(f"{name} {address.strip('/').translate(NO_FILE) or 'front'}"):
            draw(page, picture, picture.file(folder))
    page.context.close()


def pictures_of(page: str) -> Iterator[Picture]:
    """A page in each size and theme."""
    return (Picture(page, f"{width}-{theme}") for width, _ in SIZES for theme in THEMES)


def draw(page: Page, picture: Picture, file: Path) -> None:
    """Draw what is open."""
    width, _, theme = picture.size.partition("-")
    page.set_viewport_size({"width": int(width), "height": dict(SIZES)[int(width)]})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
    tall = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": int(width), "height": tall})


def draw_help(folder: Path) -> None:
    """Draw the pictures of Help, each the first screen of a page, small enough to be read on a phone."""
    folder.mkdir(exist_ok=True)
    with chromium() as browser, served("demo") as (_, server):
        for name, (who, address) in HELP.items():
            width, height = HELP_SIZE
            page = browser.new_context(reduced_motion="reduce", viewport={"width": width, "height": height}).new_page()
            sign_in(page, server, f"{who}@example.edu")
            page.goto(f"{server}{address}", wait_until="networkidle")
            drawn = Image.open(BytesIO(page.screenshot()))
            small = drawn.convert("RGB").resize((HELP_WIDTH, height * HELP_WIDTH // width))
            small.save(folder / f"{name}.webp", quality=HELP_QUALITY, method=6)
            page.context.close()


def sheet(folder: Path) -> Iterator[str]:
    """The contact sheet of a run, as lines of HTML."""
    pictures = sorted(Picture.of(file) for file in folder.glob("*.png"))
    for name, group in groupby(pictures, key=lambda picture: picture.page):
        yield f"<h2>{escape(name)}</h2>"
        yield from (f'<img loading=lazy src="{quote(picture.file(folder).name)}">' for picture in group)


def compare(folder: Path) -> list[str]:
    """What differs between the two runs, a line each; the pictures go into `changes.html`."""
    before, now = ({Picture.of(file) for file in (folder / run).glob("*.png")} for run in ("before", "now"))
    told = [f"gone: {picture.page} {picture.size}" for picture in sorted(before - now)]
    told += [f"new: {picture.page} {picture.size}" for picture in sorted(now - before)]
    changed = [
        picture
        for picture in sorted(before & now)
        if difference(picture.file(folder / "before"), picture.file(folder / "now"))
    ]
    pairs = (
        f"<h2>{escape(f'{picture.page} {picture.size}')}</h2>"
        + "".join(f'<img loading=lazy src="{quote(str(picture.file(Path(run))))}">' for run in ("before", "now"))
        for picture in changed
    )
    (folder / "changes.html").write_text(STYLE + "".join(pairs), "utf-8")
    return [*told, *(f"changed: {picture.page} {picture.size}" for picture in changed)]


def difference(before: Path, now: Path) -> bool:
    """Do two pictures show something else?"""
    with Image.open(before) as old, Image.open(now) as new:
        if old.size != new.size:
            return True
        unlike = ImageChops.difference(old.convert("L"), new.convert("L")).histogram()
        return sum(unlike[DIFFERENT:]) > ALIKE * old.width * old.height


if __name__ == "__main__":
    main()
