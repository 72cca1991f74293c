"""A run that anybody can repeat: the frozen input, the seed, hashes of both ends, and the version of the code."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from board.matching import solving
from board.matching.wishes import Pairs, Preferences, canonical, from_json, to_json


@dataclass(frozen=True)
class Record:
    """One run. The seed is part of the input; equal `input_hash` means equal `result_hash`, always and everywhere."""

    input: str
    input_hash: str
    result: dict[str, str]
    result_hash: str
    code: str


def make(wishes: Preferences) -> Record:
    """Run and freeze."""
    return freeze(wishes, solving.run(wishes).pairs)


def freeze(wishes: Preferences, pairs: Pairs) -> Record:
    """Freeze a run that was made."""
    text = to_json(wishes)
    return Record(text, _hash(text), dict(pairs), _hash(canonical(pairs)), code_version())


def differences(record: Record) -> list[str]:
    """Run the frozen input again and say everything that is not as recorded; nothing for an honest record."""
    again = make(from_json(record.input))
    matches = []
    if again.input_hash != record.input_hash:
        matches.append("The input is not the one whose hash was recorded.")
    if again.result_hash != record.result_hash or _hash(canonical(record.result)) != record.result_hash:
        matches.append("The result is not the one whose hash was recorded.")
    changed = sorted(
        name for name in again.result.keys() | record.result.keys() if again.result.get(name) != record.result.get(name)
    )
    return matches + [f"{name}: recorded {record.result.get(name)}, now {again.result.get(name)}" for name in changed]


def is_as_recorded(record: Record) -> bool:
    """Do input and result still have their hashes? The run is not made again."""
    return _hash(record.input) == record.input_hash and _hash(canonical(record.result)) == record.result_hash


@cache
def code_version() -> str:
    """The engine's own text, as a short hash: equal when not an email of the engine has changed."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
