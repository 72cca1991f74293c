"""What others read of somebody: their page and the page on which that person reads it are made of the same parts."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ShownPart:
    """A part of a page. Its templates read it as `shown`, and `level` for how deep their headings stand."""

    TEMPLATES: ClassVar[tuple[str, ...]] = ()

    heading: str
    facts: list[str]
    """What stands above the heading."""
