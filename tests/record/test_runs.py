"""The rules of a run chart against series made by hand, and its table against the distribution that it comes from."""

from math import comb

import pytest

from board.record import run_chart_rules as record_run_chart_rules


def signals(values: list[float], baseline: int | None = None) -> dict[str, tuple[int, ...]]:
    reading = record_run_chart_rules.read(values, baseline)
    assert reading is not None
    return {signal.name: signal.points for signal in reading.signals}


def test_nothing_to_read() -> None:
    assert record_run_chart_rules.read([]) is None
    assert signals([7]) == {}
    assert signals([7] * 20) == {}


def test_six_in_a_row_on_one_side_are_a_shift_and_five_are_not() -> None:
    quiet = [6, 4, 6, 4, 6, 4]
    assert signals([*quiet, 8, 7, 8, 7, 8], baseline=6) == {}
    assert signals([*quiet, 8, 7, 8, 7, 8, 7], baseline=6)["Shift"] == (6, 7, 8, 9, 10, 11)


def test_a_point_on_the_median_neither_breaks_a_shift_nor_counts() -> None:
    values = [4, 6, 4, 6, 4, 7, 8, 7, 5, 8, 7, 8, 4]
    assert signals(values, baseline=4)["Shift"] == (5, 6, 7, 9, 10, 11)


def test_five_in_a_row_going_one_way_are_a_trend_and_four_are_not() -> None:
    assert "Trend" not in signals([5, 1, 2, 3, 4, 1, 5])
    assert signals([3, 1, 2, 3, 4, 5, 1])["Trend"] == (1, 2, 3, 4, 5)
    assert signals([3, 5, 4, 3, 2, 1, 9])["Trend"] == (1, 2, 3, 4, 5)


def test_a_repeated_value_neither_breaks_a_trend_nor_counts() -> None:
    assert signals([9, 1, 2, 2, 3, 4, 5, 1])["Trend"] == (1, 2, 4, 5, 6)
    assert "Trend" not in signals([9, 1, 2, 2, 2, 3, 4, 1])


def test_runs_are_counted_between_crossings_and_judged_by_the_table() -> None:
    assert signals([1, 9, 1, 9, 1, 9, 1, 9, 1, 9])["Too many runs"] == ()
    clustered = [1, 2, 1, 2, 1, 9, 8, 9, 8, 9]
    assert signals(clustered)["Too few runs"] == ()
    reading = record_run_chart_rules.read([1, 1, 9, 9, 1, 9, 1, 9, 9, 1])
    assert reading is not None
    assert (reading.runs, reading.useful, reading.signals) == (7, 10, ())


def test_fewer_than_ten_useful_points_are_not_judged_by_their_runs() -> None:
    assert signals([1, 9, 1, 9, 1, 9, 1, 9, 1]) == {}


def test_sixteen_months_with_four_runs_as_published() -> None:
    """Quality Digest, October 2008, “An underrated test for run charts”: runs of 7, 7, 1 and 1 are too few of 16."""
    reading = record_run_chart_rules.read([8, 9, 8, 9, 8, 9, 7, 4, 3, 4, 3, 4, 3, 2, 7, 3])
    assert reading is not None
    assert (reading.runs, reading.useful) == (4, 16)
    assert "4 runs where chance makes 5 to 13 of 16 points" in [signal.words for signal in reading.signals]


@pytest.mark.parametrize(
    ("count", "limits"),
    [(10, (3, 9)), (11, (3, 10)), (15, (5, 12)), (20, (6, 16)), (25, (8, 18)), (30, (11, 21)), (60, (24, 38))],
)
def test_the_table_is_the_published_one(count: int, limits: tuple[int, int]) -> None:
    assert record_run_chart_rules.LIMITS[count] == limits


def test_a_point_far_from_all_around_it_is_astronomical_and_a_step_is_not() -> None:
    quiet = [5, 6, 5, 6, 5, 6, 5, 6]
    assert signals([*quiet[:4], 40, *quiet[4:]])["Astronomical point"] == (4,)
    assert "Astronomical point" not in signals([*quiet, 40, 41, 40, 41, 40, 41])


@pytest.mark.parametrize("count", sorted(record_run_chart_rules.LIMITS))
def test_the_table_stands_within_one_run_of_the_exact_distribution(count: int) -> None:
    half, rest = count // 2, count - count // 2

    def chance(number: int) -> float:
        k = number // 2
        ways = (
            2 * comb(half - 1, k - 1) * comb(rest - 1, k - 1)
            if number % 2 == 0
            else comb(half - 1, k) * comb(rest - 1, k - 1) + comb(half - 1, k - 1) * comb(rest - 1, k)
        )
        return ways / comb(count, half)

    fewest = next(n for n in range(2, count) if sum(map(chance, range(2, n + 1))) > 0.025)
    most = next(n for n in range(count, 1, -1) if sum(map(chance, range(n, count + 1))) > 0.025)
    least_said, most_said = record_run_chart_rules.LIMITS[count]
    assert abs(least_said - fewest) <= 1
    assert abs(most_said - most) <= 1


@pytest.mark.parametrize(
    ("after", "better", "says"),
    [
        ([8, 7, 8, 7, 8, 7], "higher", "A shift of 6 points above the median: the change held."),
        ([8, 7, 8, 7, 8, 7, 5], None, "A shift of 6 points above the median: the change held."),
        ([8, 7, 8, 7, 8, 7], "lower", "away from what is better: it got worse and stayed so."),
        ([8, 7, 8, 7, 8, 7, 4], "higher", "not up to the last point: no change has held."),
        ([3, 2, 3, 2, 3, 2, 3], "lower", "A shift of 8 points below the median: the change held."),
        ([8, 7], "higher", "Nothing here is more than chance yet."),
    ],
)
def test_the_verdict_says_whether_a_shift_held(after: list[float], better: str | None, says: str) -> None:
    reading = record_run_chart_rules.read([6, 4, 6, 4, 6, 4, *after], 6)
    assert reading is not None and reading.verdict(better).endswith(says)
