"""What Rounds is made of, as a CycloneDX bill of materials: `make sbom` writes it to rounds.cdx.json.

Versions and hashes come from requirements.lock, licences from what is installed by it; the files of others in static/
from static/vendored.toml.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([\w.-]+)(?:\[.*\])?==([^\s;\\]+)(.*?)\\?$((?:\n    --hash=.*)+)", re.MULTILINE)
ELSEWHERE = {"brotlicffi": "MIT"}
"""Licences of what is locked for other machines than this one, and so is not installed."""
SHORT = 40
"""Characters up to which the field for a licence holds its name; a longer one is the licence itself."""


def bill() -> Bom:
    """Rounds, and every part of others that it runs with."""
    bom = Bom()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bom.metadata.component = _component(project["name"], project["version"], project["license"])
    bom.metadata.component.type = ComponentType.APPLICATION
    for component in (*_locked(), *_vendored()):
        bom.components.add(component)
        bom.register_dependency(bom.metadata.component, [component])
    return bom


def as_json(bom: Bom) -> str:
    """The text of the file."""
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)


def _locked() -> Iterator[Component]:
    for requirement in PINNED.finditer((ROOT / "requirements.lock").read_text("utf-8")):
        name, version, _, hashes = requirement.groups()
        component = _component(name, version, licence_of(name), PackageURL("pypi", name=name, version=version))
        component.hashes = [_sha256(value) for value in re.findall(r"sha256:([0-9a-f]{64})", hashes)]
        yield component


def _vendored() -> Iterator[Component]:
    for part in tomllib.loads((ROOT / "static" / "vendored.toml").read_text("utf-8"))["part"]:
        purl = PackageURL.from_string(part["purl"]) if "purl" in part else None
        component = _component(part["name"], part["version"], part["licence"], purl)
        for file in part["files"]:
            one_file = Component(name=f"static/{file}", type=ComponentType.FILE, bom_ref=f"static/{file}")
            one_file.hashes = [_sha256(hashlib.sha256((ROOT / "static" / file).read_bytes()).hexdigest())]
            component.components.add(one_file)
        yield component


def _component(name: str, version: str, licence: str, purl: PackageURL | None = None) -> Component:
    component = Component(name=name, version=version, purl=purl, bom_ref=f"{name}@{version}")
    made = LicenseFactory().make_from_string(licence, license_acknowledgement=LicenseAcknowledgement.DECLARED)
    component.licenses.add(made)
    return component


def _sha256(value: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=value)


@cache
def licence_of(name: str) -> str:
    """What a distribution says of its licence: an expression, a name, or its classifiers. Any one of several holds."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    said = metadata.metadata(name)
    classifiers = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or [] if line.startswith("License")]
    if expression := said.get("License-Expression"):
        return str(expression)
    named = str(said.get("License") or "")
    return named if 0 < len(named) <= SHORT else " OR ".join(classifiers)


if __name__ == "__main__":
    (ROOT / "rounds.cdx.json").write_text(as_json(bill()), "utf-8")
