"""Files of people in a folder or in a bucket: the same to whoever hands them in, also on the day the bucket is away."""

import dataclasses
import io
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from board import file_owners, invariants
from board.accounts.models import Role, User
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.s3_store import S3Store
from board.kernel.storage import FileStore
from board.kernel.unit_of_work import unit_of_work
from board.operations import doctor
from board.operations.check import CheckLevel, fine
from tests.buckets import NOBODY, PLACES, BucketServer
from tests.conftest import NOW, open_app
from tests.files import pdf
from tests.learning.test_office import TALK

Browsers = Callable[[User], FlaskClient]
BUCKET = pytest.mark.parametrize("app", ["bucket"], indirect=True)


@pytest.fixture
def student(person: Callable[..., User]) -> User:
    return person("stu", Role.STUDENT)


@pytest.fixture
def browser(student: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(student)


def upload(filename: str = "cv.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf()), filename


def keep_cv(browser: FlaskClient, filename: str = "cv.pdf", **more: Any) -> Any:
    return browser.post("/account/profile", data={"name": "Ada", "cv": upload(filename)} | more)


def take_away(app: Flask) -> Callable[[], None]:
    """Nobody answers where the bucket was; the function that comes back brings it back."""
    store: S3Store = app.extensions["files"]
    away = dataclasses.replace(store.account, endpoint=NOBODY)
    app.extensions["files"] = S3Store(store.bucket, store.prefix, away)
    return lambda: app.extensions.__setitem__("files", store)


def read(store: FileStore) -> dict[str, bytes]:
    found = {}
    for name in store.all_names():
        with store.open(name) as file:
            found[name] = file.read()
    return found


@PLACES
def test_a_file_is_taken_away_whole_or_in_part_and_tells_nothing_of_itself(
    app: Flask, browser: FlaskClient, student: User
) -> None:
    assert keep_cv(browser, "Łukasz’s CV — 100% “final” #1?.pdf").status_code == 303
    (kept,) = read(app.extensions["files"]).values()
    whole = browser.get("/account/cv")
    assert (whole.status_code, whole.data) == (200, kept)
    assert whole.headers["Content-Length"] == str(len(kept))
    assert "%C5%81ukasz%E2%80%99s%20CV" in whole.headers["Content-Disposition"]
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert whole.headers["Content-Type"] == "application/pdf"
    assert not {"Last-Modified", "ETag"} & set(whole.headers), "an anonymous reviewer would know whose it is"
    part = browser.get("/account/cv", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, kept[5:10])
    assert part.headers["Content-Range"] == f"bytes 5-9/{len(kept)}"
    assert browser.get("/account/cv", headers={"Range": "bytes=-7"}).data == kept[-7:]
    beyond = browser.get("/account/cv", headers={"Range": f"bytes={len(kept)}-"})
    assert beyond.status_code == 416


@BUCKET
def test_while_the_bucket_is_away_a_sentence_says_so_and_nothing_that_was_written_is_lost(
    app: Flask, browser: FlaskClient, student: User, caplog: pytest.LogCaptureFixture
) -> None:
    keep_cv(browser)
    cv = student.cv_name
    bring_back = take_away(app)
    down = browser.get("/account/cv")
    sentence = "Files cannot be reached for a moment. Try again shortly."
    assert (down.status_code, down.headers["Retry-After"], sentence in down.text) == (503, "5", True)
    refused = browser.post("/learning/outside/new", data=TALK | {"proof": upload()})
    assert (refused.status_code, sentence in refused.text) == (503, True)
    assert TALK["title"] in refused.text and TALK["provider"] in refused.text
    assert "cv.pdf" in refused.text, "and which file is to be chosen again"
    assert "the files in s3://school-" in caplog.text and "it does not answer" in caplog.text
    assert browser.get("/account").status_code == 200, "what needs no file goes on"
    bring_back()
    assert (student.cv_name, browser.get("/account/cv").status_code) == (cv, 200)
    assert browser.post("/learning/outside/new", data=TALK | {"proof": upload()}).status_code == 303


@BUCKET
def test_a_file_that_could_not_be_removed_is_removed_when_the_bucket_is_back(
    app: Flask, browser: FlaskClient, student: User
) -> None:
    keep_cv(browser)
    store: S3Store = app.extensions["files"]
    bring_back = take_away(app)
    assert browser.post("/account/cv/remove").status_code == 303, "what is given up is given up at once"
    assert len(list(store.all_names())) == 1
    bring_back()
    with clock.frozen(NOW + timedelta(hours=1)):
        outbox.deliver_pending()
    assert list(store.all_names()) == []


@BUCKET
def test_what_a_refused_form_left_behind_is_swept(
    app: Flask, browser: FlaskClient, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: S3Store = app.extensions["files"]
    forget = S3Store.forget

    def away(self: S3Store, name: str) -> None:
        forget(S3Store("school", "", dataclasses.replace(self.account, endpoint=NOBODY)), name)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(S3Store, "forget", away)
        refused = browser.post("/learning/outside/new", data=TALK | {"completed_on": "2099-01-01", "proof": upload()})
        assert (refused.status_code, TALK["title"] in refused.text) == (422, True)
    keep_cv(browser)
    (orphan,) = set(store.all_names()) - {student.cv_name}
    with clock.running():
        now = clock.now()
    assert file_owners.sweep(now + timedelta(hours=23)) == 0, "its row may be on the way"
    with clock.frozen(now + timedelta(hours=25)):
        assert [finding.sentence for finding in invariants.broken()] == [f"No row names the file {orphan}."]
    assert file_owners.sweep(now + timedelta(hours=25)) == 1
    assert list(store.all_names()) == [student.cv_name]


@BUCKET
def test_the_doctor_and_readyz_say_how_the_bucket_is(
    app: Flask, client: FlaskClient, bucket_server: BucketServer
) -> None:
    store: S3Store = app.extensions["files"]
    settings = app.extensions["settings"]
    assert doctor.can_keep_files(settings, store) == fine(
        "Files", f"{store.place} can be written with the key KEYOFTHESCHOOL"
    )
    in_the_open = dataclasses.replace(settings, s3_endpoint="http://files.school.edu")
    assert doctor.can_keep_files(in_the_open, store).level is CheckLevel.WARNING
    with clock.running():
        assert doctor.same_clocks(store, clock.now()).sentence == "Agrees with the bucket"
    assert client.get("/readyz").json["files"] == "ok"
    with bucket_server.asking_for_keys():
        check = doctor.can_keep_files(settings, store)
        assert (check.level, check.sentence) == (
            CheckLevel.BROKEN,
            "Nothing can be written to the bucket of uploads: it answers InvalidAccessKeyId",
        )
        assert store.account.secret_key not in f"{check}"
    take_away(app)
    answer = client.get("/readyz")
    assert answer.json["files"] == "Nothing can be read from the bucket of uploads: it does not answer"
    assert answer.status_code == 200, "it is as far from every machine: none serves better"
    assert "Nothing can be written to the bucket of uploads: it does not answer" in run(app, "doctor").output
    assert f"It could not be looked at: the files in {store.place}: it does not answer." in run(app, "check").output


@BUCKET
def test_the_demo_school_wants_a_folder(app: Flask) -> None:
    assert "keeps its files in a folder: take ROUNDS_FILES away" in run(app, "demo").output


def run(app: Flask, *words: object) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def test_files_go_to_a_bucket_and_back_however_often_it_is_stopped(
    tmp_path: Path, database: str, bucket_server: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = bucket_server.told()
    place = told.pop("files")
    put, left = S3Store.put, [2]

    def put_two(self: S3Store, source: Any, name: str = "") -> str:
        if not left[0]:
            return put(S3Store("school", "", dataclasses.replace(self.account, endpoint=NOBODY)), source, name)
        left[0] -= 1
        return put(self, source, name)

    with open_app(tmp_path, database, told) as app:
        for number in range(5):
            app.extensions["files"].keep(f"%PDF-{number}".encode())
        (app.extensions["files"].folder / "ab").mkdir(exist_ok=True)
        (app.extensions["files"].folder / "ab" / f"ab{'0' * 30}.part").write_bytes(b"half")
        files = {name: content for name, content in read(app.extensions["files"]).items() if "." not in name}
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(S3Store, "put", put_two)
            stopped = run(app, "copy-files", "--to", place)
        assert stopped.exit_code == 1
        assert "2 files copied; then the files in s3://school: it does not answer. Run it again." in stopped.output
        assert run(app, "copy-files", "--to", place).output == f"3 files copied; {place} has 5 files now.\n"
        assert run(app, "copy-files", "--to", place).output == f"0 files copied; {place} has 5 files now.\n"
        assert "is where the files are now" in run(app, "copy-files", "--to", tmp_path / "uploads").output
        assert "must be s3://bucket or s3://bucket/prefix" in run(app, "copy-files", "--to", "s3://A_B").output
    with open_app(tmp_path, database, told | {"files": place}) as app:
        assert read(app.extensions["files"]) == files
        back = run(app, "copy-files", "--to", tmp_path / "back")
        assert back.output == f"5 files copied; {tmp_path / 'back'} has 5 files now.\n"
        assert "is where the files are now" in run(app, "copy-files", "--to", f"{place}/").output
    with open_app(tmp_path, database, {"upload_dir": tmp_path / "back"}) as app:
        assert read(app.extensions["files"]) == files
        assert "set ROUNDS_S3_KEY_ID" in run(app, "copy-files", "--to", place).output


@BUCKET
def test_a_school_with_a_bucket_comes_back_equal(
    app: Flask, student: User, person: Callable[..., User], tmp_path: Path, bucket_server: BucketServer
) -> None:
    store, eve = app.extensions["files"], person("eve", Role.STUDENT)
    name, gone = store.keep(b"%PDF-" * 1_500_000), store.keep(b"lost")
    store.keep(b"nobody names it")
    with unit_of_work():
        student.cv_name, student.cv_filename = name, "cv.pdf"
        eve.cv_name, eve.cv_filename = gone, "cv.pdf"
    store.forget(gone)
    content = read(store)[name]
    made = run(app, "backup", tmp_path / "copy.tar.gz")
    assert (made.exit_code, f"names the file {gone}, which was not there" in made.output) == (0, True), made.output
    with tarfile.open(tmp_path / "copy.tar.gz") as tar:
        manifest = tar.extractfile("manifest.json")
        told = manifest.read().decode() if manifest else ""
    secret = app.extensions["settings"].s3_secret_key
    assert (secret in told, "ROUNDS_S3_KEY_ID" in told) == (False, True)
    take_away(app)
    failed = run(app, "backup", tmp_path / "other.tar.gz")
    assert (failed.exit_code, "No backup was made. the files in s3://" in failed.output) == (1, True)
    assert [path.name for path in tmp_path.glob("*other*")] == []
    new, elsewhere = tmp_path / "new", bucket_server.told()
    new.mkdir()
    with open_app(new, f"sqlite:///{new / 'rounds.db'}", elsewhere) as restored:
        bring_back = take_away(restored)
        refused = run(restored, "restore", tmp_path / "copy.tar.gz")
        assert (refused.exit_code, "Nothing was restored. the files in s3://" in refused.output) == (1, True)
        bring_back()
        run(restored, "restore", tmp_path / "copy.tar.gz")
        assert read(restored.extensions["files"]) == {name: content}
    (new / "rounds.db").unlink()
    with open_app(new, f"sqlite:///{new / 'rounds.db'}", elsewhere) as restored:
        assert "There are files in s3://" in run(restored, "restore", tmp_path / "copy.tar.gz").output
