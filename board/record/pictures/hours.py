"""How many hours went into each competency."""

from collections.abc import Sequence

from markupsafe import Markup

from board.record.pictures.svg import LINE, SEEN, SOFT, element, picture, words

WIDTH, ROW = 400, 42


def hours(rows: Sequence[tuple[str, float]], name: str = "hours") -> Markup:
    """The picture: a bar under each name, its hours at the right."""
    most = max((amount for _, amount in rows), default=0) or 1
    parts = []
    for place, (label, amount) in enumerate(rows):
        top = ROW * place
        figure = "none yet" if not amount else "under 1 h" if amount < 1 else f"{amount:,.0f} h"
        parts.append(words(label, 0, top + 15, font_size=13))
        parts.append(words(figure, WIDTH, top + 15, font_size=13, text_anchor="end", fill=SOFT, class_="v-soft"))
        parts.append(element("rect", x=0, y=top + 22, width=WIDTH, height=8, rx=4, fill=LINE, class_="v-rail"))
        if amount:
            width = max(WIDTH * amount / most, 8)
            parts.append(element("rect", x=0, y=top + 22, width=width, height=8, rx=4, fill=SEEN, class_="v-seen-fill"))
    text = ". ".join(f"{label}: {amount:,.0f} hours" for label, amount in rows)
    return picture(name, "Hours by competency", f"{text}.", WIDTH, ROW * len(rows), parts)
