"""What the residency application's form takes: a file of facts for each season, in `residency/`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from board.vocabulary import editions

FOLDER = editions.HERE / "residency"


@dataclass(frozen=True)
class Field:
    """One field of the form: `line`, `text`, `month` or `choice`."""

    key: str
    label: str
    kind: str
    holds: str = ""
    """What of the record fills it at first."""
    required: bool = False
    only_starred: bool = False
    most: int | None = None
    """Characters it takes."""
    choices: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """It takes more than a line."""
        return self.kind == "text"

    @property
    def is_month(self) -> bool:
        """It takes a month and a year."""
        return self.kind == "month"


@dataclass(frozen=True)
class Season:
    """One season's form."""

    name: str
    title: str
    source: str
    most_entries: int
    most_starred: int
    counting: str
    fields: tuple[Field, ...]
    defaults: dict[str, dict[str, str]]
    most_bullets: int
    most_sentences: int
    bullets_source: str

    def count(self, text: str) -> int:
        """Characters as the form counts them: a line break is one, and `utf-16` counts most emoji as two."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return len(text.encode("utf-16-le", "surrogatepass")) // 2 if self.counting == "utf-16" else len(text)


def on(day: date) -> Season:
    """The season whose form holds on a day."""
    return _season(editions.on(FOLDER, day))


def named(name: str) -> Season | None:
    """A season by its name."""
    by_key = next((row for row in editions.all_of(FOLDER).values() if row["season"] == name), None)
    return _season(by_key) if by_key else None


def names() -> list[str]:
    """Every season there is a form for, the oldest first."""
    return [row["season"] for row in sorted(editions.all_of(FOLDER).values(), key=lambda row: row["starts"])]


def _season(data: dict[str, Any]) -> Season:
    bullets = data["noteworthy"]
    return Season(
        name=data["season"],
        title=data["title"],
        source=data["source"],
        most_entries=data["most_entries"],
        most_starred=data["most_starred"],
        counting=data.get("counting", "utf-16"),
        fields=tuple(Field(**field | {"choices": tuple(field.get("choices", ()))}) for field in data["fields"]),
        defaults=data["defaults"],
        most_bullets=bullets["most_bullets"],
        most_sentences=bullets["most_sentences"],
        bullets_source=bullets["source"],
    )
