"""The rules of a run chart: what in a row of measurements is more than chance. Pure, and named for people.

Shift, trend and the table of runs are those of Perla, Provost and Murray (BMJ Quality & Safety 2011;20:46–51), whose
table goes back to Swed and Eisenhart (1943). They leave an astronomical point to the eye; ours marks a point that lies
farther from each of its four nearest neighbours than 3.14 median moving ranges, the reach of an individuals chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

SHIFT = 6
TREND = 5
FEWEST_FOR_ASTRONOMICAL = 8
REACH = 3.14

_LOWER = """3 3 3 4 4 5 5 5 6 6 6 7 7 7 8 8 9 10 10 10 11 11 11 12 12 12 13 13 14 14 15 15 16 16 17 17 17 18 18 19
19 20 20 21 21 22 22 23 23 24 24"""
_UPPER = """9 10 11 11 12 12 13 13 14 15 16 16 17 17 18 18 19 19 20 20 21 22 23 23 24 24 25 25 26 26 27 27 28 28 29 30
31 31 32 32 33 33 34 34 35 35 36 36 37 38 38"""
LIMITS: dict[int, tuple[int, int]] = {
    count: (int(least), int(most))
    for count, (least, most) in enumerate(zip(_LOWER.split(), _UPPER.split(), strict=True), start=10)
}
"""Points off the median → the fewest and the most runs that chance makes."""


@dataclass(frozen=True)
class Signal:
    """Something that is more than chance: its name, the points it marks, and a sentence."""

    name: str
    points: tuple[int, ...]
    words: str
    is_up: bool = True
    """A shift above the median, or a trend that goes up; of other signals nothing."""


@dataclass(frozen=True)
class RunChartReading:
    """A chart read by the rules."""

    middle: float
    runs: int
    useful: int
    signals: tuple[Signal, ...]
    last: int
    """The place of the last point off the median, to which a change holds; -1 where none is off it."""

    def verdict(self, better: str | None) -> str:
        """What it comes to, in a sentence; `better`: the way that the measure should go, `higher` or `lower`."""
        shift = next((signal for signal in reversed(self.signals) if signal.name == "Shift"), None)
        if shift is None:
            return "No shift: no change has held yet." if self.signals else "Nothing here is more than chance yet."
        where = "above" if shift.is_up else "below"
        shift_words = f"A shift of {len(shift.points)} points {where} the median"
        if shift.points[-1] != self.last:
            return f"{shift_words}, not up to the last point: no change has held."
        if better and shift.is_up != (better == "higher"):
            return f"{shift_words}, away from what is better: it got worse and stayed so."
        return f"{shift_words}: the change held."


def read(values: Sequence[float], baseline: int | None = None) -> RunChartReading | None:
    """Everything the rules say; None where there is nothing to read. `baseline`: the first points set the median."""
    if not values:
        return None
    middle = median(values[:baseline] if baseline else values)
    sides = [(value > middle) - (value < middle) for value in values]
    useful = [side for side in sides if side]
    runs = 1 + sum(a != b for a, b in pairwise(useful)) if useful else 0
    signals = [*shifts(sides), *trends(values), *run_count(runs, len(useful)), *astronomical(values)]
    last = max((place for place, side in enumerate(sides) if side), default=-1)
    return RunChartReading(middle, runs, len(useful), tuple(signals), last)


def shifts(sides: Sequence[int]) -> list[Signal]:
    """Six or more in a row on one side of the median; points on it neither break a row nor count."""
    signals: list[Signal] = []
    row: list[int] = []
    for place, side in [*enumerate(sides), (len(sides), 2)]:
        if side == 0:
            continue
        if row and side != sides[row[0]]:
            if len(row) >= SHIFT:
                is_up = sides[row[0]] > 0
                words = f"{len(row)} points in a row {'above' if is_up else 'below'} the median"
                signals.append(Signal("Shift", tuple(row), words, is_up))
            row = []
        row.append(place)
    return signals


def trends(values: Sequence[float]) -> list[Signal]:
    """Five or more in a row, each higher than the last, or each lower; a repeated value neither breaks nor counts."""
    moved = [0] + [place for place in range(1, len(values)) if values[place] != values[place - 1]] if values else []
    signals: list[Signal] = []
    row = moved[:1]
    for before, here in pairwise(moved):
        upward = values[here] > values[before]
        if len(row) >= 2 and (values[row[-1]] > values[row[-2]]) != upward:
            signals += _trend(row, values)
            row = row[-1:]
        row.append(here)
    return signals + _trend(row, values)


def _trend(row: list[int], values: Sequence[float]) -> list[Signal]:
    if len(row) < TREND:
        return []
    is_up = values[row[-1]] > values[row[0]]
    return [Signal("Trend", tuple(row), f"{len(row)} points in a row going {'up' if is_up else 'down'}", is_up)]


def run_count(runs: int, useful: int) -> list[Signal]:
    """Too many or too few runs for chance, by the published table; beyond it nothing is said."""
    if useful not in LIMITS:
        return []
    least, most = LIMITS[useful]
    if least <= runs <= most:
        return []
    name = "Too few runs" if runs < least else "Too many runs"
    return [Signal(name, (), f"{runs} runs where chance makes {least} to {most} of {useful} points")]


def astronomical(values: Sequence[float]) -> list[Signal]:
    """A point that stands alone, far from everything around it."""
    if len(values) < FEWEST_FOR_ASTRONOMICAL:
        return []
    reach = REACH * median(abs(b - a) for a, b in pairwise(values))
    if reach == 0:
        return []
    signals = []
    for place, value in enumerate(values):
        others = sorted((abs(other - place), other) for other in range(len(values)) if other != place)[:4]
        if all(abs(value - values[other]) > reach for _, other in others):
            signals.append(Signal("Astronomical point", (place,), "one point far from all around it"))
    return signals
