"""Bounds on a number or an instant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """At least `low`, below `high`. `missing`: does a document without the number pass?"""

    low: float | None = None
    high: float | None = None
    missing: bool = False

    def __and__(self, other: "Range") -> "Range":
        """What passes both."""
        lows = [bound for bound in (self.low, other.low) if bound is not None]
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        return Range(max(lows, default=None), min(highs, default=None), self.missing and other.missing)
