"""The files of `deployment/` and what `docs/deployment.md` tells an operator to type fit this version of Rounds."""

import configparser
import os
import re
import shlex
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from board import gunicorn_conf
from board.settings import Settings, from_environment

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = ROOT / "deployment"
UNITS = sorted([*(DEPLOYMENT / "systemd").iterdir(), *(DEPLOYMENT / "schools").glob("*@*")])
FILES = [*(path for path in DEPLOYMENT.rglob("*") if path.is_file()), ROOT / "docs" / "deployment.md"]
KEY = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}
STARTED = re.compile(r"(?:flask --app app|flask, --app, app,|(?:--|/NEW|\.env) rounds) ([a-z-]+)")
"""How an operator, a unit or a container calls a command."""


class Unit(configparser.RawConfigParser):
    """A unit of systemd: names have case, and the last value counts."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, comment_prefixes=("#",), delimiters=("=",))
        self.optionxform = str  # type: ignore[method-assign,assignment]  # as the documents of configparser say
        self.read(path)


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOYMENT / "compose.yaml").read_text("utf-8"))
    return loaded


def example() -> dict[str, str]:
    lines = (DEPLOYMENT / "rounds.env.example").read_text("utf-8").splitlines()
    words = [shlex.split(line) for line in lines if line and not line.startswith("#")]
    return dict(word.split("=", 1) for (word,) in words)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_and_commands_that_are_named_exist(app: Flask, path: Path) -> None:
    text = path.read_text("utf-8")
    known = {f"ROUNDS_{setting.name.upper()}" for setting in fields(Settings)}
    assert set(re.findall(r"ROUNDS_[A-Z0-9_]*[A-Z]", text)) <= known
    assert set(STARTED.findall(text)) <= {*app.cli.commands, "db"}


def test_the_example_of_settings_is_taken_as_it_stands_but_for_its_key() -> None:
    chosen = from_environment(example() | KEY)
    state = Path("/var/lib/rounds")
    places = (chosen.index_dir, chosen.upload_dir, chosen.mail_dir, chosen.badge_key, chosen.erased_list)
    assert all(state in place.parents for place in places)
    assert (chosen.proxies, chosen.is_https) == (1, True)
    assert example()["ROUNDS_SECRET_KEY"] == "", "nobody runs with the key of an example"


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_a_unit_runs_as_nobody_in_particular_and_writes_in_its_own_folder(path: Path) -> None:
    service = Unit(path)["Service"]
    school, own = ("%i", "rounds/%i") if "@" in path.name else ("rounds", "rounds")
    assert (service["User"], service["StateDirectory"]) == ("rounds", own)
    assert service["EnvironmentFile"] == f"/etc/rounds/{school}.env"
    if "@" in path.name:
        hidden = (service["TemporaryFileSystem"], service["BindPaths"], service["InaccessiblePaths"])
        assert hidden == ("/var/lib/rounds:ro", "/var/lib/rounds/%i", "/etc/rounds"), "one school sees no other"
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == (
        "strict",
        "true",
        "",
    )


def test_the_units_leave_time_to_finish_and_share_one_address_with_the_proxies() -> None:
    web, worker, socket = (
        Unit(DEPLOYMENT / "systemd" / name)
        for name in ("rounds-web.service", "rounds-worker.service", "rounds-web.socket")
    )
    assert int(web["Service"]["TimeoutStopSec"]) > gunicorn_conf.graceful_timeout
    assert int(worker["Service"]["TimeoutStopSec"]) > 10, "the seconds in which a worker finishes what it is at"
    assert web["Service"]["RestartPreventExitStatus"] == worker["Service"]["RestartPreventExitStatus"] == "3"
    address = socket["Socket"]["ListenStream"]
    assert address == gunicorn_conf.bind
    for name in ("nginx.conf", "Caddyfile"):
        text = (DEPLOYMENT / name).read_text("utf-8")
        assert address in text
        assert "/metrics" in text, "it is never public"
    for path in (DEPLOYMENT / "nginx.conf", DEPLOYMENT / "schools" / "nginx.conf", ROOT / "docs" / "operations.md"):
        hosts = re.findall(r"^\s*proxy_set_header (?:X-Forwarded-)?Host (.+);$", path.read_text("utf-8"), re.M)
        assert set(hosts) == {"$http_host"}, f"{path.name}: a form is refused where the port of its address is lost"


def test_the_command_takes_names_of_files_from_where_it_is_called_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "rounds.env").write_text("ROUNDS_SECRET_KEY='a key for tests that is long enough'\n")
    (tmp_path / "wishes.json").write_text("{}")
    (tmp_path / "flask.py").write_text("raise SystemExit('taken for Rounds')")
    environment = {**os.environ, "ENVIRONMENT": "./rounds.env", "FOLDER": str(ROOT)}
    command = [str(DEPLOYMENT / "rounds"), "match", "wishes.json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "mentees: is missing" in done.stderr) == (2, True), done.stderr
    assert from_environment(KEY | {"ROUNDS_UPLOAD_DIR": "files"}).upload_dir == ROOT / "files", "settings do not move"


def test_containers_write_to_their_volumes_and_only_the_proxy_is_reached() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for name in ("web", "worker", "upgrade"):
        service = services[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["volumes"] == ["files:/var/lib/rounds"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == ["inside"]


def test_the_image_has_what_it_copies_and_does_not_run_as_root() -> None:
    text = (DEPLOYMENT / "Containerfile").read_text("utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M) for word in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    let_in = (DEPLOYMENT / "Containerfile.containerignore").read_text("utf-8")
    assert [name for name in copied if f"!{name}\n" not in let_in] == []
    assert re.findall(r"^USER (.+)$", text, re.M) == ["10001:10001"]
    assert "/healthz" in text


def pins_of(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / lock).read_text("utf-8"), re.M))


@pytest.mark.parametrize("lock", ["requirements-school.lock", "requirements-test.lock"])
def test_what_a_school_installs_and_what_is_tested_is_what_rounds_needs(lock: str) -> None:
    assert pins_of("requirements.lock").items() <= pins_of(lock).items()
