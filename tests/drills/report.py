"""What came of a drill."""

from dataclasses import dataclass, field
from typing import Any

from tests.drills.writers import CUT_OFF, NOBODY, Crowd


@dataclass
class Report:
    """What was seen, each with its figure, and what should not have been."""

    seen: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def of(self, crowd: Crowd) -> None:
        """What the students saw, and what they were told was kept and is not there."""
        tally = crowd.tally
        others = {CUT_OFF, NOBODY, "503"}
        self.seen |= {
            "answered": sum(count for came, count in tally.answers.items() if came not in others),
            "try again (503)": tally.answers["503"],
            "connection cut off": tally.answers[CUT_OFF],
            "nobody there": tally.answers[NOBODY],
            "acknowledged": dict(tally.acknowledged),
            "longest answer": f"{tally.longest:.1f} s",
        }
        self.wrong += [*tally.wrong[:20], *crowd.lost()]

    def require(self, is_so: bool, sentence: str) -> None:
        """Note it where it is not so."""
        if not is_so:
            self.wrong.append(sentence)

    def __str__(self) -> str:
        lines = [f"  {name}: {value}" for name, value in self.seen.items()]
        return "\n".join([*lines, *(f"  WRONG: {sentence}" for sentence in self.wrong[:40])])
