"""The bill of materials names every part that is not ours, and none under a licence that binds a school."""

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("cyclonedx", reason="the environment is older than its lock file: run make check")

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests import sbom

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {
    "0BSD",
    "Apache License, Version 2.0",
    "Apache-2.0",
    "BSD",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "Mozilla Public License 1.1 (MPL 1.1)",
    "OFL-1.1",
    "PSF-2.0",
    "Two-clause BSD license",
    "Unlicense",
    "Zlib",
}
"""Whoever runs Rounds may do so for any end, and owes nobody their own changes."""


def is_allowed(licence: str) -> bool:
    return any(all(part in ALLOWED for part in choice.split(" AND ")) for choice in licence.split(" OR "))


def test_every_part_is_listed_with_version_hash_and_licence() -> None:
    text = sbom.as_json(sbom.bill())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    written = json.loads(text)
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(part["name"], part["version"]) for part in written["components"]}
    locked = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;\\]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert len(locked) > 60
    assert set(locked) <= listed
    for part in written["components"]:
        assert part["version"]
        assert part["licenses"]
        assert part.get("hashes") or all(file["hashes"] for file in part["components"])


def test_every_file_of_others_is_listed() -> None:
    listed = {
        file["name"]
        for part in json.loads(sbom.as_json(sbom.bill()))["components"]
        for file in part.get("components", [])
    }
    others = {path for folder in ("vendor", "fonts") for path in (ROOT / "static" / folder).rglob("*.*")}
    others = {path for path in others if path.is_file() and path.suffix not in (".LICENSE", ".md")}
    assert listed == {str(path.relative_to(ROOT)) for path in others} | {"static/icons.svg"}


def test_every_licence_is_one_that_a_school_can_live_with() -> None:
    names = [requirement[1] for requirement in sbom.PINNED.finditer((ROOT / "requirements.lock").read_text("utf-8"))]
    assert {name: sbom.licence_of(name) for name in names if not is_allowed(sbom.licence_of(name))} == {}
    assert not is_allowed("GPL-3.0-only AND MIT")


def test_the_bill_is_not_in_the_repository() -> None:
    assert "/rounds.cdx.json" in (ROOT / ".gitignore").read_text("utf-8")
