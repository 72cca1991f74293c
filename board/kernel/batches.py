"""Much at a time in few statements: a long list, part by part."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in their order, so many at a time. (Python 3.12 has it in `itertools`.)"""
    for start in range(0, len(items), size):
        yield items[start : start + size]
