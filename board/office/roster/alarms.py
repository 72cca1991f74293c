"""What speaks for last year's roster, or for half of this year's: said before anything is written."""

from collections.abc import Sequence

from board.accounts.roster import LABELS, Change, RosterRow
from board.kernel.wording import plural
from board.office.roster.classes import is_earlier

FEW, SHARE = 4, 0.03
"""What is no more than so many people, or than such a share of them, is the daily coming and going."""


def alarms(
    rows: Sequence[RosterRow], changes: Sequence[Change], *, absent: int, roster_size: int, about: str
) -> list[str]:
    """In sentences; none where the file changes no more than a roster does. `about`: of whom somebody is absent."""
    sentences = []
    if absent > max(FEW, SHARE * roster_size):
        sentences.append(
            f"{plural(absent, 'person', 'people')} of {roster_size:,} on the roster ({about}) stand in no row of this "
            "file. Is the whole list in it?"
        )
    for name in sorted({change[0] for change in changes}):
        emptied = [change for change in changes if change[0] == name and change[1] and not change[2]]
        if len(emptied) > max(FEW, SHARE * roster_size):
            sentences.append(
                f"{plural(len(emptied), 'person loses', 'people lose')} what the roster says of them as "
                f"{LABELS[name]}, such as {emptied[0][1]}. Is that column whole?"
            )
    moved = [change for change in changes if change[0] == "class_year" and change[1]]
    back = [change for change in moved if is_earlier(change[2], change[1])]
    if len(back) > max(FEW, SHARE * len(moved)):
        sentences.append(
            f"{plural(len(back), 'person goes', 'people go')} back to an earlier class year, such as {back[0][1]} → "
            f"{back[0][2]}. Is this last year’s file?"
        )
    dated = [row for row in rows if row.values.get("class_year") and row.graduation_words]
    early = [row for row in dated if row.years_early]
    if len(early) > max(FEW, len(dated) / 2):
        sentences.append(
            f"{plural(len(early), 'student')} would graduate before the class years that are left to them, such as "
            f"{early[0].values['class_year']} in {early[0].graduation_words}. Is this last year’s file?"
        )
    return sentences
