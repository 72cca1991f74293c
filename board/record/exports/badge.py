"""Open Badges 3.0: a verified experience as a credential that anybody can check against the school's published key.

The credential is the payload of a compact JWS (the specification's JWT proof, RS256). Only what somebody confirmed is
worth a badge; an entry that changes loses its mark, and with it the badge.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey

from board.record.labels import KINDS, marks, period
from board.record.models import Entry
from board.vocabulary.words import Competency

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
ALGORITHM = "RS256"


@dataclass(frozen=True)
class Issuer:
    """The school as a badge knows it: where its profile and its keys are published, and who it is."""

    profile: str
    keys: str
    name: str
    home: str

    def document(self) -> dict[str, Any]:
        """The profile, as it is published and as each badge holds it."""
        return {"id": self.profile, "type": ["Profile"], "name": self.name, "url": self.home}


def credential(entry: Entry, issuer: Issuer) -> dict[str, Any]:
    """What the school says of a verified entry. The same entry gives the same credential."""
    if entry.verified_at is None or not entry.is_verified:
        raise ValueError("an experience that no approved supervisor or certificate confirms is no badge")
    mark = f"{issuer.profile}#{entry.id}.{entry.version}.{entry.verified_at:%Y%m%dT%H%M%S}"
    salt = hashlib.sha256(mark.encode()).hexdigest()[:16]
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [_identity(entry.student.email, salt)],
        "achievement": _achievement(entry, mark),
    }
    return {
        "@context": CONTEXT,
        "id": _urn(mark),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": entry.title,
        "issuer": issuer.document(),
        "validFrom": entry.verified_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": subject,
        "credentialSchema": [SCHEMA],
    }


def sign(entry: Entry, issuer: Issuer, key: RSAKey) -> str:
    """The credential as a compact JWS; its header names the key."""
    values = credential(entry, issuer)
    assert entry.verified_at is not None  # noqa: S101 (credential() refuses otherwise)
    claims = values | {"iss": issuer.profile, "jti": values["id"], "nbf": int(entry.verified_at.timestamp())}
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": f"{issuer.keys}#{key.thumbprint()}"}
    return jws.serialize_compact(header, _json(claims), key, algorithms=[ALGORITHM])


def published(issuer: Issuer, key: RSAKey) -> dict[str, Any]:
    """The public half of the key, as a set of keys."""
    public = key.as_dict(private=False)
    return {"keys": [dict(public) | {"kid": f"{issuer.keys}#{key.thumbprint()}", "alg": ALGORITHM, "use": "sig"}]}


def _identity(email: str, salt: str) -> dict[str, Any]:
    """Whose it is, without telling the address to everybody who checks."""
    mark = hashlib.sha256(f"{email}{salt}".encode()).hexdigest()
    hashed = {"hashed": True, "identityHash": f"sha256${mark}", "identityType": "emailAddress", "salt": salt}
    return {"type": "IdentityObject"} | hashed


def _achievement(entry: Entry, mark: str) -> dict[str, Any]:
    where = f" at {entry.organisation}" if entry.organisation else ""
    hours = f", {entry.hours} hours" if entry.hours else ""
    text = f"{KINDS[entry.kind]}{where}, {period(entry)}{hours}."
    changed = " to ".join(text for text in (entry.before, entry.after) if text)
    confirmed = next(line.words for line in marks(entry) if line.counts)
    return {
        "id": _urn(f"{mark}:achievement"),
        "type": ["Achievement"],
        "name": entry.title,
        "description": f"{text} {f'Changed: {changed}.' if changed else ''}".strip(),
        "criteria": {"narrative": f"Carried out to its end or to date. {confirmed}."},
        "tag": [Competency(name).label for name in entry.competencies],
    }


def _urn(mark: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, mark)}"


def _json(claims: Mapping[str, Any]) -> str:
    return json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
