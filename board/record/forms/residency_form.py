"""The residency form of a season, and the bullets for the dean's letter."""

from typing import Any

from wtforms import SelectField

from board.record.residency_fields import ResidencySheet, complain
from board.vocabulary.residency import Season
from board.web.editing import EditForm
from board.web.forms import OneLine, Text, options

LONGEST_WORDING = 6000
"""Characters of a field, where the season's form names no limit of its own."""
LONGEST_POINT = 1000


class SeasonForm(EditForm):
    """One entry as a season's form has it; `season_form` fills in its fields."""

    SEASON: Season
    SHEET: ResidencySheet

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field as the season's form would take it; all that is refused is said at once."""
        fine = super().validate(extra_validators)
        typed = self.typed()
        for line in self.SHEET.lines:
            complaint = complain(self.SEASON, line.field, typed[line.field.key])
            if complaint:
                self[line.field.key].errors = [*self[line.field.key].errors, complaint]
                fine = False
        return bool(fine)

    def typed(self) -> dict[str, str]:
        """Field → what was typed."""
        return {line.field.key: self[line.field.key].data for line in self.SHEET.lines}


class BulletsForm(EditForm):
    """The noteworthy characteristics; `bullets_form` fills in a field for each."""

    MOST: int

    def texts(self) -> list[str]:
        """What was typed, in its order."""
        return [self[f"bullet_{place}"].data for place in range(self.MOST)]


def season_form(season: Season, sheet: ResidencySheet) -> Any:
    """A form with the fields of a sheet."""
    rows: dict[str, Any] = {"SEASON": season, "SHEET": sheet}
    for line in sheet.lines:
        field = line.field
        if field.kind == "choice":
            choices = [("", "Choose"), *((name, name) for name in field.choices)]
            rows[field.key] = SelectField(field.label, choices=options(choices), validate_choice=False, default="")
        else:
            kind = Text if field.kind == "text" else OneLine
            rows[field.key] = kind(field.label, most=LONGEST_WORDING)
    return type("SeasonForm", (SeasonForm,), rows)(data={line.field.key: line.value for line in sheet.lines})


def bullets_form(season: Season, texts: list[str]) -> Any:
    """A form with a field for each point the letter takes."""
    rows: dict[str, Any] = {"MOST": season.most_bullets}
    for place in range(season.most_bullets):
        rows[f"bullet_{place}"] = Text(f"Point {place + 1}", most=LONGEST_POINT)
    return type("BulletsForm", (BulletsForm,), rows)(data={f"bullet_{place}": text for place, text in enumerate(texts)})
