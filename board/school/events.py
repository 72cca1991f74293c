"""What the school decided that concerns more than whoever reads the setting."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class ClassYearsChanged(Event):
    """The school lists other class years than before the save of this number."""

    version: int
