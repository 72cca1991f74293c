"""By what a person can be known in somebody else's text, and that text without it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

ERASED = "[erased]"
"""Stands where an address or a number of the registrar stood in a text."""


@dataclass(frozen=True)
class Traces:
    """What names one person and nobody else."""

    names: frozenset[str]
    keys: frozenset[str]
    """Addresses, and what the registrar calls them."""
    called: str
    """What stands for a name."""

    @property
    def needles(self) -> list[str]:
        """Everything that is looked for, the longest first."""
        return sorted((word for word in self.names | self.keys if word), key=len, reverse=True)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A name of one word may be a word of the language too: only as it is spelled."""
        words = [
            re.escape(word) if word in self.names and " " not in word else f"(?i:{re.escape(word)})"
            for word in self.needles
        ]
        return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else re.compile(r"(?!)")

    def are_in(self, text: str) -> bool:
        """Does it name the person?"""
        return self._pattern.search(text) is not None

    def without(self, value: Any) -> Any:
        """The same text, list or object with nothing in it that names the person."""
        if isinstance(value, str):
            return "" if value.casefold() in self._folded_keys else self._pattern.sub(self._instead, value)
        if isinstance(value, list):
            return [self.without(item) for item in value]
        if isinstance(value, dict):
            return {self.without(name): self.without(item) for name, item in value.items()}
        return value

    @cached_property
    def _folded_keys(self) -> frozenset[str]:
        return frozenset(key.casefold() for key in self.keys)

    def _instead(self, match: re.Match[str]) -> str:
        return ERASED if match[0].casefold() in self._folded_keys else self.called
