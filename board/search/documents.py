"""What can be found."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """One thing to find. Only what everybody of its collection's audience may read belongs in here."""

    collection: str
    key: int
    title: str
    text: str
    names: str = ""
    """Lesser words that should find it too: hosts, tags."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet → the values it has there."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Number or instant (seconds since 1970) by name; what is not known is absent."""

    @property
    def id(self) -> str:
        """What names it across collections."""
        return f"{self.collection}:{self.key}"
